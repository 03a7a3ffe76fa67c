"""Time passes: PENDING credits are judged again when something they were judged by has come or changed since.

A FLAGGED day is not taken up, since later evidence does not lift a flag; nor is a VERIFIED one, since a revised value
changes nothing silently (see `drift`). Each piece of the work stands by itself: a run that breaks off is simply
started again, and one that finds nothing new writes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Min, QuerySet

from credits import selectors
from credits.errors import NothingToCreditError
from credits.models import CarbonCredit, Status, Verdict
from credits.services.calculate import AWAITS_JUDGING, refuse_outside_life
from credits.services.chunks import in_chunks
from credits.services.halving import each_possible
from credits.services.inputs import month_digests
from credits.services.months import with_months
from credits.services.provisional import waits_for_hours
from credits.services.sky_asking import fetch_sky, lacks_hours
from credits.services.verify import verify
from credits.verification.checks.registry import DATA_CHECKS
from credits.verification.finding import Outcome
from credits.verification.thresholds import RULE_VERSION
from inverters.curves import DAY_US, microseconds
from inverters.daily_selectors import daily_values
from inverters.models import Inverter, SatelliteDay
from inverters.selectors import Evidence, evidence_of
from inverters.services.satellite_daily import fetch_daily
from inverters.sky_selectors import Place

AHEAD = timedelta(days=1)
"""Zones run up to 14 hours ahead of UTC: their day may be over while it is still the day before there."""


OF_THE_DAY = {check.name for check in DATA_CHECKS}
"""What keeps a day PENDING whatever the days around it say."""


class Cause(StrEnum):
    """Why a PENDING credit is worth judging again, in the order in which it is asked."""

    NOT_JUDGED = "not judged before"
    READINGS = "its readings changed"
    EQUIPMENT = "its equipment or place changed"
    RULE = "another version of the rule"
    HOURS = "its satellite hours appeared"
    REVISED = "its satellite hours were revised"
    MONTH = "the days around it changed"
    ASKED = "a person or new evidence asked for it"
    DAY_OVER = "its day is over"
    DAILY = "its provisional daily value appeared"


@dataclass
class Progress:
    """What a run has done so far.

    moved: how many credits came out as what, by cause. grams: CO2 of those that came out VERIFIED. waiting: credits
    that nothing new was found for. outside: days outside their inverter's life. unanswered: cells and why their hours
    are missing. refused: how many could not be judged, by the sentence that says why; the next run takes them up.
    """

    moved: Counter[tuple[Cause, str]] = field(default_factory=Counter)
    verified_grams: int = 0
    waiting: int = 0
    outside: int = 0
    unanswered: dict[Place, str] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def complete(self) -> bool:
        """Whether all was done that could be."""
        return not self.unanswered and not self.refused

    @property
    def judged(self) -> int:
        """How many credits were judged again."""
        return self.moved.total()


def verify_pending(*, actor: str, now: datetime) -> Progress:
    """Ask for missing satellite hours, once for each cell, and judge again what is worth it. Slow; no transaction."""
    progress = Progress()
    for place, inverter_ids in _cells(now).items():
        waiting = _pending(now).filter(inverter_id__in=inverter_ids)
        if why := _ask(place, waiting, actor, now):
            progress.unanswered[place] = why
        for credits in in_chunks(waiting):
            _take_up(credits, progress, actor, now)
    return progress


def _pending(now: datetime) -> QuerySet[CarbonCredit]:
    return CarbonCredit.objects.filter(status=Status.PENDING, date__lte=(now + AHEAD).date())


def _cells(now: datetime) -> dict[Place, list[int]]:
    cells: dict[Place, list[int]] = defaultdict(list)
    for inverter in Inverter.objects.filter(pk__in=_pending(now).values("inverter_id")).iterator():
        cells[inverter.cell].append(inverter.pk)
    return cells


def _ask(place: Place, waiting: QuerySet[CarbonCredit], actor: str, now: datetime) -> str | None:
    """Ask about one inverter-day for each date, and for the daily product where hours are still missing after that."""
    rows = waiting.values("date").annotate(inverter=Min("inverter_id")).order_by("date")
    wanted = [(row["inverter"], row["date"]) for row in rows]
    around, window = with_months(wanted)
    why = next(filter(None, fetch_sky(around, window, actor, now).values()), None)
    evidence = evidence_of(wanted)
    over = evidence.midnights_us + DAY_US <= microseconds(now)
    lacking = evidence.dates[lacks_hours(evidence) & over].tolist()
    return why or fetch_daily(place=place, days=lacking, actor=actor, now=now)


def _take_up(credits: list[CarbonCredit], progress: Progress, actor: str, now: datetime) -> None:
    """Judge those of the credits that are worth it."""
    alive = [credit for credit in credits if _in_service(credit)]
    progress.outside += len(credits) - len(alive)
    causes = {credit.pk: cause for credit, cause in _causes(alive, now) if cause}
    progress.waiting += len(alive) - len(causes)

    def act(credit_ids: list[int]) -> list[CarbonCredit]:
        return verify(credit_ids=credit_ids, actor=actor, now=now)

    for credit in each_possible(list(causes), act, lambda refusal, _: progress.refused.update([str(refusal)])):
        progress.moved[causes[credit.pk], str(credit.status)] += 1
        progress.verified_grams += credit.grams if credit.status == Status.VERIFIED else 0


def _in_service(credit: CarbonCredit) -> bool:
    try:
        refuse_outside_life(credit.inverter, credit.date)
    except NothingToCreditError:
        return False
    return True


def _causes(credits: list[CarbonCredit], now: datetime) -> Iterator[tuple[CarbonCredit, Cause | None]]:
    evidence = evidence_of([(credit.inverter_id, credit.date) for credit in credits])
    latest = selectors.latest_verdicts([credit.pk for credit in credits])
    daily = daily_values({(credit.inverter.cell, credit.date) for credit in credits})
    months = _months([credit for credit in credits if (verdict := latest.get(credit.pk)) and not _of_the_day(verdict)])
    for row, credit in enumerate(credits):
        over = bool(evidence.midnights_us[row] + DAY_US <= microseconds(now))
        verdict, value = latest.get(credit.pk), daily.get((credit.inverter.cell, credit.date))
        yield credit, cause_of(credit, verdict, evidence, row, months.get(credit.pk, ""), over, value)


def _months(credits: list[CarbonCredit]) -> dict[int, str]:
    """What these credits' months are made of now, by credit: thirty times the reading of the days themselves."""
    digests = month_digests(*with_months([(credit.inverter_id, credit.date) for credit in credits])) if credits else []
    return {credit.pk: digest for credit, digest in zip(credits, digests, strict=True)}


