"""The single steps of benchmarks/ledger.py, each in a process of its own: `python -m benchmarks.ledger_steps STEP N`.

Prints one line of JSON. DATABASE_URL names a database with the ledger in it that nobody else uses.
"""

import hashlib
import json
import multiprocessing
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any

import django

START = datetime(2025, 1, 1, tzinfo=UTC)
PIECE = 10_000
WRITERS = 8
PARTICULARS = {
    "batch": 1, "sha256": "0" * 64, "digest": "f" * 64, "file_name": "day.csv", "rows_sent": 96, "accepted": 96,
    "duplicate": 0, "conflict": 0, "rejected": 0, "late": 0, "first_day": "2025-01-15", "last_day": "2025-01-15",
}  # fmt: skip
INSERT = "INSERT INTO ledger_ledgerentry (seq, prev, hash, ts, actor, type, object, canonical) VALUES ({})"
FORK = multiprocessing.get_context("fork")


def fill(count: int) -> dict[str, Any]:
    """Entries as an upload writes them, past the writer: a million of its transactions would take a quarter hour."""
    from django.db import connection, transaction  # noqa: PLC0415

    chained = _entries(count)
    for _ in range(0, count, PIECE):
        rows = list(islice(chained, PIECE))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(INSERT.format(", ".join(["%s"] * 8)), rows)
    return {"entries": count}


def _entries(count: int) -> Iterator[tuple[Any, ...]]:
    from django.db import connection  # noqa: PLC0415

    from lumix.ledger import chain  # noqa: PLC0415

    prev = chain.GENESIS_PREV
    for seq in range(1, count + 1):
        ts, told = START + timedelta(seconds=seq), ("ada", "readings.imported", f"inverter:{seq % 10_000}")
        names = dict(zip(("actor", "type", "object"), told, strict=True))
        written = chain.canonical_bytes(seq=seq, prev=prev, ts=ts, data={**PARTICULARS, "batch": seq}, **names)
        digest = chain.entry_hash(written)
        yield seq, prev, digest, connection.ops.adapt_datetimefield_value(ts), *told, written
        prev = digest


def verify(count: int) -> dict[str, Any]:
    """Recompute all of it; the Merkle tree too."""
    from lumix.ledger.selectors import verify_chain  # noqa: PLC0415

    idle, began, spent = _megabytes(), time.perf_counter(), time.process_time()
    report = verify_chain()
    assert (report.count, report.fault) == (count, None), report
    seconds, cpu = time.perf_counter() - began, time.process_time() - spent
    return {"seconds": seconds, "cpu": cpu, "mb": _megabytes(), "idle_mb": idle}


def hash_only(count: int) -> dict[str, Any]:
    """The rival: the driver's rows and one SHA-256 of each, which shows neither order nor columns nor tree."""
    from django.db import connection  # noqa: PLC0415

    from lumix.ledger.selectors import read_snapshot  # noqa: PLC0415

    idle, began, spent = _megabytes(), time.perf_counter(), time.process_time()
    with read_snapshot(), connection.chunked_cursor() as cursor:
        cursor.execute("SELECT hash, canonical FROM ledger_ledgerentry ORDER BY seq")
        seen = 0
        while rows := cursor.fetchmany(2_000):
            seen += sum(hashlib.sha256(b"\0" + bytes(written)).hexdigest() == digest for digest, written in rows)
    assert seen == count
    seconds, cpu = time.perf_counter() - began, time.process_time() - spent
    return {"seconds": seconds, "cpu": cpu, "mb": _megabytes(), "idle_mb": idle}


def append(count: int) -> dict[str, Any]:
    """So many entries by eight writers at once, each in a transaction of its own."""
    from lumix.ledger.models import LedgerEntry  # noqa: PLC0415
    from lumix.ledger.selectors import verify_chain  # noqa: PLC0415

    before = verify_chain().count
    found = _eight(_append_one, count)
    entries = LedgerEntry.objects.count()
    forks = entries - LedgerEntry.objects.values("prev").distinct().count()
    assert verify_chain().count == entries
    return {**found, "lost": before + found["acknowledged"] - entries, "forks": forks}


