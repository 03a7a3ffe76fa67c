"""Reads of flags and of what people decided about them."""

from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery

from credits.finding_selectors import held_against
from credits.models import CarbonCredit, FlagDecision, Status, Verdict, Waiver, WaiverState


def flags() -> QuerySet[Any]:
    """FLAGGED credits, each with `upheld`: whether somebody has confirmed the flag of its newest verdict."""
    upheld = _upholdings().filter(credit=OuterRef("pk"))
    return CarbonCredit.objects.filter(status=Status.FLAGGED).annotate(upheld=Exists(upheld))


def _upholdings() -> QuerySet[FlagDecision]:
    """Decisions that uphold the newest verdict of their credit."""
    newest = Verdict.objects.filter(credit=OuterRef("credit")).order_by("-id").values("id")[:1]
    return FlagDecision.objects.filter(outcome=FlagDecision.Outcome.UPHELD, verdict_id__gte=Subquery(newest))


def open_flags() -> QuerySet[Any]:
    """Flags that wait for somebody's decision.

    Not where a finding is open or was upheld, whoever flagged the day first: it is decided on with the finding, and
    what two people upheld needs nobody else. Dismissed, the flag of a check waits again.
    """
    return flags().filter(upheld=False).exclude(Exists(held_against().filter(credit=OuterRef("pk"))))


def upholding(credit: CarbonCredit) -> FlagDecision | None:
    """The decision by which a credit's flag was upheld; None where it has no flag, or one that waits to be decided."""
    return _upholdings().filter(credit=credit, credit__status=Status.FLAGGED).first()


def gave_way() -> QuerySet[CarbonCredit]:
    """PENDING credits whose flag stands no more only because a waiver is proposed that awaits an auditor."""
    asked = Waiver.objects.filter(credit=OuterRef("pk"), state=WaiverState.PROPOSED, verdict__status=Status.FLAGGED)
    return CarbonCredit.objects.filter(Exists(asked), status=Status.PENDING)


def newest_verdict_ids(credit_ids: list[int]) -> dict[int, int]:
    """By credit, the verdict that its flag is from."""
    rows = Verdict.objects.filter(credit_id__in=credit_ids).order_by().values("credit_id")
    return dict(rows.annotate(newest=Max("id")).values_list("credit_id", "newest"))
