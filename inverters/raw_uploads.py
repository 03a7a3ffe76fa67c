"""The bytes as they were sent, kept under their SHA-256 in LUMIX_DATA_DIR: what was sent is the evidence."""

import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings

from inverters.sources.intake import ReceivedUpload


def path_of(sha256: str) -> Path:
    """Where the bytes with this digest lie."""
    return settings.LUMIX_DATA_DIR / "uploads" / sha256[:2] / sha256


def keep(received: ReceivedUpload) -> Path:
    """Write the bytes to disk, once, before the transaction that refers to them commits."""
    path = path_of(received.sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        received.file.seek(0)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as handle:
            try:
                shutil.copyfileobj(received.file, handle)
                handle.flush()
                os.fsync(handle.fileno())
                Path(handle.name).replace(path)
            except BaseException:
                Path(handle.name).unlink()
                raise
    return path
