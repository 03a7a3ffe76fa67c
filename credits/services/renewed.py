"""Judging again what a change of the evidence has sent back to PENDING."""

from datetime import datetime

from django.db.models import QuerySet

from credits.models import CarbonCredit
from credits.services.verify import verify

JUDGED_AT_ONCE = 500
"""Credits in one transaction of judging, so that uploads need not wait for years of days."""


def judge_renewed(waiting: QuerySet[CarbonCredit], *, actor: str, now: datetime) -> list[CarbonCredit]:
    """These credits as they stand after their judging, in order of the day."""
    wanted = list(waiting.order_by("date").values_list("pk", flat=True))
    judged: list[CarbonCredit] = []
    for start in range(0, len(wanted), JUDGED_AT_ONCE):
        judged += verify(credit_ids=wanted[start : start + JUDGED_AT_ONCE], actor=actor, now=now)
    return judged
