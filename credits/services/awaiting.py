"""The days of an upload calculated and verified in one act."""

from datetime import date, datetime

from credits.models import CarbonCredit
from credits.models.credit import UNJUDGED
from credits.selectors import in_life
from credits.services.calculate import calculate
from credits.services.verify import verify
from inverters.models import Inverter, ProductionDay

JUDGED_AT_ONCE = 400
"""A year and a month: some seconds, and one asking of the satellite service for each cell."""


def awaiting_days(inverter: Inverter, days: list[date]) -> list[date]:
    """Those of the days that can have a credit and were not judged by what is stored now, in order."""
    if not days:
        return []
    inside = {"inverter": inverter, "date__gte": min(days), "date__lte": max(days)}
    measured = ProductionDay.objects.filter(in_life(), reading_count__gt=0, **inside)
    found = set(measured.values_list("date", flat=True)) & set(days)
    judged = CarbonCredit.objects.filter(**inside).exclude(cause=UNJUDGED)
    return sorted(found - set(judged.values_list("date", flat=True)))


def calculate_and_verify(*, inverter: Inverter, days: list[date], actor: str, now: datetime) -> list[CarbonCredit]:
    """Judge the first of the days that await it, at most `JUDGED_AT_ONCE`; calling again takes up the next.

    Raises what `calculate` and `verify` raise; each is a transaction of its own, and where the second fails the
    credits wait PENDING.
    """
    wanted = awaiting_days(inverter, days)[:JUDGED_AT_ONCE]
    credits = calculate(inverter_id=inverter.pk, days=wanted, actor=actor, now=now) if wanted else []
    return verify(credit_ids=[credit.pk for credit in credits], actor=actor, now=now)
