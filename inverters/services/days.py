"""Production days: written with the readings they are summed from, and rebuildable from them at any time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Max, Min

from inverters import day_rows, stored_rows
from inverters.archive_selectors import archives, readings_between
from inverters.constants import SLOTS
from inverters.curves import (
    MISSING,
    SINGLE_READING_INTERVAL_MINUTES,
    LoggerClock,
    Placed,
    digest_rows,
    microseconds,
    place,
    stamp_bounds_us,
    sum_days,
)
from inverters.day_rows import DayRow
from inverters.models import Inverter, InverterReading, ProductionDay
from inverters.prints import NO_PRINT, digit_prints, middle_batches, shape_prints
from inverters.signals import frozen_days
from inverters.stored_rows import StoredRows

FINAL, PROVISIONAL = InverterReading.State.FINAL, InverterReading.State.PROVISIONAL
DAY = timedelta(days=1)
Read = Callable[[int, int, int], StoredRows]
"""An inverter's readings from one stamp up to, and without, another."""

RUN_GAP_DAYS = 7
"""Days closer together than this are read in one query; further apart, what lies between is not worth reading."""

READ_BACK_DAYS = 3
"""So few days are read whole sooner than it is found out whether any of them had readings before."""

RUN_DAYS = 100
"""Days summed at once, so that memory stays flat however many years come in one upload."""


def frozen_among(inverter_id: int, days: np.ndarray) -> np.ndarray:
    """Which of the days (datetime64[D]) may not change any more, because what they are worth has left the house."""
    answers = frozen_days.send(Inverter, inverter_id=inverter_id, days=days.tolist())
    return np.array([day for _, frozen in answers for day in frozen or ()], "datetime64[D]")


@dataclass(frozen=True)
class Fresh:
    """Readings just stored, by stamp, where they lie, and the batch of each."""

    stamps_us: np.ndarray
    milliwatt_hours: np.ndarray
    states: np.ndarray
    placed: Placed
    batches: np.ndarray

    def within(self, run: np.ndarray) -> "Fresh":
        """Those from the first to the last of these days."""
        mine = (self.placed.days >= run[0]) & (self.placed.days <= run[-1])
        placed = Placed(*(column[mine] for column in vars(self.placed).values()))
        return Fresh(self.stamps_us[mine], self.milliwatt_hours[mine], self.states[mine], placed, self.batches[mine])


def write_days(
    inverter_id: int,
    clocks: list[LoggerClock],
    days: np.ndarray,
    fresh: Fresh | None,
    standing: StoredRows | None = None,
) -> None:
    """Sum these days anew and store them.

    days: datetime64[D], sorted, each once. fresh: the readings just stored; where none of the days was known before
    they are all there is, and the readings need not be read back. standing: all readings of these days, where they
    were read already. None of the days is archived: they change.
    """
    if standing is not None:
        store(inverter_id, days, _summed(inverter_id, standing, place(standing.stamps_us, clocks), days))
        return
    if fresh is not None and not _any_known(inverter_id, days):
        for run in _cut(days):
            part = fresh.within(run)
            store(inverter_id, run, _summed(inverter_id, part, part.placed, run))
        return
    for run, found in summed_again(inverter_id, clocks, days, stored_rows.readings_between):
        store(inverter_id, run, found)


def days_around(inverter_id: int, days: np.ndarray, clocks: list[LoggerClock]) -> StoredRows | None:
    """All readings of the days from the first to the last of these; None where that would be more than a few days."""
    if not len(days) or days.max() - days.min() >= np.timedelta64(READ_BACK_DAYS, "D"):
        return None
    return stored_rows.readings_between(inverter_id, *stamp_bounds_us(days, clocks))


def summed_again(
    inverter_id: int, clocks: list[LoggerClock], days: np.ndarray, read: Read = readings_between
) -> Iterator[tuple[np.ndarray, list[DayRow]]]:
    """Some of these days (as `write_days` takes them) at a time, with what their readings come to.

    read: where the readings are looked for; in the table and the archive, unless none of the days can be archived.
    """
    for close in np.split(days, np.flatnonzero(np.diff(days) > np.timedelta64(RUN_GAP_DAYS, "D")) + 1):
        for run in _cut(close):
            rows = read(inverter_id, *stamp_bounds_us(run, clocks))
            yield run, _summed(inverter_id, rows, place(rows.stamps_us, clocks), run)


