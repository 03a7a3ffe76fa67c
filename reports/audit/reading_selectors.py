"""What came for an inverter: its uploads, its readings, second values for stored instants, and the days without any."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from inverters.archive_list_selectors import EVER_US, as_objects, nearest
from inverters.archive_selectors import archived_between
from inverters.curves import microseconds
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
from inverters.stored_rows import chosen
from reports.fleet.selectors import whole_number
from reports.paging import Complete, Order

DAY = timedelta(days=1)
AT_ONCE = 2_000
"""Archived readings in memory as objects."""


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
    rows = InverterReading.objects.filter(inverter=inverter)
    found = rows.select_related("batch").defer("batch__answer", "batch__body")
    start, end = _start(inverter, first), _start(inverter, last and last + DAY)
    if start:
        found = found.filter(timestamp__gte=start)
    return found.filter(timestamp__lt=end) if end else found


def archived(inverter: Inverter, first: date | None, last: date | None) -> Iterator[InverterReading]:
    """Those of `readings` that lie in the archive, the newest first, with their uploads; some at a time."""
    rows = archived_between(inverter.pk, *_span_us(inverter, first, last))
    order = np.arange(len(rows.ids))[::-1]
    pieces = (order[start : start + AT_ONCE] for start in range(0, len(order), AT_ONCE))
    return (one for piece in pieces for one in as_objects(chosen(rows, piece), inverter.pk))


def with_archived(inverter: Inverter, first: date | None, last: date | None) -> Complete:
    """Completes a page of `readings`, the newest first, by those in the archive."""

    def complete(
        found: list[InverterReading], cursor: list[datetime], backwards: bool, count: int
    ) -> list[InverterReading]:
        start, stop = _span_us(inverter, first, last)
        if cursor:
            at = microseconds(cursor[0])
            start, stop = (max(start, at + 1), stop) if backwards else (start, min(stop, at))
        return nearest(found, inverter.pk, (start, stop), count, newest=not backwards)

    return complete


def _span_us(inverter: Inverter, first: date | None, last: date | None) -> tuple[int, int]:
    """The stamps of these local days."""
    bounds = _start(inverter, first), _start(inverter, last and last + DAY)
    start, stop = (default if at is None else microseconds(at) for at, default in zip(bounds, EVER_US, strict=True))
    return start, stop


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
    found = rows.defer("batch__answer", "batch__body")
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
    """For the head of the page, in one query."""
    measured = ProductionDay.objects.filter(reading_count__gt=0)
    parts = (ReadingBatch.objects.all(), ReadingConflict.objects.all(), measured)
    mine = Inverter.objects.filter(pk=inverter.pk)
    return Counts(*mine.values_list(*(Coalesce(_count(rows), 0) for rows in parts)).get())


def _count(rows: QuerySet[Any]) -> Subquery:
    """How many of these an inverter has, as a column of it."""
    grouped = rows.filter(inverter=OuterRef("pk")).order_by().values("inverter")
    return Subquery(grouped.annotate(count=Count("pk")).values("count"))
