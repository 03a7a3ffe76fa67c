"""The run of days whose checks name one lag of the clock: what a correction is made of, and whether it is advised."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from credits.models import CarbonCredit, Verdict
from credits.selectors import latest_verdicts
from credits.verification.checks.clock import doubtful
from inverters.models import Inverter
from inverters.selectors import equipment_on

MINUTES = 60
PIECE = 60
SAME_HOURS = 1.0
"""A day names its lag to half an hour: neighbours on either side of the true one are a whole hour apart."""


@dataclass(frozen=True)
class LagRun:
    """Days that lag alike. minutes: what the clock is to be taken to run ahead. last: None where it still does.

    sure: whether a correction is advised: some day's check finds one lag in its whole month, and agreement by it.
    """

    minutes: int
    first: date
    last: date | None
    sure: bool


@dataclass(frozen=True)
class _Day:
    date: date
    hours: float
    failed: bool
    sure: bool


def lag_run(inverter: Inverter, day: date) -> LagRun | None:
    """The run about a day; None where its newest verdict finds no lag."""
    credits = CarbonCredit.objects.filter(inverter=inverter).only("id", "date", "inverter_id")
    [here] = _days(list(credits.filter(date=day))) or [None]
    if here is None or not here.failed:
        return None
    offset = equipment_on(inverter, day).clock_offset_minutes
    earlier = _alike(inverter, offset, here, _each(credits, "-date", "date__lt", day))
    later = _alike(inverter, offset, here, _each(credits, "date", "date__gt", day))
    run = [*reversed(earlier), here, *later]
    [(hours, _)] = Counter(one.hours for one in run).most_common(1)
    newest = not credits.filter(date__gt=run[-1].date).exists()
    last = None if newest else run[-1].date
    return LagRun(offset + round(hours * MINUTES), run[0].date, last, any(one.sure for one in run))


def _alike(inverter: Inverter, offset: int, here: _Day, days: Iterator[_Day | None]) -> list[_Day]:
    run: list[_Day] = []
    for one in days:
        if one is None or not one.failed or abs(one.hours - here.hours) > SAME_HOURS:
            return run
        if equipment_on(inverter, one.date).clock_offset_minutes != offset:
            return run
        run.append(one)
    return run


def _each(credits: Any, order: str, further: str, day: date) -> Iterator[_Day | None]:
    """The days to one side, nearest first, read a piece at a time."""
    piece = list(credits.filter(**{further: day}).order_by(order)[:PIECE])
    while piece:
        yield from _days(piece)
        piece = list(credits.filter(**{further: piece[-1].date}).order_by(order)[:PIECE])


def _days(credits: list[CarbonCredit]) -> list[_Day | None]:
    verdicts = latest_verdicts([credit.pk for credit in credits])
    return [_day(credit, verdicts.get(credit.pk)) for credit in credits]


def _day(credit: CarbonCredit, verdict: Verdict | None) -> _Day | None:
    check = next((one for one in verdict.checks if one["name"] == "clock"), None) if verdict else None
    if check is None or check["figure"] is None:
        return None
    failed = check["outcome"] == "fail"
    return _Day(credit.date, check["figure"], failed, failed and not doubtful(check["sentence"]))
