"""The bytes as they were sent, kept exactly, for what was sent is the evidence: the one door to write and read them.

A small body lies in its batch's own row and is as durable as that: a file of its own costs a gateway's single reading
an fsync as dear as the whole transaction, and a block of the disk. Larger ones are files in LUMIX_DATA_DIR, under their
SHA-256 (see docs/decisions/0040-one-reading-a-request.md).
"""

import io
from pathlib import Path
from typing import IO

from django.conf import settings

from inverters import durable
from inverters.models import ReadingBatch
from inverters.sources.intake import ReceivedUpload

IN_ROW_BYTES = 4_096
"""The block that the smallest file takes: so much lies in the batch's row."""


def path_of(sha256: str) -> Path:
    """Where the bytes with this digest lie, if they are in a file."""
    return settings.LUMIX_DATA_DIR / "uploads" / sha256[:2] / sha256


def keep(received: ReceivedUpload) -> bytes | None:
    """Write the bytes to disk, once, before the transaction that refers to them commits.

    Small ones are not: they are returned, for the batch's row.
    """
    received.file.seek(0)
    if received.size <= IN_ROW_BYTES:
        return received.file.read()
    path = path_of(received.sha256)
    if not path.exists():
        durable.write(path, received.file)
    return None


def opened(batch: ReadingBatch) -> IO[bytes] | None:
    """What was sent, to be read and closed; None where somebody has removed the file since."""
    if batch.body is not None:
        return io.BytesIO(batch.body)
    path = path_of(batch.sha256)
    return path.open("rb") if path.is_file() else None
