"""Reading the ledger as it is stored, past the ORM, so that whatever stands there can be read and judged."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import connection, transaction

from lumix.ledger import chain
from lumix.ledger.merkle import Frontier
from lumix.ledger.models import LedgerCheckpoint, LedgerEntry

ROWS_AT_ONCE = 2000

# Django leaves the fraction away where it is zero: 2025-01-15 09:00:00 is 2025-01-15T09:00:00.000000Z.
_TS_SQLITE = "replace(CAST(ts AS TEXT), ' ', 'T') || CASE WHEN instr(ts, '.') THEN 'Z' ELSE '.000000Z' END"
_COLUMNS_SQLITE = f"seq, prev, hash, {_TS_SQLITE}, actor, type, object, CAST(canonical AS BLOB)"
_TS_POSTGRESQL = """to_char(ts AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_COPY = f"""COPY (SELECT seq, prev, hash, {_TS_POSTGRESQL}, actor, type, object, canonical
 FROM ledger_ledgerentry{{}} ORDER BY seq LIMIT {{}}) TO STDOUT (FORMAT BINARY)"""  # noqa: S608
_TYPES = ("int8", *("text",) * 6, "bytea")


def verify_chain(roots: Mapping[int, bytes] = chain.NO_ROOTS, since: int = 0) -> chain.ChainReport:
    """Recompute the ledger as it stands at this moment, in flat memory, without holding a writer up.

    roots: its Merkle root at some sizes, as checkpoints say. since: begin behind the newest checkpoint that has no more
    entries than that, and take what lies before it for sound.
    """
    with read_snapshot():
        kept = LedgerCheckpoint.objects.filter(size__lte=since).order_by("-size").first()
        if kept is None:
            return chain.verify(stored_rows(), roots=roots)
        beginning = Frontier(kept.size, [bytes.fromhex(root) for root in kept.frontier])
        head = LedgerEntry.objects.values_list("hash", flat=True).filter(seq=kept.size).first()
        if head is None:  # the log ends, or has a hole, before the checkpoint: read from the first, it names where
            return chain.verify(stored_rows(), roots={kept.size: beginning.root(), **roots})
        return chain.verify(stored_rows(kept.size), roots=roots, since=beginning, head=head)


@contextmanager
def read_snapshot() -> Iterator[None]:
    """One unchanging, read-only view of the database. Inside a transaction or another view it is that one's."""
    if connection.in_atomic_block or _in_snapshot_of_sqlite():
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # atomic() would begin IMMEDIATE and lock every writer out
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _in_snapshot_of_sqlite() -> bool:
    """Whether a transaction is open that Django does not know of; on PostgreSQL it opens them all."""
    return connection.vendor == "sqlite" and connection.connection is not None and connection.connection.in_transaction


def stored_rows(after: int | None = None) -> Iterator[chain.StoredRow]:
    """Every entry, or every one behind that seq, as stored."""
    if connection.vendor == "postgresql":
        yield from map(chain.StoredRow._make, _rows_of_postgresql(after))
    else:
        with _any_text():
            yield from map(chain.StoredRow._make, _rows_of_sqlite(after))


def _rows_of_postgresql(after: int | None) -> Iterator[tuple]:
    """By COPY in binary, which takes a third less time than a cursor; each piece whole, so that a reader may stop."""
    while True:
        with connection.cursor() as cursor, cursor.copy(_COPY.format(_behind(after), ROWS_AT_ONCE)) as copy:
            copy.set_types(_TYPES)
            rows = list(copy.rows())
        if not rows:
            return
        yield from rows
        after = rows[-1][0]


def _rows_of_sqlite(after: int | None) -> Iterator[tuple]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS_SQLITE} FROM ledger_ledgerentry{_behind(after)} ORDER BY seq")  # noqa: S608
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows


def _behind(seq: int | None) -> str:
    # Without a condition where there is none: what was written into seq by force must be read too, whatever it is.
    return "" if seq is None else f" WHERE seq > {int(seq)}"


@contextmanager
def _any_text() -> Iterator[None]:
    """Let SQLite hand over text that is not UTF-8: a flipped bit must be named by its entry, not stop the reading."""
    connection.ensure_connection()
    raw = connection.connection
    before, raw.text_factory = raw.text_factory, lambda stored: stored.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = before
