"""What a page costs beside a fleet's history: against a page of the same layout with next to none behind it.

    python -m benchmarks.pages [--inverters 1000 10000] [--years 1 5] [--pages fleet …]
    python -m benchmarks.pages --growth [--pages fleet …]    1,000 to 100,000 inverters, 1 to 5 years

Databases are made beside the one that DATABASE_URL names (see `benchmarks.history`: MADE UP), and dropped again. The
rival is the same page of a fleet of 60 inverters with a month: every part of the layout is filled, and hardly any
history. Both are asked in turns, in one process, through Django's own client; the time is the median of the rounds.
The first inverter has its whole history in readings of a quarter of an hour, and is the one that is audited.
`first` is the page on a new connection with nothing kept, as after a night without a worker.
"""

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from itertools import product
from pathlib import Path

from benchmarks import history, side_by_side

ROUNDS = 7
SMALL, MONTH, YEAR = 60, 31, 365
GROWTH = [(1_000, MONTH), (10_000, MONTH), (100_000, MONTH), *((1_000, years * YEAR) for years in (1, 2, 3, 5))]
"""Inverters and days: ten times the inverters, then more and more years."""

HEAD = "inverters   days    credits  page                 empty     full   ratio    first      RSS"
PAGES = {
    "fleet": "/",
    "inverters": "/fleet/inverters",
    "credits": "/fleet/credits",
    "credits of a status": "/fleet/credits?status=PENDING",
    "credits, far down": "/fleet/credits?after={early}_1",
    "why pending": "/fleet/pending",
    "pending of a cause": "/fleet/pending?cause=published",
    "flags": "/fleet/flags",
    "runs": "/fleet/runs",
    "system": "/fleet/system",
    "summary (API)": "/reports/fleet/summary",
    "credits (API)": "/reports/credits?limit=50",
    "audit of a day": "/audit/1",
    "audit: calendar": "/audit/1/calendar",
    "audit: readings": "/audit/1/readings",
    "audit: credits": "/audit/1/credits",
    "audit: ledger": "/audit/1/ledger",
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inverters", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--years", type=int, nargs="+", default=[1])
    parser.add_argument("--growth", action="store_true", help="as the fleet grows, and as the years go by")
    parser.add_argument("--pages", nargs="+", choices=PAGES, default=list(PAGES), metavar="PAGE")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the databases, which take minutes to fill")
    asked = parser.parse_args()
    sizes = GROWTH if asked.growth else [(size, years * YEAR) for years, size in product(asked.years, asked.inverters)]
    with tempfile.TemporaryDirectory() as name:
        folder = asked.keep or Path(name)
        side_by_side.set_up(folder)
        print(HEAD, flush=True)
        with made(SMALL, MONTH, folder, bool(asked.keep)) as small:
            for size, days in sizes:
                with made(size, days, folder, bool(asked.keep)) as large:
                    for page in asked.pages:
                        told = row(page, PAGES[page], small, large, days)
                        print(f"{size:>9,}{days:>7,}{size * days:>11,}  {told}", flush=True)


def made(inverters: int, days: int, folder: Path, keep: bool) -> AbstractContextManager[str]:
    """A database with so much history."""
    return side_by_side.filled(f"pages_{inverters}_{days}", folder, partial(history.fill, inverters, days), keep=keep)


def row(page: str, path: str, small: str, large: str, days: int) -> str:
    """One page of both fleets. days: of the large one's history."""
    here, there = (ask(path.format(early=history.back(of // 2))) for of in (MONTH, days))
    side_by_side.use(small)
    here()
    side_by_side.use(large)
    first = there()
    times: dict[str, list[float]] = {small: [], large: []}
    for _ in range(ROUNDS):
        for name, work in ((small, here), (large, there)):
            side_by_side.use(name)
            warm()
            times[name].append(work())
    empty, full = (statistics.median(times[name]) for name in (small, large))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = f"{page:<20}{1e3 * empty:>4.0f} ms{1e3 * full:>6.0f} ms{full / empty:>8.2f}"
    return f"{told}{1e3 * first:>6.0f} ms{memory:>6.0f} MB"


def ask(path: str) -> Callable[[], float]:
    """Asks for the page and says how long it took [s]."""
    from django.test import Client  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})

    def asked() -> float:
        begun = time.perf_counter()
        answer = client.get(path)
        taken = time.perf_counter() - begun
        if answer.status_code != 200 or not answer.content:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return taken

    return asked


def warm() -> None:
    """Open the connection, which a server has open."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


if __name__ == "__main__":
    main()
