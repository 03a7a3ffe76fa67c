"""Reads of flags and of what people decided about them."""

from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery

from credits.models import CarbonCredit, FlagDecision, Status, Verdict


def flags() -> QuerySet[Any]:
    """FLAGGED credits, each with `upheld`: whether somebody has confirmed the flag of its newest verdict."""
    newest = Verdict.objects.filter(credit=OuterRef("credit")).order_by("-id").values("id")[:1]
    upheld = FlagDecision.objects.filter(
        credit=OuterRef("pk"), outcome=FlagDecision.Outcome.UPHELD, verdict_id__gte=Subquery(newest)
    )
    return CarbonCredit.objects.filter(status=Status.FLAGGED).annotate(upheld=Exists(upheld))


def open_flags() -> QuerySet[Any]:
    """Flags that wait for somebody's decision."""
    return flags().filter(upheld=False)


def newest_verdict_ids(credit_ids: list[int]) -> dict[int, int]:
    """By credit, the verdict that its flag is from."""
    rows = Verdict.objects.filter(credit_id__in=credit_ids).order_by().values("credit_id")
    return dict(rows.annotate(newest=Max("id")).values_list("credit_id", "newest"))
