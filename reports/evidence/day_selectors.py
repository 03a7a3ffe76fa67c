"""All that one credit rests on, read for many at once: a number of queries that grows with inverters alone."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from credits.models import CarbonCredit, Verdict
from credits.selectors import latest_verdicts
from inverters.models import Inverter
from inverters.models.satellite import ReferenceKind
from inverters.seen_selectors import HourSeen, hours_seen, midnight_of, readings_of
from inverters.stored_rows import StoredRows

DAYS_AT_ONCE = 50
"""Of one inverter: a month and more in memory at a time, whatever a bundle holds."""


@dataclass(frozen=True)
class DayEvidence:
    """One credit, its newest verdict if any, the readings of its day, and the sky as that verdict saw it.

    midnight_us: when the day begins, in microseconds since 1970.
    """

    credit: CarbonCredit
    inverter: Inverter
    verdict: Verdict | None
    midnight_us: int
    readings: StoredRows
    hours: list[HourSeen]


def days_of(credits: list[CarbonCredit], now: datetime) -> Iterator[DayEvidence]:
    """The evidence of credits that are in the order of inverter and day. now: until when the sky of an unjudged day
    is taken."""
    inverters = Inverter.objects.with_equipment().in_bulk({credit.inverter_id for credit in credits})
    by_inverter: dict[int, list[CarbonCredit]] = defaultdict(list)
    for credit in credits:
        by_inverter[credit.inverter_id].append(credit)
    for inverter_id, mine in by_inverter.items():
        rest = iter(mine)
        while piece := list(islice(rest, DAYS_AT_ONCE)):
            yield from _piece(inverters[inverter_id], piece, now)


def _piece(inverter: Inverter, credits: list[CarbonCredit], now: datetime) -> Iterator[DayEvidence]:
    verdicts = latest_verdicts([credit.pk for credit in credits])
    readings = readings_of(inverter, [credit.date for credit in credits])
    midnights = {credit.date: midnight_of(inverter, credit.date) for credit in credits}
    by_kind: dict[str, list[CarbonCredit]] = defaultdict(list)
    for credit in credits:
        by_kind[_kind(verdicts.get(credit.pk))].append(credit)
    hours: dict[date, list[HourSeen]] = {}
    for kind, mine in by_kind.items():
        instants = [verdicts[credit.pk].judged_at if credit.pk in verdicts else now for credit in mine]
        seen = hours_seen(inverter, kind, [midnights[credit.date] for credit in mine], instants)
        hours |= dict(zip([credit.date for credit in mine], seen, strict=True))
    for credit in credits:
        day = credit.date
        yield DayEvidence(credit, inverter, verdicts.get(credit.pk), midnights[day], readings[day], hours[day])


def _kind(verdict: Verdict | None) -> str:
    return str(verdict.reference["kind"]) if verdict else str(ReferenceKind.SATELLITE)
