"""An upload: what came, how it is read, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from inverters.curves import LoggerClock
from inverters.errors import RowError
from inverters.models import ReadingBatch
from inverters.sources import exports, readings_csv, readings_json
from inverters.sources.columns import ReadingColumns
from inverters.sources.intake import ReceivedUpload
from inverters.sources.layouts import ReadAs
from inverters.stored_rows import StoredRows

READERS: dict[str, Callable[..., ReadingColumns]] = {
    "text/csv": readings_csv.read,
    "application/json": readings_json.read,
}
"""How each media type is read."""

Compose = Callable[["Imported"], dict[str, Any]]


@dataclass(frozen=True)
class Upload:
    """What came through a door, and by whom. read_as: how somebody chose to read it, where it is no plain upload.

    reason: why, where it corrects what is stored.
    """

    received: ReceivedUpload
    media_type: str
    actor: str
    file_name: str = ""
    lenient: bool = False
    idempotency_key: str | None = None
    read_as: ReadAs | None = None
    reason: str = ""


@dataclass(frozen=True)
class Imported:
    """What became of an upload.

    batch: with the counts. stamps_us: what was sent, sorted. rejected: the rows left out. answer: what the sender was
    told, and is told again where he repeats his idempotency key. standing: all readings of the upload's days as they
    stand now, where those are few enough to be read at once (see `days_around`).
    """

    batch: ReadingBatch
    stamps_us: np.ndarray
    rejected: list[RowError] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)
    standing: StoredRows | None = None


def read_columns(upload: Upload, clock: LoggerClock, now: datetime) -> ReadingColumns:
    """The rows, by the zone of today; what is the future shows on the logger's own clock, whose error is known."""
    file, logger_now = upload.received.file, now + timedelta(minutes=clock.offset_minutes)
    if upload.read_as:
        return exports.read(file, upload.read_as, now=logger_now, marks_end=clock.marks_end, lenient=upload.lenient)
    return READERS[upload.media_type](file, zone=clock.zone, now=logger_now, lenient=upload.lenient)
