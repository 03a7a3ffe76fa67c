"""Reads of findings: what people found against verified and submitted days, and what was decided."""

from typing import Any

from django.db.models import QuerySet

from credits.models import Finding, FindingDecision


def findings() -> QuerySet[Any]:
    """All of them with their credits, decisions and debits, the newest first."""
    return Finding.objects.select_related("credit__inverter", "credit__factor", "decision__adjustment")


def open_findings() -> QuerySet[Any]:
    """Those that wait for somebody's decision."""
    return findings().filter(decision=None)


def held_against() -> QuerySet[Any]:
    """Those that are open or were upheld."""
    return Finding.objects.exclude(decision__outcome=FindingDecision.Outcome.DISMISSED)


def standing_finding(credit_ids: list[int]) -> Finding | None:
    """One that is open or upheld against one of these credits."""
    found = held_against().filter(credit_id__in=credit_ids).select_related("credit", "decision")
    return found.order_by("credit__date").first()
