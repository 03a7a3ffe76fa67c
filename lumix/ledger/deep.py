"""The deep check: what the entries say of rows, held against the rows themselves.

The chain shows that no entry was changed, and nothing of the tables that people read. Each app registers a check for
each kind of row that its entries speak of; the ledger knows none of them.
"""

import json
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lumix.ledger import chain
from lumix.ledger.canonical import plain
from lumix.ledger.selectors import read_snapshot, stored_rows
from lumix.ledger.tellings import Facts, Key, Telling, Tellings, Told

MOST_TOLD = 1_000
"""Differences that are told one by one; further ones are counted."""


class Entry(NamedTuple):
    """A sound entry, as the checks read it. ts: as `utc_string` writes it. data: numbers are decimal strings."""

    seq: int
    ts: str
    actor: str
    type: str
    object: str
    data: dict[str, Any]


class Difference(NamedTuple):
    """A row that is not what the entries say. seq: the last entry about it, None where none is."""

    row: str
    seq: int | None
    detail: str

    def __str__(self) -> str:
        return f"{self.row}: {self.detail}"


@dataclass
class DeepReport:
    """How many rows of each kind were looked at, and where they differ from the entries.

    differences: the first of them; found: how many there are. first_bad: the earliest entry that a row departs from.
    """

    rows: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    found: int = 0
    first_bad: int | None = None

    def add(self, difference: Difference) -> None:
        """One more."""
        self.found += 1
        self.first_bad = min((seq for seq in (self.first_bad, difference.seq) if seq is not None), default=None)
        if len(self.differences) < MOST_TOLD:
            self.differences.append(difference)


class RowCheck(ABC):
    """One kind of row: which entries speak of it, what they say, and what the rows say today."""

    name: str
    types: frozenset[str] = frozenset()
    by_owner = True
    """Whether keys begin with the number of what the rows belong to, so that one owner's can be asked for alone."""

    @abstractmethod
    def tellings(self, entry: Entry) -> Iterable[Telling]:
        """What an entry of one of these types says of rows."""

    @abstractmethod
    def rows(self, owner: int | None) -> Iterator[tuple[Key, Mapping[str, object]]]:
        """The rows in the order of their keys, those of one owner or all, with their values by the entries' names."""

    @abstractmethod
    def called(self, key: Key) -> str:
        """The row in words, as `credit of inverter 3 on 2024-01-05`."""

    def differences(self, told: Iterator[Told], owner: int | None, report: DeepReport) -> Iterator[Difference]:
        """Where rows and entries part, in one pass over both; counts the rows."""
        for key, said, row in _side_by_side(told, self.rows(owner)):
            report.rows[self.name] += row is not None
            if detail := _difference(said, row):
                yield Difference(self.called(key), said.seq if said else None, detail)


_checks: list[RowCheck] = []


def register(*checks: RowCheck) -> None:
    """Have these held against the ledger too."""
    _checks.extend(checks)


def verify_deep(
    roots: Mapping[int, bytes] = chain.NO_ROOTS, owner: int | None = None
) -> tuple[chain.ChainReport, DeepReport | None]:
    """Recompute the ledger, and hold the rows against it in the same snapshot.

    owner: the rows of this one alone. Where the chain itself does not hold there is nothing to hold rows against.
    """
    checks = [check for check in _checks if owner is None or check.by_owner]
    with read_snapshot(), Tellings() as tellings:
        report = chain.verify(_overheard(stored_rows(), checks, tellings), roots=roots)
        return report, None if report.fault else _compared(checks, tellings, owner)


def _overheard(
    rows: Iterable[chain.StoredRow], checks: list[RowCheck], tellings: Tellings
) -> Iterator[chain.StoredRow]:
    """Pass the rows on; whoever asks for the next has found the last one sound, and then what it says is kept."""
    by_type: dict[str, list[RowCheck]] = {}
    for check in checks:
        for followed in check.types:
            by_type.setdefault(followed, []).append(check)
    for row in rows:
        yield row
        if interested := by_type.get(row.type):
            entry = Entry(row.seq, row.ts, row.actor, row.type, row.object, json.loads(bytes(row.canonical))["data"])
            for check in interested:
                tellings.add(check.name, row.seq, check.tellings(entry))


def _compared(checks: list[RowCheck], tellings: Tellings, owner: int | None) -> DeepReport:
    report = DeepReport()
    for check in checks:
        for difference in check.differences(tellings.of(check.name, owner), owner, report):
            report.add(difference)
    return report


def _side_by_side(
    told: Iterator[Told], rows: Iterator[tuple[Key, Mapping[str, object]]]
) -> Iterator[tuple[Key, Told | None, Mapping[str, object] | None]]:
    """Both sides by key, None where one of them has nothing; each is in the order of its keys."""
    said, row = next(told, None), next(rows, None)
    while said or row:
        key = min(side[0] for side in (said, row) if side)
        mine, here = said and said[0] == key, row and row[0] == key
        yield key, said if mine else None, row[1] if row and here else None
        if mine:
            said = next(told, None)
        if here:
            row = next(rows, None)


def _difference(said: Told | None, row: Mapping[str, object] | None) -> str:
    if said is None:
        return "no entry of the ledger tells of it"
    if row is None:
        return f"the row is not there any more; entry {said.seq} tells of it"
    now: Facts = {name: plain(row[name]) for name in said.facts}
    wrong = [f"{name} is {now[name]!r} and was {value!r}" for name, value in said.facts.items() if now[name] != value]
    return f"{', '.join(wrong)} at entry {said.seq}" if wrong else ""
