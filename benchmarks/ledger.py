"""What the ledger costs and withstands, beside rivals in the same run: verifying, appending by eight, kill -9.

    python -m benchmarks.ledger [verify] [append] [kill] [--entries 1000000] [--postgresql postgres://user@host:port/db]

Without --postgresql in a temporary SQLite database; with it in a database made on that server, which goes afterwards.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg

ENTRIES, APPENDED, KILLS = 1_000_000, 8_000, 60
SECONDS, MEGABYTES = 30, 200
ROW = "{:<34}{:>12}{:>12}{:>12}{:>14}{:>10}"

Measured = dict[str, float]


def main() -> None:
    """Print a table for each part that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; all where none is named")
    parser.add_argument("--entries", type=int, default=ENTRIES, help="how long the log is that is verified")
    parser.add_argument("--postgresql", help="a server's address; the user must be allowed to make databases")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - PARTS.keys():
        parser.error(f"there is no part {', '.join(unknown)}")
    with tempfile.TemporaryDirectory() as folder:
        for part in asked.parts or PARTS:
            with database(folder, asked.postgresql) as url:
                PARTS[part](Bench(url, folder), asked.entries)


class Bench:
    """A database of its own, and the ways to have something done to it."""

    def __init__(self, url: str, folder: str) -> None:
        own = f"{folder}/{url.rpartition('/')[2]}.data"  # another log's checkpoints would raise the alarm
        ours = {"DATABASE_URL": url, "LUMIX_DATA_DIR": own, "LUMIX_CHECKPOINTS": "", "LUMIX_MODE": "open"}
        self._environment = {**os.environ, **ours}
        self.name = "PostgreSQL" if url.startswith("postgres") else "SQLite"
        self._run("manage.py", "migrate", "--verbosity", "0")

    def step(self, name: str, number: int) -> Measured:
        """What one of benchmarks.ledger_steps measured, in a process of its own."""
        found: Measured = json.loads(self._run("-m", "benchmarks.ledger_steps", name, str(number)))
        return found

    def _run(self, *command: str) -> str:
        return subprocess.run(
            [sys.executable, *command], env=self._environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout


@contextmanager
def database(folder: str, server: str | None) -> Iterator[str]:
    """The address of an empty database."""
    name = f"lumix_bench_{uuid4().hex[:12]}"
    if server is None:
        yield f"sqlite:///{folder}/{name}.sqlite3"
        return
    with psycopg.connect(server.replace("postgres://", "postgresql://"), autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            owner.execute(f"DROP DATABASE {name} WITH (FORCE)")


def verify(bench: Bench, entries: int) -> None:
    """A log recomputed, beside a plain pass of SHA-256 over the same bytes."""
    bench.step("fill", entries)
    rival, ours = bench.step("hash_only", entries), bench.step("verify", entries)
    print(f"\nVerify {entries:,} entries, {bench.name} (bounds: {SECONDS} s, {MEGABYTES} MB)")
    print(ROW.format("", "seconds", "of own CPU", "MB at most", "entries/s", "ratio"))
    for name, found in (("SHA-256 of the rows and no more", rival), ("verify_ledger", ours)):
        rate, ratio = entries / found["seconds"], found["cpu"] / rival["cpu"]
        figures = f"{found['seconds']:.1f}", f"{found['cpu']:.1f}", f"{found['mb']:.0f}", f"{rate:,.0f}", f"{ratio:.2f}"
        print(ROW.format(name, *figures))
    print(
        f"the ratio is of CPU; of these MB, {ours['idle_mb']:.0f} are Python and Django before the first entry",
        flush=True,
    )


def append(bench: Bench, entries: int) -> None:
    """Eight writers at once, beside the bare driver."""
    rival, ours = bench.step("insert_only", APPENDED), bench.step("append", APPENDED)
    print(f"\nAppend {APPENDED:,} entries by 8 writers, one transaction each, {bench.name}")
    print(ROW.format("", "seconds", "errors", "MB at most", "entries/s", "ratio"))
    for name, found in (("the driver's INSERT, no chain", rival), ("append", ours)):
        rate, ratio = found["acknowledged"] / found["seconds"], found["seconds"] / rival["seconds"]
        figures = f"{found['seconds']:.1f}", int(found["errors"]), f"{found['mb']:.0f}", f"{rate:,.0f}", f"{ratio:.2f}"
        print(ROW.format(name, *figures))
    print(f"forks {int(ours['forks'])}, lost {int(ours['lost'])}, errors {int(ours['errors'])} (bounds: 0)", flush=True)


def kill(bench: Bench, entries: int) -> None:
    """A writer killed in the middle, again and again."""
    found = bench.step("kill", KILLS)
    print(f"\nkill -9 while appending, {bench.name}: {KILLS} times")
    print(
        f"acknowledged {int(found['acknowledged']):,}, missing afterwards {int(found['missing'])} (bound: 0), "
        f"the chain {'holds' if found['sound'] else 'DOES NOT HOLD'}",
        flush=True,
    )


PARTS = {"verify": verify, "append": append, "kill": kill}

if __name__ == "__main__":
    main()
