"""What an upload would come to, by the parser and the rules of the import itself; nothing is written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from inverters.constants import MILLIWATT_HOURS_PER_KWH, SLOTS
from inverters.curves import HOUR_US, MINUTE_US, LoggerClock, sum_days
from inverters.errors import RowError
from inverters.models import Inverter, InverterReading
from inverters.selectors import equipment_on
from inverters.services.readings import arrange
from inverters.services.settling import Rows, Settled, compare, fingerprint, stored_beside
from inverters.services.uploads import Upload, read_columns
from inverters.sources.intake import ReceivedUpload
from inverters.sources.layouts import ReadAs

SHOWN_ROWS = 5
SHOWN_CONFLICTS = 20

Row = tuple[int, int, int]
"""The line it stands in, its stamp [µs], its energy [milliwatt-hours]."""


@dataclass(frozen=True)
class Conflict:
    """A row that contradicts a stored reading, which would stay."""

    line: int
    stamp_us: int
    milliwatt_hours: int
    stored_milliwatt_hours: int


@dataclass(frozen=True)
class Preview:
    """What would become of a file, were it committed now.

    accepted + duplicate + conflict + rejected = rows_sent; replaced (provisional values) and late are among accepted.
    passed_over: rows without a value. days, day_milliwatt_hours: the file's energy by local day.
    highest_kw: the greatest energy by its interval. hour_milliwatt_hours: float64 (24,), of each local hour.
    """

    rows_sent: int
    accepted: int
    duplicate: int
    conflict: int
    replaced: int
    late: int
    rejected: list[RowError]
    passed_over: int
    fingerprint: str
    interval_minutes: float
    first: list[Row]
    last: list[Row]
    conflicts: list[Conflict]
    days: np.ndarray
    day_milliwatt_hours: np.ndarray
    highest_kw: float
    hour_milliwatt_hours: np.ndarray


def preview(*, inverter: Inverter, received: ReceivedUpload, read_as: ReadAs, now: datetime) -> Preview:
    """What the file would come to; nothing is written. Raises MalformedUploadError, UploadTooLargeError."""
    upload = Upload(received=received, media_type="", actor="", lenient=True, read_as=read_as)
    received.file.seek(0)
    columns = read_columns(upload, equipment_on(inverter, now.date()).clock, now)
    rows = arrange(inverter.pk, columns, clocks_of(inverter), now)
    stored = stored_beside(inverter.pk, rows) if len(rows.stamps_us) else None
    settled, at = compare(rows, stored) if stored else (Settled(*np.zeros((3, 0), bool)), np.zeros(0, np.int64))
    conflicts = np.flatnonzero(settled.conflict)[:SHOWN_CONFLICTS]
    return Preview(
        **_counts(rows, settled),
        fingerprint=fingerprint(rows, settled),
        conflicts=[
            Conflict(*row, there)
            for row, there in zip(
                _told(rows, conflicts), stored.milliwatt_hours[at[conflicts]].tolist() if stored else [], strict=True
            )
        ],
        **_sums(rows),
    )


def clocks_of(inverter: Inverter) -> list[LoggerClock]:
    """How the stamps of each version of its equipment are read, in order."""
    versions = sorted(inverter.equipment.all(), key=lambda version: version.valid_from)
    return [version.clock for version in versions]


def _counts(rows: Rows, settled: Settled) -> dict[str, Any]:
    columns, taken = rows.columns, int(settled.taken.sum())
    conflict, rejected = int(settled.conflict.sum()), len(columns.rejected)
    late = settled.taken & (rows.states == InverterReading.State.LATE)
    return {
        "rows_sent": columns.rows_sent,
        "accepted": taken,
        "duplicate": columns.rows_sent - taken - conflict - rejected,
        "conflict": conflict,
        "replaced": int(settled.replaced.sum()),
        "late": int(late.sum()),
        "rejected": columns.rejected,
        "passed_over": columns.passed_over,
    }


def _sums(rows: Rows) -> dict[str, Any]:
    sums = sum_days(rows.placed.days, rows.placed.slots, rows.stamps_us, rows.milliwatt_hours)
    kinds, times = np.unique(np.diff(rows.stamps_us), return_counts=True)
    interval_us = int(kinds[times.argmax()]) if len(kinds) else HOUR_US
    everything = np.arange(len(rows.stamps_us))
    highest = int(rows.milliwatt_hours.max(initial=0))
    return {
        "interval_minutes": interval_us / MINUTE_US,
        "first": _told(rows, everything[:SHOWN_ROWS]),
        "last": _told(rows, everything[SHOWN_ROWS:][-SHOWN_ROWS:]),
        "days": sums.days,
        "day_milliwatt_hours": sums.milliwatt_hours,
        "hour_milliwatt_hours": np.bincount(rows.placed.slots, rows.milliwatt_hours, SLOTS),
        "highest_kw": highest / MILLIWATT_HOURS_PER_KWH * HOUR_US / interval_us,
    }


def _told(rows: Rows, which: np.ndarray) -> list[Row]:
    """Some of the rows, by their place in the order of time."""
    lines = rows.columns.lines[np.argsort(rows.columns.instant_us, kind="stable")]
    columns = (lines, rows.stamps_us, rows.milliwatt_hours)
    return list(zip(*(column[which].tolist() for column in columns), strict=True))
