"""What an upload would come to, by the parser and the rules of the import itself, and its commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from inverters import bulk, waiting_uploads
from inverters.constants import CSV_LIMIT_BYTES, MILLIWATT_HOURS_PER_KWH
from inverters.curves import HOUR_US, MINUTE_US, LoggerClock, place, sum_days
from inverters.errors import RowError
from inverters.models import Inverter, InverterReading
from inverters.selectors import equipment_on
from inverters.services.days import frozen_among
from inverters.services.readings import Imported, Upload, arrange, import_readings, read_columns
from inverters.services.settling import Rows, Settled, compare, fingerprint
from inverters.sources.intake import ReceivedUpload, receive
from inverters.sources.layouts import Layout, ReadAs
from inverters.sources.recognition import recognise
from inverters.waiting_uploads import Waiting

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
    passed_over: rows without a value. days, day_milliwatt_hours: the file's energy by local day. frozen: days that were
    submitted. highest_kw: the greatest energy by its interval.
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
    frozen: list[Any]
    highest_kw: float


@contextmanager
def opened(waiting: Waiting) -> Iterator[tuple[ReceivedUpload, Layout]]:
    """A waiting file and its layout. Raises MalformedUploadError for what is no table of readings."""
    with receive(waiting.pieces(), limit_bytes=CSV_LIMIT_BYTES) as received:
        yield received, recognise(received.file)


def preview(*, inverter: Inverter, received: ReceivedUpload, read_as: ReadAs, now: datetime) -> Preview:
    """What the file would come to; nothing is written. Raises MalformedUploadError, UploadTooLargeError."""
    upload = Upload(received=received, media_type="", actor="", lenient=True, read_as=read_as)
    received.file.seek(0)
    columns = read_columns(upload, equipment_on(inverter, now.date()).clock, now)
    rows = arrange(inverter.pk, columns, _clocks(inverter), now)
    stored = bulk.stored_readings(inverter.pk, rows.stamps_us) if len(rows.stamps_us) else None
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
        frozen=frozen_among(inverter.pk, np.unique(rows.placed.days)).tolist(),
        **_sums(rows),
    )


def commit(
    *, waiting: Waiting, inverter: Inverter, read_as: ReadAs, expected: str, media_type: str, actor: str, now: datetime
) -> Imported:
    """Store a previewed file's good rows, once, in one transaction.

    expected: the fingerprint of the preview that was shown. Raises PreviewMovedError, with nothing stored, where the
    file would come to something else now, and PreviewGoneError where it is not kept any more.
    """
    with opened(waiting) as (received, _):
        upload = Upload(
            received=received,
            media_type=media_type,
            actor=actor,
            file_name=waiting.file_name,
            lenient=True,
            idempotency_key=f"preview {waiting.token}",
            read_as=read_as,
        )
        done = import_readings(inverter=inverter, upload=upload, now=now, expected=expected)
    waiting_uploads.mark_stored(waiting, batch=done.batch.pk, days=_days(done, inverter), read_as=read_as.facts())
    return done


def _clocks(inverter: Inverter) -> list[LoggerClock]:
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
        "highest_kw": highest / MILLIWATT_HOURS_PER_KWH * HOUR_US / interval_us,
    }


def _told(rows: Rows, which: np.ndarray) -> list[Row]:
    """Some of the rows, by their place in the order of time."""
    lines = rows.columns.lines[np.argsort(rows.columns.instant_us, kind="stable")]
    columns = (lines, rows.stamps_us, rows.milliwatt_hours)
    return list(zip(*(column[which].tolist() for column in columns), strict=True))


def _days(done: Imported, inverter: Inverter) -> list[str]:
    """The local days that the file has readings of."""
    return np.datetime_as_string(np.unique(place(done.stamps_us, _clocks(inverter)).days)).tolist()
