"""Where checkpoints are kept outside the database: a folder, or an HTTP endpoint of somebody else's.

What stands there is what a rewritten log, a cut end or a restored backup is held against, so it is only ever added to.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import get_ident
from typing import Protocol

import requests
from django.conf import settings

SECONDS = 10
NAME = "checkpoint-{:012d}.txt"
PATTERN = "checkpoint-*.txt"
NOT_FOUND = 404


class OutsideError(Exception):
    """Checkpoints cannot be read or written where they are kept."""


class Outside(Protocol):
    """A place for checkpoints."""

    def latest(self) -> str | None:
        """The note of the largest log; None where there is none yet."""

    def all(self) -> Iterator[str]:
        """Every note that can be had, the smallest log first."""

    def keep(self, size: int, note: str) -> None:
        """Add a note; keeping one twice is no fault."""


class Folder:
    """Files in a folder, which should lie on another disk or be copied to one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def latest(self) -> str | None:
        """The note of the largest log."""
        files = self._files()
        return self._read(files[-1]) if files else None

    def all(self) -> Iterator[str]:
        """Every note."""
        return map(self._read, self._files())

    def keep(self, size: int, note: str) -> None:
        """Write it whole or not at all; one that is there stays as it is."""
        path = self.path / NAME.format(size)
        draft = path.with_suffix(f".{os.getpid()}-{get_ident()}")  # another thread may be keeping the same one
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with draft.open("w", encoding="utf-8") as file:
                file.write(note)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
        except OSError as error:
            raise OutsideError(f"The checkpoint cannot be written to {self.path}: {error.strerror}.") from error

    def _files(self) -> list[Path]:
        return sorted(self.path.glob(PATTERN))

    def _read(self, path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise OutsideError(f"The checkpoint {path} cannot be read: {error}.") from error


class Endpoint:
    """An address that takes a note by POST and gives the latest one by GET; what it has before that it may keep."""

    def __init__(self, url: str) -> None:
        self.url = url

    def latest(self) -> str | None:
        """The note of the largest log."""
        answer = self._ask("GET")
        return None if answer.status_code == NOT_FOUND else answer.text

    def all(self) -> Iterator[str]:
        """The latest alone: more is not asked of an endpoint."""
        return iter([note] if (note := self.latest()) else [])

    def keep(self, size: int, note: str) -> None:
        """Send it."""
        answer = self._ask("POST", data=note.encode(), headers={"Content-Type": "text/plain; charset=utf-8"})
        if answer.status_code == NOT_FOUND:
            raise OutsideError(f"There is nothing at {self.url} that takes checkpoints.")

    def _ask(self, method: str, **told: object) -> requests.Response:
        try:
            answer = requests.request(method, self.url, timeout=SECONDS, **told)  # type: ignore[arg-type]
            if answer.status_code != NOT_FOUND:
                answer.raise_for_status()
        except requests.RequestException as error:
            raise OutsideError(f"Checkpoints are kept at {self.url}, which does not answer: {error}.") from error
        answer.encoding = "utf-8"
        return answer


def outside() -> Outside:
    """The place that LUMIX_CHECKPOINTS names."""
    place: str = settings.LUMIX_CHECKPOINTS
    if place.startswith(("http://", "https://")):
        return Endpoint(place)
    return Folder(Path(place) if place else settings.LUMIX_DATA_DIR / "checkpoints")
