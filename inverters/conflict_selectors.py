"""Reads of second values: what was sent for an instant that has a value, beside the value that stands there now.

A reading that came for a day after it was submitted is one too: what stands there is that nothing does.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Case, FloatField, OuterRef, QuerySet, Subquery, When

from inverters.archive_list_selectors import as_objects
from inverters.archive_selectors import archived_between
from inverters.constants import MILLIWATT_HOURS_PER_KWH
from inverters.curves import LoggerClock, microseconds, place, stamp_bounds_us, utc
from inverters.models import Inverter, InverterReading, ReadingConflict
from inverters.stored_rows import chosen


@dataclass(frozen=True)
class Which:
    """Second values of one inverter that are decided on together: some by id, a batch's, a local day's, or all."""

    inverter: Inverter
    ids: tuple[int, ...] = ()
    batch_id: int | None = None
    day: date | None = None


UNASKED = [f"{upload}__{name}" for upload in ("batch", "decided__first_batch") for name in ("answer", "body")]
"""What an upload holds that is long and that no list of second values tells."""


def conflicts() -> QuerySet[ReadingConflict]:
    """Second values with who sent each, what was decided, and `standing_kwh`, the value that counts now.

    Where only a late reading stands, which counts for nothing, that is 0.
    """
    standing = InverterReading.objects.filter(inverter=OuterRef("inverter"), timestamp=OuterRef("timestamp")).order_by()
    counted = standing.annotate(
        counted=Case(When(state=InverterReading.State.LATE, then=0.0), default="kwh", output_field=FloatField())
    )
    found = (
        _decidable().select_related("batch", "inverter", "decided__decision", "decided__first_batch").defer(*UNASKED)
    )
    return found.annotate(
        standing_kwh=Subquery(counted.values("counted")[:1], output_field=FloatField()),
        standing_actor=Subquery(standing.values("batch__actor")[:1]),
        standing_batch=Subquery(standing.values("batch_id")[:1]),
        standing_received=Subquery(standing.values("batch__received_at")[:1]),
    )


def with_archived(rows: list[ReadingConflict]) -> list[ReadingConflict]:
    """The same, told too what stands where the reading is archived: of those that were decided on it may be."""
    lost: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row.standing_batch is None:  # type: ignore[attr-defined]
            lost[row.inverter_id].append(row)
    for inverter_id, mine in lost.items():
        stamps = [microseconds(row.timestamp) for row in mine]
        away = archived_between(inverter_id, min(stamps), max(stamps) + 1)
        wanted = chosen(away, np.isin(away.stamps_us, stamps))
        standing = {reading.timestamp: reading for reading in as_objects(wanted, inverter_id)}
        for row in mine:
            if (reading := standing.get(row.timestamp)) is None:
                continue  # gone behind the ledger: the deep check names it
            row.standing_kwh, row.standing_batch = reading.kwh, reading.batch_id
            row.standing_actor, row.standing_received = reading.batch.actor, reading.batch.received_at
    return rows


def undecided(found: QuerySet[ReadingConflict] | None = None) -> QuerySet[ReadingConflict]:
    """Those that nobody has decided on yet."""
    rows = _decidable() if found is None else found
    return rows.filter(decided__isnull=True)


def _decidable() -> QuerySet[ReadingConflict]:
    return ReadingConflict.objects.filter(ReadingConflict.DECIDABLE)


@dataclass(frozen=True)
class SecondValues:
    """Second values as columns, by instant: int64 ids, stamps, milliwatt-hours and batches, and the local days."""

    ids: np.ndarray
    stamps_us: np.ndarray
    milliwatt_hours: np.ndarray
    batches: np.ndarray
    days: np.ndarray


def second_values(which: Which, clocks: list[LoggerClock]) -> SecondValues:
    """The undecided ones among those asked for."""
    rows = undecided().filter(inverter=which.inverter)
    rows = rows.filter(pk__in=which.ids) if which.ids else rows
    rows = rows.filter(batch_id=which.batch_id) if which.batch_id else rows
    if which.day:
        start, stop = stamp_bounds_us(np.array([which.day], "datetime64[D]"), clocks)
        rows = rows.filter(timestamp__gte=utc(start), timestamp__lt=utc(stop))
    ids, stamps, milliwatt_hours, batches = _columns(rows)
    days = place(stamps, clocks).days
    mine = days == np.datetime64(which.day, "D") if which.day else np.ones(len(ids), bool)
    return SecondValues(ids[mine], stamps[mine], milliwatt_hours[mine], batches[mine], days[mine])


def _columns(rows: QuerySet[ReadingConflict]) -> tuple[np.ndarray, ...]:
    found = rows.order_by("timestamp", "id").values_list("id", "timestamp", "kwh", "batch_id")
    listed = [
        (key, microseconds(stamp), round(kwh * MILLIWATT_HOURS_PER_KWH), batch) for key, stamp, kwh, batch in found
    ]
    table = np.array(listed, np.int64).reshape(-1, 4)
    return tuple(table.T)