def _any_known(inverter_id: int, days: np.ndarray) -> bool:
    return ProductionDay.objects.filter(inverter_id=inverter_id, date__in=days.tolist()).exists()


def _cut(days: np.ndarray) -> list[np.ndarray]:
    return [days[start : start + RUN_DAYS] for start in range(0, len(days), RUN_DAYS)]


def rebuild_all_days(inverter_id: int, clocks: list[LoggerClock]) -> np.ndarray:
    """Sum every day of an inverter anew, as after a change of its zone or clock. Returns the days, datetime64[D]."""
    days = all_days(inverter_id, clocks)
    for run, found in summed_again(inverter_id, clocks, days) if len(days) else ():
        store(inverter_id, run, found)
    return days


def all_days(inverter_id: int, clocks: list[LoggerClock]) -> np.ndarray:
    """The days that a production day is stored for, and all between the first and the last reading; datetime64[D]."""
    stored = ProductionDay.objects.filter(inverter_id=inverter_id).values_list("date", flat=True)
    spans = [np.arange(*np.array([one.first_day, one.last_day + DAY], "M8[D]")) for one in archives(inverter_id)]
    old = np.concatenate([np.array(list(stored), "datetime64[D]"), *spans])
    bounds = InverterReading.objects.filter(inverter_id=inverter_id).aggregate(Min("timestamp"), Max("timestamp"))
    if bounds["timestamp__min"] is None:
        return np.unique(old)
    ends = np.array([microseconds(bounds["timestamp__min"]), microseconds(bounds["timestamp__max"])], np.int64)
    first, last = place(ends, clocks).days
    return np.union1d(np.arange(first, last + 1), old)


def _summed(inverter_id: int, rows: StoredRows | Fresh, placed: Placed, days: np.ndarray) -> list[DayRow]:
    """One row for each of the days that has readings."""
    wanted = np.isin(placed.days, days)
    final, waiting = wanted & (rows.states == FINAL), wanted & (rows.states == PROVISIONAL)
    columns = (placed.days, placed.slots, rows.stamps_us, rows.milliwatt_hours)
    sums = sum_days(*(columns if final.all() else (column[final] for column in columns)))
    received = middle_batches(placed.days[final], rows.batches[final], rows.milliwatt_hours[final])
    provisional = dict(
        zip(*(part.tolist() for part in np.unique(placed.days[waiting], return_counts=True)), strict=True)
    )
    found = [
        DayRow(inverter_id, day, block, total, count, provisional.pop(day, 0), *rest)
        for day, block, total, count, *rest in zip(
            sums.days.tolist(),
            sums.curve.blocks(),
            sums.milliwatt_hours.tolist(),
            sums.counts.tolist(),
            sums.interval_minutes.tolist(),
            sums.digests,
            received.tolist(),
            _known(digit_prints(sums.curve.milliwatt_hours)),
            _known(shape_prints(sums.curve.milliwatt_hours)),
            strict=True,
        )
    ]
    return found + [_only_provisional(inverter_id, day, count) for day, count in provisional.items()]


def store(inverter_id: int, days: np.ndarray, found: list[DayRow]) -> None:
    """Write what these days come to, and remove the row of one that has no readings any more."""
    day_rows.write(found)
    gone = set(days.tolist()) - {row.date for row in found}
    if gone:
        ProductionDay.objects.filter(inverter_id=inverter_id, date__in=gone).delete()


def _known(prints: np.ndarray) -> list[int | None]:
    return [None if value == NO_PRINT else value for value in prints.tolist()]


def _only_provisional(inverter_id: int, day: date, count: int) -> DayRow:
    none = np.array([], np.int64)
    nothing = np.full(SLOTS, MISSING, "<i8").tobytes()
    unknown = SINGLE_READING_INTERVAL_MINUTES
    return DayRow(inverter_id, day, nothing, 0, 0, count, unknown, digest_rows(none, none), None, None, None)
