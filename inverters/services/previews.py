"""A file from its choosing to its commit: kept, read as somebody chooses, stored once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from inverters import waiting_uploads
from inverters.constants import CSV_LIMIT_BYTES
from inverters.curves import place
from inverters.loggers import logger_of
from inverters.models import Inverter
from inverters.services.readings import import_readings
from inverters.services.rehearsal import clocks_of, preview
from inverters.services.uploads import Imported, Upload
from inverters.sources.intake import ReceivedUpload, receive
from inverters.sources.layouts import Layout, ReadAs
from inverters.sources.recognition import recognise
from inverters.sources.rejects import rows_at
from inverters.waiting_uploads import Waiting


@dataclass(frozen=True)
class RejectedRow:
    """A row that cannot be taken: where it stands, what stands there, what is wrong with which field, what mends it."""

    line: int | None
    stamp: str
    value: str
    field: str
    message: str
    cure: str


def take_in(*, received: ReceivedUpload, inverter: Inverter, file_name: str, actor: str, now: datetime) -> Waiting:
    """Keep a file for its preview, once it is known to be a table of readings. Raises MalformedUploadError."""
    recognise(received.file)
    return waiting_uploads.keep(received, inverter_id=inverter.pk, file_name=file_name, actor=actor, now=now)


@contextmanager
def opened(waiting: Waiting) -> Iterator[tuple[ReceivedUpload, Layout]]:
    """A waiting file and its layout. Raises MalformedUploadError for what is no table of readings."""
    with receive(waiting.pieces(), limit_bytes=CSV_LIMIT_BYTES) as received:
        yield received, recognise(received.file)


def commit(
    *, waiting: Waiting, inverter: Inverter, read_as: ReadAs, expected: str, actor: str, now: datetime
) -> Imported:
    """Store a previewed file's good rows, once, in one transaction. The file waits on, with a note of what was stored.

    expected: the fingerprint of the preview that was shown. Raises PreviewMovedError, with nothing stored, where the
    file would come to something else now, and PreviewGoneError where it is not kept any more.
    """
    with opened(waiting) as (received, layout):
        upload = Upload(
            received=received,
            media_type="application/json" if layout.is_json else "text/csv",
            actor=actor,
            file_name=waiting.file_name,
            lenient=True,
            idempotency_key=f"preview {waiting.token}",
            read_as=read_as,
        )
        done = import_readings(logger=logger_of(inverter.pk), upload=upload, now=now, expected=expected)
        stamps = done.stamps_us
        if not len(stamps):  # it was stored before, and whoever did it may not have come to note it
            days = preview(inverter=inverter, received=received, read_as=read_as, now=now).days
        else:
            days = np.unique(place(stamps, clocks_of(inverter)).days)
    told = np.datetime_as_string(days).tolist()
    waiting_uploads.mark_stored(waiting, batch=done.batch.pk, days=told, read_as=read_as.facts())
    return done


def rejected_rows(*, waiting: Waiting, inverter: Inverter, read_as: ReadAs, now: datetime) -> Iterator[RejectedRow]:
    """The rows that cannot be taken, as they were sent, with what is wrong and its cure."""
    with opened(waiting) as (received, layout):
        errors = preview(inverter=inverter, received=received, read_as=read_as, now=now).rejected
        received.file.seek(0)
        wanted = {error.line for error in errors if error.line is not None}
        sent = {line: cells for line, *cells in rows_at(received.file, layout, read_as, wanted)}
    for error in errors:
        stamp, value = sent.get(error.line or 0, ("", ""))
        message, _, cure = error.message.partition(": ")
        yield RejectedRow(error.line, stamp, value, error.field or "", message, cure)
