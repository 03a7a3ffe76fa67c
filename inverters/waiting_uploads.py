"""Files that were previewed and wait for their commit, in LUMIX_DATA_DIR: few, for a day, each for who sent it."""

import json
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from inverters.errors import PreviewGoneError
from inverters.sources.intake import ReceivedUpload

KEPT_FOR = timedelta(days=1)
MOST_BYTES = 1_000_000_000
"""All of them together, or the oldest go: twenty of the largest there can be."""

TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
TOKEN_BYTES = 24
PIECE_BYTES = 65_536
GONE = "This file is not kept any more (a preview lasts a day), or somebody else chose it: choose it again."


@dataclass(frozen=True)
class Waiting:
    """A file that waits. stored: what became of it, once it was committed."""

    token: str
    inverter_id: int
    file_name: str
    sha256: str
    size: int
    actor: str
    received_at: str
    stored: dict[str, Any] | None = None

    def pieces(self) -> Iterator[bytes]:
        """The file's bytes. Raises PreviewGoneError where it was cleared meanwhile."""
        try:
            with (_folder() / self.token / "body").open("rb") as file:
                yield from iter(lambda: file.read(PIECE_BYTES), b"")
        except FileNotFoundError as stray:
            raise PreviewGoneError(GONE) from stray


def keep(received: ReceivedUpload, *, inverter_id: int, file_name: str, actor: str, now: datetime) -> Waiting:
    """Keep a file for its commit, after clearing away what has waited too long."""
    sweep(now, room_for=received.size)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    waiting = Waiting(
        token, inverter_id, file_name, received.sha256, received.size, actor, now.isoformat(timespec="microseconds")
    )
    place = _folder() / token
    place.mkdir(parents=True, mode=0o700)
    received.file.seek(0)
    with (place / "body").open("wb") as file:
        _copy(received.file, file)
    _write(waiting)
    return waiting


def find(token: str, *, actor: str, now: datetime) -> Waiting:
    """The file that waits under this token. Raises PreviewGoneError where it is none of the asker's."""
    found = _read(_folder() / token) if TOKEN.fullmatch(token) else None
    if found is None or found.actor != actor or _age(found, now) > KEPT_FOR:
        raise PreviewGoneError(GONE)
    return found


def mark_stored(waiting: Waiting, **stored: object) -> Waiting:
    """Note what became of a file: it is not committed twice, and its rejected rows can still be fetched."""
    done = replace(waiting, stored=stored)
    _write(done)
    return done


def sweep(now: datetime, *, room_for: int = 0) -> None:
    """Clear away what waited too long, and the oldest where all would take too much room."""
    kept, room = [], MOST_BYTES - room_for
    for place in _folder().glob("*"):
        found = _read(place)
        if found is None or _age(found, now) > KEPT_FOR:
            shutil.rmtree(place, ignore_errors=True)
        else:
            kept.append(found)
    for found in sorted(kept, key=lambda one: one.received_at, reverse=True):
        room -= found.size
        if room < 0:
            shutil.rmtree(_folder() / found.token, ignore_errors=True)


def _folder() -> Path:
    return Path(settings.LUMIX_DATA_DIR) / "previews"


def _age(waiting: Waiting, now: datetime) -> timedelta:
    return now - datetime.fromisoformat(waiting.received_at)


def _copy(source: IO[bytes], target: IO[bytes]) -> None:
    shutil.copyfileobj(source, target, PIECE_BYTES)


def _write(waiting: Waiting) -> None:
    place = _folder() / waiting.token / "about.json"
    fresh = place.with_suffix(f".{secrets.token_hex(4)}")
    fresh.write_text(json.dumps(asdict(waiting)), encoding="utf-8")
    fresh.replace(place)


def _read(place: Path) -> Waiting | None:
    with suppress(OSError, ValueError, TypeError):
        return Waiting(**json.loads((place / "about.json").read_text(encoding="utf-8")))
    return None
