"""Files that stay: once written, bytes, name and folders are on the disk, and not only in the machine's memory."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import IO


def write(path: Path, content: IO[bytes]) -> None:
    """Write a file whole or not at all, in place of one of this name, before whatever refers to it commits."""
    made = [folder.parent for folder in path.parents if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as handle:
        try:
            shutil.copyfileobj(content, handle)
            handle.flush()
            os.fsync(handle.fileno())
            Path(handle.name).replace(path)
        except BaseException:
            Path(handle.name).unlink()
            raise
    for folder in (path.parent, *made):
        _settle(folder)


def _settle(folder: Path) -> None:
    """Have the names in it on disk too: without, a file may be gone after a power cut though its bytes are not."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