def _of_the_day(verdict: Verdict) -> bool:
    """Whether it is PENDING whatever the days around it say."""
    return verdict.cause in OF_THE_DAY


def cause_of(
    credit: CarbonCredit,
    verdict: Verdict | None,
    evidence: Evidence,
    row: int,
    month: str,
    over: bool,
    daily: SatelliteDay | None,
) -> Cause | None:
    """Why this credit is worth judging again; None where nothing has changed since, or its day is not over."""
    if not over:
        return None
    if verdict is None:
        return Cause.NOT_JUDGED
    outcomes = verdict.outcomes_by_check
    failed = {name for name, outcome in outcomes.items() if outcome == Outcome.FAIL}
    changed = {
        Cause.READINGS: verdict.readings_digest != evidence.production.digest(row),
        Cause.EQUIPMENT: verdict.equipment_digest != evidence.equipment_digest(row),
        Cause.RULE: verdict.rule_version != RULE_VERSION,
        Cause.HOURS: verdict.satellite_digest != evidence.sky.digest(row) and "published" in failed,
        Cause.REVISED: verdict.satellite_digest != evidence.sky.digest(row),
        Cause.MONTH: not _of_the_day(verdict) and verdict.month_digest != month,
        Cause.ASKED: (credit.flagged_reason or "").endswith(AWAITS_JUDGING),
        Cause.DAY_OVER: "day_over" in failed,
        Cause.DAILY: waits_for_hours(verdict) and daily is not None and _unheard(daily, verdict),
    }
    return next((cause for cause, holds in changed.items() if holds), None)


def _unheard(daily: SatelliteDay, verdict: Verdict) -> bool:
    told = verdict.reference.get("provisional")
    return told is None or told["fetched_at"] != daily.fetch.fetched_at.isoformat()
