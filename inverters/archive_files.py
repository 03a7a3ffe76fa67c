"""Archived readings as files: gzip'd CSV that any tool reads, the same bytes for the same readings.

One line a reading: its local day, its stamp in UTC, milliwatt-hours, state, the upload that brought it and its number.
The digest that a production day keeps is, over its day's lines in order, the SHA-256 of stamp (microseconds since 1970)
and milliwatt-hours as big-endian int64 (decision 0004): the file alone gives it out again.
"""

import csv
import gzip
import io
import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from django.conf import settings

from inverters import durable
from inverters.curves import digest_rows
from inverters.errors import ArchiveFaultError
from inverters.models import InverterReading
from inverters.stored_rows import StoredRows

COLUMNS = ("day", "timestamp", "milliwatt_hours", "state", "batch", "id")
STATES = {int(state): state.name.lower() for state in InverterReading.State}
STATE_OF = {name: state for state, name in STATES.items()}
LEVEL = 6
"""A level of 9 takes five times as long and saves a fifteenth."""


@dataclass(frozen=True)
class Archived:
    """What a file holds, by stamp: rows as they stood in the table, and the local day of each, datetime64[D]."""

    rows: StoredRows
    days: np.ndarray

    def digests(self) -> dict[str, str]:
        """By ISO date, in order, the digest of each day's readings."""
        stamps, energy = self.rows.stamps_us, self.rows.milliwatt_hours
        mine = {f"{day}": self.days == day for day in np.unique(self.days)}
        return {day: digest_rows(stamps[of], energy[of]).hex() for day, of in mine.items()}


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.LUMIX_DATA_DIR) / "archive"


def encoded(of: Archived) -> bytes:
    """The file's bytes."""
    rows = of.rows
    stamps = np.datetime_as_string(rows.stamps_us.astype("datetime64[us]"), timezone="UTC").tolist()
    states = [STATES[state] for state in rows.states.tolist()]
    days = np.datetime_as_string(of.days).tolist()
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    columns = (days, stamps, rows.milliwatt_hours.tolist(), states, rows.batches.tolist(), rows.ids.tolist())
    writer.writerows(zip(*columns, strict=True))
    return gzip.compress(text.getvalue().encode(), LEVEL, mtime=0)


def keep(content: bytes, *, inverter_id: int, month: str) -> str:
    """Write a file to disk for good, and return its path below the folder: its name holds the digest of its bytes."""
    name = f"{inverter_id}/{month}-{sha256(content).hexdigest()[:16]}.csv.gz"
    durable.write(folder() / name, io.BytesIO(content))
    return name


def digest_of(name: str) -> str:
    """SHA-256 of the file as it lies there now. Raises ArchiveFaultError where it cannot be read."""
    return sha256(_bytes(name)).hexdigest()


def read(name: str, digest: str) -> Archived:
    """What the file holds. Raises ArchiveFaultError where it is missing or is not the one that was written."""
    content = _bytes(name)
    if sha256(content).hexdigest() != digest:
        raise ArchiveFaultError(
            f"{_called(name)} is not what was written: its SHA-256 should be {digest}. Put the file back from a backup."
        )
    try:
        return _decoded(content)
    except (OSError, EOFError, zlib.error, ValueError, KeyError) as stray:
        raise ArchiveFaultError(f"{_called(name)} cannot be read: {stray}.") from stray


def _called(name: str) -> str:
    """The file in a sentence that everybody may read: where the data folder lies is nobody's business."""
    return f"The file archive/{name} in the data folder"


def _bytes(name: str) -> bytes:
    try:
        return (folder() / name).read_bytes()
    except OSError as stray:
        raise ArchiveFaultError(
            f"{_called(name)} cannot be read ({stray.strerror}): put it back from a backup."
        ) from stray


def _decoded(content: bytes) -> Archived:
    head, *lines = csv.reader(io.StringIO(gzip.decompress(content).decode()))
    if tuple(head) != COLUMNS:
        raise ValueError(f"its columns are {', '.join(head)}")
    days, stamps, energy, states, batches, ids = zip(*lines, strict=True) if lines else ((),) * len(COLUMNS)
    instants = np.array([stamp.removesuffix("Z") for stamp in stamps], "datetime64[us]").astype(np.int64)
    return Archived(
        StoredRows(
            np.array(ids, np.int64),
            instants,
            np.array(energy, np.int64),
            np.array([STATE_OF[state] for state in states], np.int8),
            np.array(batches, np.int64),
        ),
        np.array(days, "datetime64[D]"),
    )
