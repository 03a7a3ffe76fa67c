"""Production days: written with the readings they are summed from, and rebuildable from them at any time."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Max, Min

from inverters import bulk
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
from inverters.models import Inverter, InverterReading, ProductionDay
from inverters.prints import NO_PRINT, digit_prints, middle_batches, shape_prints
from inverters.signals import frozen_days

FINAL, PROVISIONAL = InverterReading.State.FINAL, InverterReading.State.PROVISIONAL
RUN_GAP_DAYS = 7
"""Days closer together than this are read in one query; further apart, what lies between is not worth reading."""

RUN_DAYS = 1_000
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


def write_days(inverter_id: int, clocks: list[LoggerClock], days: np.ndarray, fresh: Fresh | None) -> None:
    """Sum these days anew and store them.

    days: datetime64[D], sorted, each once. fresh: the readings just stored; where none of the days was known before
    they are all there is, and the readings need not be read back.
    """
    known = ProductionDay.objects.filter(inverter_id=inverter_id, date__in=days.tolist()).exists()
    if fresh is not None and not known:
        for run in _cut(days):
            part = fresh.within(run)
            _store(inverter_id, part, part.placed, run)
        return
    for close in np.split(days, np.flatnonzero(np.diff(days) > np.timedelta64(RUN_GAP_DAYS, "D")) + 1):
        for run in _cut(close):
            rows = bulk.readings_between(inverter_id, *stamp_bounds_us(run, clocks))
            _store(inverter_id, rows, place(rows.stamps_us, clocks), run)


def _cut(days: np.ndarray) -> list[np.ndarray]:
    return [days[start : start + RUN_DAYS] for start in range(0, len(days), RUN_DAYS)]


def rebuild_all_days(inverter_id: int, clocks: list[LoggerClock]) -> np.ndarray:
    """Sum every day of an inverter anew, as after a change of its zone or clock. Returns the days, datetime64[D]."""
    old = ProductionDay.objects.filter(inverter_id=inverter_id).values_list("date", flat=True)
    bounds = InverterReading.objects.filter(inverter_id=inverter_id).aggregate(Min("timestamp"), Max("timestamp"))
    if bounds["timestamp__min"] is None:
        return np.array([], "datetime64[D]")
    ends = np.array([microseconds(bounds["timestamp__min"]), microseconds(bounds["timestamp__max"])], np.int64)
    first, last = place(ends, clocks).days
    days = np.union1d(np.arange(first, last + 1), np.array(list(old), "datetime64[D]"))
    write_days(inverter_id, clocks, days, None)
    return days


def _store(inverter_id: int, rows: bulk.StoredRows | Fresh, placed: Placed, days: np.ndarray) -> None:
    """Write one row for each of the days that has readings, and remove the row of one that has none any more."""
    wanted = np.isin(placed.days, days)
    final, waiting = wanted & (rows.states == FINAL), wanted & (rows.states == PROVISIONAL)
    columns = (placed.days, placed.slots, rows.stamps_us, rows.milliwatt_hours)
    sums = sum_days(*(columns if final.all() else (column[final] for column in columns)))
    received = middle_batches(placed.days[final], rows.batches[final], rows.milliwatt_hours[final])
    provisional = dict(
        zip(*(part.tolist() for part in np.unique(placed.days[waiting], return_counts=True)), strict=True)
    )
    found = [
        ProductionDay(
            inverter_id=inverter_id,
            date=day,
            curve=block,
            milliwatt_hours=total,
            reading_count=count,
            provisional_count=provisional.pop(day, 0),
            interval_minutes=interval,
            digest=digest,
            batch_id=batch,
            digit_print=digits,
            shape_print=shape,
        )
        for day, block, total, count, interval, digest, batch, digits, shape in zip(
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
    found += [_only_provisional(inverter_id, day, count) for day, count in provisional.items()]
    ProductionDay.objects.bulk_create(
        found,
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["inverter", "date"],
        update_fields=[
            "curve", "milliwatt_hours", "reading_count", "provisional_count", "interval_minutes", "digest",
            "batch", "digit_print", "shape_print",
        ],
    )  # fmt: skip
    gone = set(days.tolist()) - {row.date for row in found}
    if gone:
        ProductionDay.objects.filter(inverter_id=inverter_id, date__in=gone).delete()


def _known(prints: np.ndarray) -> list[int | None]:
    return [None if value == NO_PRINT else value for value in prints.tolist()]


def _only_provisional(inverter_id: int, day: date, count: int) -> ProductionDay:
    none = np.array([], np.int64)
    return ProductionDay(
        inverter_id=inverter_id,
        date=day,
        curve=np.full(SLOTS, MISSING, "<i8").tobytes(),
        milliwatt_hours=0,
        reading_count=0,
        provisional_count=count,
        interval_minutes=SINGLE_READING_INTERVAL_MINUTES,
        digest=digest_rows(none, none),
    )
