"""What came for an inverter: its uploads, its readings, second values for stored instants, and the days without any."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db.models import QuerySet

from inverters.models import (
    ConflictDecision,
    DecidedConflict,
    Inverter,
    InverterReading,
    ProductionDay,
    ReadingBatch,
    ReadingConflict,
)
from inverters.selectors import equipment_on
from reports.fleet.selectors import whole_number
from reports.paging import Order

DAY = timedelta(days=1)


def instant(text: str) -> datetime:
    """An instant out of an address. Raises ValueError for one that names no zone."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


NEWEST_STAMP = Order(("-timestamp",), instant)
NEWEST = Order(("-id",), whole_number)


@dataclass(frozen=True)
class Gap:
    """Days in a row without a reading, between days that have some."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Counts:
    """How much there is on record."""

    uploads: int
    second: int
    measured_days: int


def readings(inverter: Inverter, first: date | None, last: date | None) -> QuerySet[InverterReading]:
    """The readings stamped within these local days, both included; None is open."""
    found = InverterReading.objects.filter(inverter=inverter).select_related("batch").defer("batch__answer")
    start, end = _start(inverter, first), _start(inverter, last and last + DAY)
    if start:
        found = found.filter(timestamp__gte=start)
    return found.filter(timestamp__lt=end) if end else found


def _start(inverter: Inverter, day: date | None) -> datetime | None:
    return datetime.combine(day, time(), equipment_on(inverter, day).zone) if day else None


def uploads(inverter: Inverter, first: date | None, last: date | None) -> QuerySet[ReadingBatch]:
    """The uploads received on these local days."""
    found = ReadingBatch.objects.filter(inverter=inverter).defer("answer", "body")
    start, end = _start(inverter, first), _start(inverter, last and last + DAY)
    if start:
        found = found.filter(received_at__gte=start)
    return found.filter(received_at__lt=end) if end else found


def second_values(inverter: Inverter, first: date | None, last: date | None) -> QuerySet[ReadingConflict]:
    """Second values for instants of these local days: conflicts, and provisional values that were replaced."""
    rows = ReadingConflict.objects.filter(inverter=inverter).select_related("batch", "decided__decision")
    found = rows.defer("batch__answer")
    start, end = _start(inverter, first), _start(inverter, last and last + DAY)
    if start:
        found = found.filter(timestamp__gte=start)
    return found.filter(timestamp__lt=end) if end else found


def corrected(inverter: Inverter, stamps: list[datetime]) -> dict[datetime, DecidedConflict]:
    """By instant, the newest correction that was accepted, with the value that stood before it."""
    accepted = DecidedConflict.objects.filter(
        decision__outcome=ConflictDecision.Outcome.ACCEPTED,
        conflict__inverter=inverter,
        conflict__timestamp__in=stamps,
        conflict__kind=ReadingConflict.Kind.CONFLICT,
    )
    return {one.conflict.timestamp: one for one in accepted.select_related("decision", "conflict").order_by("id")}


def gaps(inverter: Inverter, first: date | None, last: date | None) -> list[Gap]:
    """The newest first; before the first day with readings and after the last one nothing is missing."""
    measured = ProductionDay.objects.filter(inverter=inverter, reading_count__gt=0).order_by("date")
    days = list(measured.values_list("date", flat=True))
    found = [Gap(one + DAY, other - DAY) for one, other in pairwise(days) if other - one > DAY]
    return [gap for gap in reversed(found) if (not first or gap.last >= first) and (not last or gap.first <= last)]


def counts(inverter: Inverter) -> Counts:
    """For the head of the page, in three queries."""
    return Counts(
        ReadingBatch.objects.filter(inverter=inverter).count(),
        ReadingConflict.objects.filter(inverter=inverter).count(),
        ProductionDay.objects.filter(inverter=inverter, reading_count__gt=0).count(),
    )
