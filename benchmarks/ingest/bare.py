"""A bare endpoint by gunicorn: it believes its body and commits the same four rows by the driver, and does no more."""

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from typing import Any

URL = os.environ["DATABASE_URL"]
IS_POSTGRESQL = URL.startswith("postgres")
MARK = "%s" if IS_POSTGRESQL else "?"
_own = threading.local()


def _insert(table: str, *columns: str) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join([MARK] * len(columns))})"


BATCH = _insert(
    "inverters_readingbatch",
    *("inverter_id", "received_at", "actor", "file_name", "media_type", "sha256", "size_bytes", "rows_sent"),
    *("accepted", "duplicate", "conflict", "rejected", "digest", "reason"),
)
READING = _insert("inverters_inverterreading", "inverter_id", "batch_id", "timestamp", "kwh", "state")
DAY = _insert(
    "inverters_productionday",
    *("inverter_id", "date", "curve", "milliwatt_hours", "reading_count", "provisional_count"),
    *("interval_minutes", "digest", "batch_id"),
) + " ON CONFLICT (inverter_id, date) DO UPDATE SET curve = excluded.curve, digest = excluded.digest"  # fmt: skip
TAIL = "SELECT seq, hash FROM ledger_ledgerentry ORDER BY seq DESC LIMIT 1"
ENTRY = _insert("ledger_ledgerentry", "seq", "prev", "hash", "ts", "actor", "type", "object", "canonical")
LOCK = "SELECT pg_advisory_xact_lock(1)"


@contextmanager
def _transaction() -> Any:
    """A cursor in a transaction that commits at the end."""
    if IS_POSTGRESQL:
        with _pool().connection() as connection, connection.cursor() as cursor:
            yield cursor
        return
    import sqlite3  # noqa: PLC0415

    if not hasattr(_own, "raw"):
        _own.raw = sqlite3.connect(URL.removeprefix("sqlite:///"), isolation_level=None, timeout=60)
        _own.raw.executescript("PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA foreign_keys=ON")
    _own.raw.execute("BEGIN IMMEDIATE")
    yield _own.raw
    _own.raw.execute("COMMIT")


def _pool() -> Any:
    if "pool" not in globals():
        from psycopg_pool import ConnectionPool  # noqa: PLC0415

        globals()["pool"] = ConnectionPool(URL.replace("postgres://", "postgresql://"), min_size=4, open=True)
    return globals()["pool"]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """POST /inverters/ID/readings with one reading."""
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    inverter, reading = int(environ["PATH_INFO"].split("/")[2]), json.loads(body)[0]
    stamp = reading["timestamp"].replace("T", " ")
    with _transaction() as cursor:
        key = _store(cursor, inverter, stamp, reading["kwh"], hashlib.sha256(body).hexdigest())
    answer = json.dumps([{"id": key, "inverter_id": inverter, "timestamp": stamp, "kwh": reading["kwh"]}]).encode()
    start_response("201 Created", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]


def _store(cursor: Any, inverter: int, stamp: str, kwh: float, digest: str) -> int:
    counts = (1, 1, 1, 0, 0, 0)
    new = (inverter, stamp, "bench", "", "application/json", digest, *counts, digest, "")
    batch = cursor.execute(f"{BATCH} RETURNING id", new).fetchone()[0]
    key: int = cursor.execute(f"{READING} RETURNING id", (inverter, batch, stamp, kwh, 0)).fetchone()[0]
    cursor.execute(DAY, (inverter, stamp[:10], bytes(192), 1, 1, 0, 60.0, bytes(32), batch))
    if IS_POSTGRESQL:
        cursor.execute(LOCK)
    last, prev = cursor.execute(TAIL).fetchone() or (0, "0" * 64)
    canonical = json.dumps({"seq": last + 1, "prev": prev, "sha256": digest, "rows_sent": 1}).encode()
    link = hashlib.sha256(canonical).hexdigest()
    entry = (last + 1, prev, link, stamp, "bench", "readings.imported", f"inverter:{inverter}", canonical)
    cursor.execute(ENTRY, entry)
    return key
