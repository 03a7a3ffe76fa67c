"""The only writer of the ledger."""

from datetime import datetime
from typing import Any

from django.db import connection

from lumix.ledger import chain
from lumix.ledger.models import LedgerEntry

ADVISORY_LOCK = int.from_bytes(b"lumix")  # any number of our own: the lock's name within a PostgreSQL database


class NotInTransactionError(RuntimeError):
    """An entry was to be written apart from the change that it records."""


def append(*, actor: str, type: str, object: str, data: dict[str, Any], now: datetime) -> LedgerEntry:
    """Record that `actor` did `type` to `object`, inside the transaction of the change itself.

    Call it as the transaction's last write: it takes the lock under which all writers of the ledger queue until they
    commit, and whoever waits for a row while holding that lock can deadlock. `object` reads `kind:key`, as `batch:17`;
    `data` holds what `lumix.ledger.canonical.plain` takes; EntryError says what cannot be written down.
    """
    if not connection.in_atomic_block:
        raise NotInTransactionError("a ledger entry belongs into the transaction of the change that it records")
    _lock()
    tail = LedgerEntry.objects.order_by("-seq").values_list("seq", "hash").first()
    seq, prev = (tail[0] + 1, tail[1]) if tail else (chain.FIRST_SEQ, chain.GENESIS_PREV)
    canonical = chain.canonical_bytes(seq=seq, prev=prev, ts=now, actor=actor, type=type, object=object, data=data)
    entry = LedgerEntry(seq=seq, prev=prev, hash=chain.entry_hash(canonical), canonical=canonical)
    entry.ts, entry.actor, entry.type, entry.object = now, actor, type, object
    entry.save()
    return entry


def _lock() -> None:
    """Let one writer at a time past, until its transaction ends. SQLite's BEGIN IMMEDIATE has done so already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
