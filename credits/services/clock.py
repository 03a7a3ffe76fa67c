"""A clock corrected, and the days that it moved judged again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from credits.models import CarbonCredit, Status
from credits.models.credit import UNJUDGED
from credits.selectors import in_life
from credits.services.renewed import judge_renewed
from inverters.models import Inverter
from inverters.services.clock import ClockCorrection, correct_clock


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
    return CorrectedDays(correction, judge_renewed(affected(inverter, valid_from), actor=actor, now=now))


def affected(inverter: Inverter, valid_from: date) -> QuerySet[CarbonCredit]:
    """The credits that wait for their judging since the correction, and the flags among them, which do not wait."""
    days = CarbonCredit.objects.filter(in_life(), inverter=inverter, date__gte=valid_from - timedelta(days=1))
    return days.filter(Q(status=Status.PENDING, cause=UNJUDGED) | Q(status=Status.FLAGGED))
