"""The chain of the ledger's entries: their bytes, their hashes, and whether a stored log holds together.

An entry is one canonical JSON object with the keys `v, seq, prev, ts, actor, type, object, data`. Its bytes are stored
as they are made here, and hashed as they are stored; `prev` is the hash of the entry before.

References
----------
RFC 8785, JSON Canonicalization Scheme; RFC 6962, section 2.1, for the hash of a leaf.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter, itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson
import rfc8785

from lumix.ledger.canonical import EntryError, decimal_string, plain, utc_string
from lumix.ledger.merkle import Frontier

ENTRY_VERSION = "1"
FIRST_SEQ = 1  # the newest entry's seq is then the size of the log
HASH_LENGTH = 64
GENESIS_PREV = "0" * HASH_LENGTH
LEAF_PREFIX = b"\x00"  # RFC 6962: no leaf can be taken for a node, whose prefix is 0x01

NO_TIME = timedelta(0)
FIRST_INSTANT = datetime.min.replace(tzinfo=UTC)
NO_ROOTS: Mapping[int, bytes] = MappingProxyType({})
REWRITTEN = "the log up to here is not the one whose checkpoint was kept: an entry up to here was changed since"
CUT = "it is missing: a checkpoint was kept of {} entries, so the end was cut off or an older backup restored"

_KEYS = frozenset({"v", "seq", "prev", "ts", "actor", "type", "object", "data"})
_PROJECTED = ("prev", "ts", "actor", "type", "object")
# Both read all of them at once: a million entries are compared.
_told, _columns = itemgetter(*_PROJECTED), attrgetter(*_PROJECTED)
_SIMPLE = frozenset({str, bool, type(None)})


def canonical_bytes(
    *, seq: int, prev: str, ts: datetime, actor: str, type: str, object: str, data: dict[str, Any]
) -> bytes:
    """Write an entry as canonical JSON, the bytes that are stored and hashed.

    Parameters
    ----------
    seq
        Number of the entry in the log, from 1 without gaps.
    prev
        Hash of the entry before it, 64 hex digits; `GENESIS_PREV` for the first.
    ts
        When it happened, with a time zone.
    actor, type, object
        Who, what and on what: one line of printable text each.
    data
        Particulars; `lumix.ledger.canonical.plain` says what they may hold.

    Raises
    ------
    EntryError
        Something that cannot be written down; the text names it.
    """
    for name, text in (("actor", actor), ("type", type), ("object", object)):
        if not text or not text.isprintable():
            raise EntryError(f"{name}: {text!r} is not a line of printable text")
    document = {"v": ENTRY_VERSION, "seq": decimal_string(seq), "prev": prev, "ts": utc_string(ts)}
    document |= {"actor": plain(actor), "type": plain(type), "object": plain(object), "data": plain(data)}
    try:
        return rfc8785.dumps(document)
    except rfc8785.CanonicalizationError as error:
        raise EntryError(f"data: {error}") from error


def entry_hash(entry_bytes: bytes) -> str:
    """Hash an entry's bytes: SHA-256(0x00 ‖ bytes) in hex, the next entry's `prev` and the leaf of RFC 6962 at once."""
    return hashlib.sha256(LEAF_PREFIX + entry_bytes).hexdigest()


class StoredRow(NamedTuple):
    """One entry as a database holds it: its bytes and the columns that repeat parts of them (`ts` as `utc_string`)."""

    seq: int
    prev: str
    hash: str
    ts: str
    actor: str
    type: str
    object: str
    canonical: bytes


@dataclass(frozen=True)
class Fault:
    """The first entry that does not hold, and why."""

    seq: int
    reason: str


@dataclass(frozen=True)
class StepBack:
    """An entry whose time lies before that of an earlier one, and by how much before the latest of these.

    No fault: who waits long for the lock writes the time at which he began. Hours are another matter.
    """

    seq: int
    by: timedelta


@dataclass(frozen=True)
class ChainReport:
    """How far a log holds together: the number of sound entries, the hash of the last, and the fault behind it.

    checkpoints: beside how many roots kept elsewhere it was held. furthest_back: where its times run back by most.
    """

    count: int
    head: str
    fault: Fault | None
    checkpoints: int = 0
    furthest_back: "StepBack | None" = None


def verify(
    rows: Iterable[StoredRow], *, roots: Mapping[int, bytes] = NO_ROOTS, since: Frontier | None = None, head: str = ""
) -> ChainReport:
    """Recompute a log and stop at the first entry that does not hold.

    Parameters
    ----------
    rows
        The entries in the order of their seq, from the first or from behind `since`. They are read one by one and none
        is kept.
    roots
        What the log's Merkle root was when it had so many entries, as checkpoints kept elsewhere say. [32 bytes]
    since, head
        The log's beginning where it is taken for sound: its subtrees and the hash of its last entry.

    Notes
    -----
    A log whose tail was cut, or that was rewritten as a whole, holds together: only a root kept elsewhere tells.
    """
    tree, head = since or Frontier(), head or GENESIS_PREV
    latest, back = FIRST_INSTANT, None
    held = sum(size >= tree.size for size in roots)  # what lies before the beginning is compared with nothing

    def report(fault: Fault | None) -> ChainReport:
        return ChainReport(tree.size, head, fault, held, back)

    if tree.size in roots and tree.root() != roots[tree.size]:
        return report(Fault(tree.size, REWRITTEN))
    for row in rows:
        seq = tree.size + FIRST_SEQ
        if reason := _flaw(row, seq=seq, prev=head):
            return report(Fault(seq, reason))
        tree.add(bytes.fromhex(row.hash))
        head = row.hash
        if tree.size in roots and tree.root() != roots[tree.size]:
            return report(Fault(seq, REWRITTEN))
        at = datetime.fromisoformat(row.ts)
        if latest - at > (back.by if back else NO_TIME):
            back = StepBack(seq, latest - at)
        latest = max(latest, at)
    longest = max(roots, default=0)
    return report(Fault(tree.size + FIRST_SEQ, CUT.format(longest)) if longest > tree.size else None)


def _flaw(row: StoredRow, *, seq: int, prev: str) -> str:
    """Say what is wrong with the row that should be entry `seq`, or nothing."""
    if row.seq != seq:
        return f"it is missing: entry {row.seq!r} stands in its place"
    if entry_hash(row.canonical) != row.hash:
        return "its bytes do not give its hash"
    try:
        document = _read(row.canonical)
    except (ValueError, RecursionError) as error:
        return f"its bytes are not a canonical entry: {error}"
    if reason := _column_flaw(row, document):
        return reason
    if row.prev != prev:
        return f"its prev is not the hash of entry {seq - 1}: one of the two was changed"
    return ""


def _is_instant(ts: str) -> bool:
    try:
        return datetime.fromisoformat(ts).utcoffset() == NO_TIME
    except ValueError:
        return False


def _column_flaw(row: StoredRow, document: dict[str, Any]) -> str:
    if document["seq"] != str(row.seq):
        return f"its column seq says {row.seq}, its bytes say {document['seq']!r}"
    if _told(document) != (columns := _columns(row)):
        for name, column in zip(_PROJECTED, columns, strict=True):
            if document[name] != column:
                return f"its column {name} says {column!r}, its bytes say {document[name]!r}"
    return "" if _is_instant(row.ts) else f"its ts {row.ts!r} is no instant in UTC"


def _read(entry_bytes: bytes) -> dict[str, Any]:
    """Read an entry's bytes; raises ValueError unless they are the one canonical form of an entry."""
    document = orjson.loads(entry_bytes)
    if not isinstance(document, dict) or document.keys() != _KEYS:
        raise ValueError("its keys are not an entry's")
    if document["v"] != ENTRY_VERSION:
        raise ValueError(f"version {document['v']!r} is unknown")
    _refuse_numbers([document["data"]])  # the others are compared with columns of text
    if not _is_canonical(document, entry_bytes):
        raise ValueError("it is written in another form")
    return document


def _refuse_numbers(values: Collection[Any]) -> None:
    if _SIMPLE.issuperset(map(type, values)):  # nearly always, and many times as fast
        return
    for value in values:
        match value:
            case dict():
                _refuse_numbers(value.values())
            case list():
                _refuse_numbers(value)
            case int() | float() if not isinstance(value, bool):
                raise ValueError(f"the bare number {value}")


def _is_canonical(document: dict[str, Any], entry_bytes: bytes) -> bool:
    # Many times as fast, and the same form where all is ASCII: the two differ only in the order of astral characters.
    if entry_bytes.isascii():
        try:
            return orjson.dumps(document, option=orjson.OPT_SORT_KEYS) == entry_bytes
        except orjson.JSONEncodeError:  # deeper than it writes
            pass
    return rfc8785.dumps(document) == entry_bytes
