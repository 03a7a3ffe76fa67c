"""What entries say of rows, sorted by row in a file of its own: memory stays flat however long the log is."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from types import TracebackType
from typing import Any, NamedTuple

Key = tuple[int, int]
"""What a row is called by in the order that both sides are read in, as an inverter's number and a day's."""

Facts = dict[str, Any]
"""Names and values as entries write them: strings, booleans, null."""

CACHE_KIB = 16_384
AT_ONCE = 1_000


class Telling(NamedTuple):
    """That the row of this key has these values from this entry on; what it does not name stays as it was."""

    key: Key
    facts: Facts


class Told(NamedTuple):
    """All that the entries say of one row: its values by the last that named each, and the last entry's seq."""

    key: Key
    seq: int
    facts: Facts


class Tellings:
    """A temporary database on disk, which goes with the last word: SQLite sorts more than memory holds."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None)
        self._waiting: dict[str, list[tuple[int, int, int, str]]] = {}

    def __enter__(self) -> "Tellings":
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self._file.execute("CREATE TABLE told (about TEXT, a INTEGER, b INTEGER, seq INTEGER, facts TEXT)")
        self._file.execute("BEGIN")
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def add(self, about: str, seq: int, tellings: Iterable[Telling]) -> None:
        """Keep what an entry says of rows of that kind."""
        waiting = self._waiting.setdefault(about, [])
        waiting.extend((*telling.key, seq, json.dumps(telling.facts)) for telling in tellings)
        if len(waiting) >= AT_ONCE:
            self._write(about)

    def of(self, about: str, first: int | None = None) -> Iterator[Told]:
        """What was said of the rows of that kind, in the order of their keys. first: of those whose key begins so."""
        self._write(about)
        within = "" if first is None else f" AND a = {int(first)}"
        rows = self._file.execute(
            f"SELECT a, b, seq, facts FROM told WHERE about = ?{within} ORDER BY a, b, seq",  # noqa: S608
            [about],
        )
        for key, group in groupby(rows, key=lambda row: row[:2]):
            said = list(group)
            facts: Facts = {}
            for *_, text in said:
                facts.update(json.loads(text))
            yield Told(key, said[-1][2], facts)

    def _write(self, about: str) -> None:
        rows = self._waiting.pop(about, [])
        self._file.executemany("INSERT INTO told VALUES (?, ?, ?, ?, ?)", ((about, *row) for row in rows))
