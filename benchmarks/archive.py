"""What old readings take in the table and in the archive, and what moving them costs.

    python -m benchmarks.archive [--inverters 10] [--days 105]

MADE-UP readings each quarter of an hour, sent through the import, of days marked as submitted; of the kind of database
that DATABASE_URL names. They are archived and brought back by the services. The limit, in the same process: the driver
alone reads the same rows and deletes them, and takes that back. Sizes after a vacuum: of the file on SQLite, of the
table with its indexes on PostgreSQL.
"""

import argparse
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from benchmarks.databases import throwaway
from benchmarks.ingest.servers import peak_megabytes

QUARTERS = 96
FIRST = datetime(2023, 1, 1, tzinfo=UTC)
NOW = datetime(2025, 9, 1, tzinfo=UTC)
ACTOR = "benchmark"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inverters", type=int, default=10)
    parser.add_argument("--days", type=int, default=105)
    asked = parser.parse_args()
    with throwaway() as folder:
        ids = filled(asked.inverters, asked.days)
        rows = asked.inverters * asked.days * QUARTERS
        before = table_bytes()
        least = timed(driver_alone)
        there = timed(lambda: sum(map(archived, ids)))
        after, sizes = table_bytes(), [path.stat().st_size for path in (folder / "archive").rglob("*.gz")]
        back = timed(lambda: sum(map(restored, ids)))
        print(
            f"{rows:,} readings of {asked.inverters} inverters; peak {peak_megabytes(os.getpid()):.0f} MB", flush=True
        )
        gone = (before - after) / rows
        print(f"database{before / 1e6:8.1f} MB before, {after / 1e6:.1f} MB after: {gone:.1f} bytes a reading went")
        print(f"archive {sum(sizes) / 1e6:8.1f} MB in {len(sizes)} files: {sum(sizes) / rows:.1f} bytes a reading")
        for name, seconds in (("archive", there), ("restore", back), ("the driver", least)):
            print(
                f"{name:<14}{seconds:8.2f} s {rows / seconds:12,.0f} readings/s {seconds / least:8.1f} × driver alone"
            )


def filled(inverters: int, days: int) -> list[int]:
    """Inverters whose days are all submitted, as far as the archive can see."""
    from credits.models import CarbonCredit, Status  # noqa: PLC0415
    from credits.services.calculate import calculate  # noqa: PLC0415
    from inverters.loggers import logger_of  # noqa: PLC0415
    from inverters.services.master_data import register_inverter  # noqa: PLC0415
    from inverters.services.readings import import_readings  # noqa: PLC0415
    from inverters.services.uploads import Upload  # noqa: PLC0415
    from inverters.sources.intake import receive  # noqa: PLC0415

    body = "timestamp,kwh\n" + "".join(
        f"{FIRST + timedelta(minutes=15 * row):%Y-%m-%dT%H:%M:%SZ},{row * 7919 % 9973 / 10_000}\n"
        for row in range(days * QUARTERS)
    )
    made = []
    for number in range(inverters):
        one = register_inverter(
            actor=ACTOR, now=NOW, gps_lat=6.5, gps_lon=3 + number / 100, capacity_kw=5.0, timezone="UTC"
        )
        with receive([body.encode()], limit_bytes=len(body)) as received:
            import_readings(logger=logger_of(one.pk), upload=Upload(received, "text/csv", ACTOR), now=NOW)
        dates = [(FIRST + timedelta(days=day)).date() for day in range(days)]
        calculate(inverter_id=one.pk, days=dates, actor=ACTOR, now=NOW)
        made.append(one.pk)
    CarbonCredit.objects.update(status=Status.SUBMITTED)
    return made


def archived(inverter_id: int) -> int:
    """All its readings into files; how many went."""
    from inverters.services.archiving import archive_readings  # noqa: PLC0415

    return archive_readings(inverter_id=inverter_id, before=NOW.date(), actor=ACTOR, now=NOW).readings


def restored(inverter_id: int) -> int:
    """And back; how many came."""
    from inverters.services.restoring import of_days, restore_readings  # noqa: PLC0415

    found = of_days(inverter_id, None, None)
    for one in found:
        restore_readings(archive=one, actor=ACTOR, now=NOW)
    return sum(one.readings for one in found)


def driver_alone() -> None:
    """Read every row and delete it, in one transaction that is taken back."""
    from django.db import connection, transaction  # noqa: PLC0415

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id, timestamp, kwh, state, batch_id FROM inverters_inverterreading")
        cursor.fetchall()
        cursor.execute("DELETE FROM inverters_inverterreading")
        transaction.set_rollback(True)


def table_bytes() -> int:
    """What the readings' place takes, vacuumed: the database's file, or the table with its indexes."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM FULL inverters_inverterreading")
            cursor.execute("SELECT pg_total_relation_size('inverters_inverterreading')")
            return int(cursor.fetchone()[0])
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_size")
        [size] = cursor.fetchone()
        cursor.execute("PRAGMA page_count")
        return int(cursor.fetchone()[0]) * int(size)


def timed(work: Callable[[], object]) -> float:
    """Wall seconds of it."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