def insert_only(count: int) -> dict[str, Any]:
    """The rival: the same bytes by the bare driver into a table without a chain."""
    from django.db import connection  # noqa: PLC0415

    blob = "bytea" if connection.vendor == "postgresql" else "blob"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS plain_rows (writer text, number bigint, written {blob})")
    connection.close()
    return _eight(_insert_one, count)


def _append_one(writer: int, number: int) -> None:
    from django.db import transaction  # noqa: PLC0415

    from lumix.ledger.services import append as write  # noqa: PLC0415

    with transaction.atomic():
        write(actor=f"w{writer}", type="t", object=f"o:{number}", data=PARTICULARS, now=datetime.now(UTC))


def _insert_one(writer: int, number: int) -> None:
    from django.db import connection, transaction  # noqa: PLC0415

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO plain_rows VALUES (%s, %s, %s)", [f"w{writer}", number, b"x" * 500])


def _eight(write: Callable[[int, int], None], count: int) -> dict[str, Any]:
    _let_go()
    began = time.perf_counter()
    with FORK.Pool(WRITERS) as pool:
        told = pool.starmap(_many, [(write, writer, count // WRITERS) for writer in range(WRITERS)], chunksize=1)
    seconds = time.perf_counter() - began
    done, errors = (sum(column) for column in zip(*told, strict=True))
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"seconds": seconds, "acknowledged": done, "errors": errors, "mb": most}


def _many(write: Callable[[int, int], None], writer: int, count: int) -> tuple[int, int]:
    from django.db import DatabaseError, connections  # noqa: PLC0415

    done = errors = 0
    for number in range(count):
        try:
            write(writer, number)
            done += 1
        except DatabaseError:
            errors += 1
    connections.close_all()
    return done, errors


def kill(times: int) -> dict[str, Any]:
    """A writer killed so many times while it writes; every entry that it had said was written must be there."""
    from lumix.ledger.models import LedgerEntry  # noqa: PLC0415
    from lumix.ledger.selectors import verify_chain  # noqa: PLC0415

    said: dict[int, str] = {}
    for _ in range(times):
        _let_go()
        here, there = FORK.Pipe(duplex=False)
        writer = FORK.Process(target=_until_killed, args=(there,))
        writer.start()
        there.close()
        said.update([here.recv()])  # it has begun
        time.sleep(random.uniform(0.01, 0.2))
        os.kill(writer.pid or 0, signal.SIGKILL)
        said.update(_rest(here))
        writer.join()
    stored = dict(LedgerEntry.objects.values_list("seq", "hash"))
    missing = [seq for seq, digest in said.items() if stored.get(seq) != digest]
    report = verify_chain()
    return {"killed": times, "acknowledged": len(said), "missing": len(missing), "sound": report.fault is None}


def _until_killed(tell: Connection) -> None:
    from django.db import transaction  # noqa: PLC0415

    from lumix.ledger.services import append as write  # noqa: PLC0415

    number = 0
    while True:
        number += 1
        with transaction.atomic():
            entry = write(actor="w", type="t", object=f"o:{number}", data=PARTICULARS, now=datetime.now(UTC))
        tell.send((entry.seq, entry.hash))


def _rest(here: Connection) -> Iterator[tuple[int, str]]:
    try:
        while True:
            yield here.recv()
    except (EOFError, OSError):  # killed between two words, or in the middle of one
        return


def _let_go() -> None:
    """Close every connection, the pool's too: none may be shared by a fork."""
    from django.db import connection  # noqa: PLC0415

    connection.close()
    if close_pool := getattr(connection, "close_pool", None):  # PostgreSQL's alone
        close_pool()


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lumix.settings")
    django.setup()
    step, number = sys.argv[1], int(sys.argv[2])
    print(json.dumps(globals()[step](number)))
