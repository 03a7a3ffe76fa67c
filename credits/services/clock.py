"""A clock corrected, and the days that it moved judged again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from credits.models import CarbonCredit, Status
from credits.models.credit import UNJUDGED
from credits.services.verify import verify
from inverters.models import Inverter
from inverters.services.clock import ClockCorrection, correct_clock

JUDGED_AT_ONCE = 500
"""Credits in one transaction of judging, so that uploads need not wait for years of days."""


@dataclass(frozen=True)
class CorrectedDays:
    """A correction, and the credits that were judged again for it, in order of the day."""

    correction: ClockCorrection
    credits: list[CarbonCredit]


def correct_and_verify(
    *,
    inverter: Inverter,
    minutes: int,
    valid_from: date,
    until: date | None = None,
    reason: str,
    actor: str,
    now: datetime,
) -> CorrectedDays:
    """Correct a clock and judge again what depends on it.

    The correction is one transaction; the satellite is asked and the days are judged after it. Raises what
    `correct_clock` and `verify` raise; where judging fails, the correction stands and the credits wait PENDING.
    """
    correction = correct_clock(
        inverter=inverter, minutes=minutes, valid_from=valid_from, until=until, reason=reason, actor=actor, now=now
    )
    inverter.refresh_from_db()
    wanted = list(_affected(inverter, valid_from).values_list("pk", flat=True))
    judged: list[CarbonCredit] = []
    for start in range(0, len(wanted), JUDGED_AT_ONCE):
        judged += verify(credit_ids=wanted[start : start + JUDGED_AT_ONCE], actor=actor, now=now)
    return CorrectedDays(correction, judged)


def _affected(inverter: Inverter, valid_from: date) -> QuerySet[CarbonCredit]:
    """The credits that wait for their judging since the correction, and the flags among them, which do not wait."""
    days = CarbonCredit.objects.filter(inverter=inverter, date__gte=valid_from - timedelta(days=1)).order_by("date")
    if inverter.commissioned:
        days = days.filter(date__gte=inverter.commissioned)
    if inverter.retired:
        days = days.filter(date__lte=inverter.retired)
    return days.filter(status=Status.PENDING, cause=UNJUDGED) | days.filter(status=Status.FLAGGED)
