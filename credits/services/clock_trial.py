"""What a clock's correction would make of the credits that hang on it, judged before it is done and then undone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from credits.models import CarbonCredit, Status
from credits.services.clock import affected
from credits.services.judging import judge_stored
from inverters.models import Inverter
from inverters.services.clock import correct_clock

DRY_RUN = "dry run"
MOST_TRIED = 60
"""Days that a trial judges: two months tell what a clock does to the others."""


@dataclass(frozen=True)
class Standing:
    """Credits by status: how many, and how many grams of CO2."""

    count: Counter[str]
    grams: Counter[str]


@dataclass(frozen=True)
class ClockTrial:
    """The tried credits as they stand and as they would; affected: how many the correction would judge again."""

    affected: int
    tried: int
    before: Standing
    after: Standing

    @property
    def worse(self) -> bool:
        """Whether fewer days would be verified, or more flagged."""
        lost = self.after.count[Status.VERIFIED] < self.before.count[Status.VERIFIED]
        return lost or self.after.count[Status.FLAGGED] > self.before.count[Status.FLAGGED]


@transaction.atomic
def try_correction(
    *, inverter: Inverter, minutes: int, valid_from: date, until: date | None, now: datetime
) -> ClockTrial:
    """Correct, judge by what is stored, and take all of it back. Raises what `correct_clock` raises."""
    stood = _stood(inverter)
    mark = transaction.savepoint()
    try:
        correct_clock(
            inverter=inverter,
            minutes=minutes,
            valid_from=valid_from,
            until=until,
            reason=DRY_RUN,
            actor=DRY_RUN,
            now=now,
        )
        moved = list(affected(Inverter.objects.get(pk=inverter.pk), valid_from).order_by("date"))
        tried = _spread(moved)
        after = _standing(_outcomes(tried, now))
    finally:
        transaction.savepoint_rollback(mark)
    before = _standing(stood[one.pk] for one in tried)
    return ClockTrial(len(moved), len(tried), before, after)


def _stood(inverter: Inverter) -> dict[int, tuple[str, int]]:
    rows = CarbonCredit.objects.filter(inverter=inverter).values_list("pk", "status", "grams")
    return {pk: (status, grams) for pk, status, grams in rows}


def _spread(moved: list[CarbonCredit]) -> list[CarbonCredit]:
    """All of them, or as many as a trial judges, evenly from the first to the last."""
    if len(moved) <= MOST_TRIED:
        return moved
    return [moved[place * len(moved) // MOST_TRIED] for place in range(MOST_TRIED)]


def _outcomes(tried: list[CarbonCredit], now: datetime) -> Iterable[tuple[str, int]]:
    """A flag stays until a person lifts it."""
    judged = judge_stored(credits=tried, actor=DRY_RUN, now=now) if tried else []
    for one in judged:
        flag = one.credit.status == Status.FLAGGED
        yield str(Status.FLAGGED if flag else one.verdict.status), one.credit.grams


def _standing(rows: Iterable[tuple[str, int]]) -> Standing:
    found = Standing(Counter(), Counter())
    for status, grams in rows:
        found.count[status] += 1
        found.grams[status] += grams
    return found
