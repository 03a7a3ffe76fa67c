"""Power and counters to the energy of intervals, and stamps to the end of the interval that the inverter marks."""

from dataclasses import replace

import numpy as np

from inverters.constants import MILLIWATT_HOURS_PER_KWH
from inverters.errors import RowError
from inverters.sources.columns import ReadingColumns
from inverters.sources.layouts import Manner

HOUR_US = 3_600_000_000
GAP_INTERVALS = 2
"""Beyond so many intervals nothing was measured: a power is not held to have lasted through a gap."""


def as_energy(columns: ReadingColumns, manner: Manner, file_marks_end: bool, marks_end: bool) -> ReadingColumns:
    """The energy of each interval, in milliwatt-hours, stamped where the inverter stamps it.

    columns: numbers of that manner, in thousandths of a watt-hour, of a watt, or of a counter's watt-hour. A counter is
    read at the end of its interval; where it falls it was reset, and that row is rejected.
    """
    if manner is Manner.ENERGY and file_marks_end == marks_end:
        return columns
    columns = _in_order(columns)
    interval = _interval_us(columns.instant_us)
    if manner is Manner.POWER:
        columns = _of_power(columns, interval, file_marks_end)
    if manner is Manner.COUNT:
        columns, file_marks_end = _of_counts(columns), True
    shift = interval * (int(marks_end) - int(file_marks_end))
    return replace(columns, instant_us=columns.instant_us + shift)


def _in_order(columns: ReadingColumns) -> ReadingColumns:
    order = np.argsort(columns.instant_us, kind="stable")
    return _only(columns, order)


def _only(columns: ReadingColumns, rows: np.ndarray) -> ReadingColumns:
    return replace(
        columns,
        instant_us=columns.instant_us[rows],
        milliwatt_hours=columns.milliwatt_hours[rows],
        lines=columns.lines[rows],
    )


def _interval_us(instant_us: np.ndarray) -> int:
    """The commonest spacing; an hour where there is none."""
    if len(instant_us) < 2:  # noqa: PLR2004
        return HOUR_US
    spacings, times = np.unique(np.diff(instant_us), return_counts=True)
    return int(spacings[times.argmax()])


def _of_power(columns: ReadingColumns, interval: int, marks_end: bool) -> ReadingColumns:
    """Each power lasts until the next stamp, or since the one before where stamps mark the end."""
    lasts = np.full(len(columns.instant_us), interval, np.int64)
    spacings = np.diff(columns.instant_us)
    if marks_end:
        lasts[1:] = spacings
    else:
        lasts[:-1] = spacings
    lasts = np.where(lasts > GAP_INTERVALS * interval, interval, lasts)
    return replace(columns, milliwatt_hours=np.rint(columns.milliwatt_hours * (lasts / HOUR_US)).astype(np.int64))


def _of_counts(columns: ReadingColumns) -> ReadingColumns:
    """What the counter went up by; its first row only opens the series."""
    counts = columns.milliwatt_hours
    risen = np.diff(counts)
    fallen = np.flatnonzero(risen < 0)
    resets = [
        RowError(int(columns.lines[row + 1]), "kwh", _reset(int(counts[row]), int(counts[row + 1])))
        for row in fallen.tolist()
    ]
    after = _only(columns, np.flatnonzero(risen >= 0) + 1)
    rejected = sorted([*columns.rejected, *resets], key=lambda error: error.line or 0)
    return replace(
        after,
        milliwatt_hours=risen[risen >= 0],
        rejected=rejected,
        passed_over=columns.passed_over + min(1, len(counts)),
    )


def _reset(before: int, after: int) -> str:
    told, then = (f"{count / MILLIWATT_HOURS_PER_KWH:.15g}" for count in (before, after))
    return f"the counter fell from {told} to {then} kWh: it was reset, and what came in this interval is unknown"
