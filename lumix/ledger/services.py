"""The only writer of the ledger. Its statements are written out: through the ORM an entry took three times as long."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from lumix.ledger import chain
from lumix.ledger.checkpoints import seal_when_due
from lumix.ledger.models import LedgerEntry

ADVISORY_LOCK = int.from_bytes(b"lumix")  # any number of our own: the lock's name within a PostgreSQL database

_COLUMNS = ("seq", "prev", "hash", "ts", "actor", "type", "object", "canonical")
_TAIL = "SELECT seq, hash FROM ledger_ledgerentry ORDER BY seq DESC LIMIT 1"
_INSERT = (
    "INSERT INTO ledger_ledgerentry (seq, prev, hash, ts, actor, type, object, canonical)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)


class NotInTransactionError(RuntimeError):
    """An entry was to be written apart from the change that it records."""


def append(
    *, actor: str, type: str, object: str, data: dict[str, Any], now: datetime, seal: bool = False
) -> LedgerEntry:
    """Record that `actor` did `type` to `object`, inside the transaction of the change itself.

    Call it as the transaction's last write: it takes the lock under which all writers of the ledger queue until they
    commit, and whoever waits for a row while holding that lock can deadlock. `object` reads `kind:key`, as `batch:17`;
    `data` holds what `lumix.ledger.canonical.plain` takes; EntryError says what cannot be written down. An entry that
    fails takes the whole transaction with it, even where the caller catches the error. `seal` asks for a checkpoint as
    soon as the transaction is over, due or not.
    """
    if not connection.in_atomic_block:
        raise NotInTransactionError("a ledger entry belongs into the transaction of the change that it records")
    try:
        with connection.cursor() as cursor:
            entry = _append(cursor, ts=now, actor=actor, type=type, object=object, data=data)
        seal_when_due(entry, at_once=seal)
        return entry
    except Exception:
        transaction.set_rollback(True)
        raise


def _append(
    cursor: CursorWrapper, *, ts: datetime, actor: str, type: str, object: str, data: dict[str, Any]
) -> LedgerEntry:
    if connection.vendor == "postgresql":  # two statements sent at once; the second sees what the first waited for
        cursor.execute(f"SELECT pg_advisory_xact_lock(%s); {_TAIL}", [ADVISORY_LOCK])
        cursor.nextset()
    else:  # BEGIN IMMEDIATE has let one writer at a time past already
        cursor.execute(_TAIL)
    last, prev = cursor.fetchone() or (chain.FIRST_SEQ - 1, chain.GENESIS_PREV)
    seq = last + 1
    canonical = chain.canonical_bytes(seq=seq, prev=prev, ts=ts, actor=actor, type=type, object=object, data=data)
    digest = chain.entry_hash(canonical)
    stored_ts = connection.ops.adapt_datetimefield_value(ts)
    cursor.execute(_INSERT, [seq, prev, digest, stored_ts, actor, type, object, canonical])
    return LedgerEntry.from_db(connection.alias, _COLUMNS, [seq, prev, digest, ts, actor, type, object, canonical])
