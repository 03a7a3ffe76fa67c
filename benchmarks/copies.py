"""What finding copies costs a fleet: the index against all pairs, in the same run.

    python -m benchmarks.copies [--inverters 1000 10000]

A fleet of cells with 250 inverters each, under clouds of their own, has sent a month; one in a hundred copies a
neighbour with 2 % noise or to the digit. The fleet's last day is looked up at once, then one day of one inverter by
itself, and the months are compared in all pairs of each cell (timed on one cell, where the quadratic cost lies).
Everything is stored in a temporary SQLite database.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

CELL_SIZE, DAYS, LAST = 250, 31, date(2025, 3, 31)
HOURS = np.arange(24)
BELL = np.clip(np.sin((HOURS - 5.5) / 13 * np.pi), 0, None)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inverters", type=int, nargs="+", default=[1_000, 10_000])
    sizes = parser.parse_args().inverters
    print(" inverters   fleet-day   a day each    one day   all pairs   ratio   found")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            print(measured(size, Path(folder)), flush=True)


def measured(size: int, folder: Path) -> str:
    """One row of the table."""
    use_database(folder / "copies.sqlite3")
    energy, copiers = fleet(size)
    fill(energy)
    from credits.services.copying import rivals_of  # noqa: PLC0415 - needs the database named first

    wanted = [(number + 1, LAST) for number in range(size)]
    months = np.tile(np.datetime64(LAST) - np.arange(DAYS)[::-1], (size, 1))
    fleet_day, found = timed(lambda: rivals_of(wanted, months))
    one_day, _ = timed(lambda: rivals_of(wanted[-1:], months[-1:]))
    pairs, _ = timed(lambda: all_pairs(energy[:, -CELL_SIZE:]))
    every_pair = pairs * size / CELL_SIZE
    caught = len(set(found.row.tolist()) & copiers) / len(copiers)
    return (
        f"{size:>10,}{fleet_day:>10.2f} s{1e6 * fleet_day / size:>10.0f} µs{1e3 * one_day:>8.1f} ms"
        f"{every_pair:>10.2f} s{every_pair / fleet_day:>8.1f}{caught:>8.0%}"
    )


def fleet(size: int) -> tuple[np.ndarray, set[int]]:
    """Energy of DAYS days, int64 (DAYS, size, 24) [mWh], and who copies the inverter before him."""
    rng = np.random.default_rng(1)
    cells = -(-size // CELL_SIZE)
    common = np.repeat(rng.uniform(0.4, 1.0, (DAYS, cells, 24)), CELL_SIZE, axis=1)[:, :size]
    own = rng.normal(0, 0.2, (DAYS, size, 24)) * (common < 0.85)
    power = rng.uniform(3, 30, (1, size, 1)) * BELL * (common + own).clip(0.05, 1.1)
    copiers = np.arange(99, size, 100)
    power[:, copiers] = power[:, copiers - 1] * (1 + rng.normal(0, 0.02, (DAYS, len(copiers), 24)))
    energy = np.rint(power * 1e3).astype(np.int64) * 1_000
    energy[:, copiers[::2]] = energy[:, copiers[::2] - 1]
    return energy, set(copiers.tolist())


def all_pairs(energy: np.ndarray) -> int:
    """The near-copy measure over all pairs of one cell."""
    from credits.verification.copies.likeness import likeness  # noqa: PLC0415
    from credits.verification.thresholds import RULE  # noqa: PLC0415

    kwh = energy.transpose(1, 0, 2) / 1e6
    alike = 0
    for number in range(1, len(kwh)):
        mine = np.broadcast_to(kwh[number], (number, DAYS, 24))
        alike += int((likeness(mine, kwh[:number], RULE).residual < RULE.residual_most).sum())
    return alike


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """The better of two runs, and the answer. [s]"""
    best, answer = np.inf, None
    for _ in range(2):
        start = time.perf_counter()
        answer = work()
        best = min(best, time.perf_counter() - start)
    return best, answer


def use_database(path: Path) -> None:
    """An empty database at this path."""
    os.environ["DATABASE_URL"] = f"sqlite:///{path}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lumix.settings")
    import django  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    django.setup()
    connection.close()
    connection.settings_dict["NAME"] = str(path)
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)


def fill(energy: np.ndarray) -> None:
    """Store inverters on a grid of cells, one batch each in the order of their numbers, and their production days."""
    from inverters.curves import DayCurve  # noqa: PLC0415
    from inverters.models import Inverter, ProductionDay, ReadingBatch  # noqa: PLC0415
    from inverters.prints import NO_PRINT, digit_prints, shape_prints  # noqa: PLC0415

    days, size, _ = energy.shape
    rng, now = np.random.default_rng(2), datetime(2025, 4, 1, tzinfo=UTC)
    cell = np.arange(size) // CELL_SIZE
    places = np.column_stack((4 + cell % 8 + rng.random(size), 3 + cell // 8 + rng.random(size)))
    places[1:][np.arange(1, size) % 100 == 99] = places[:-1][np.arange(1, size) % 100 == 99] + 0.015
    Inverter.objects.bulk_create(
        Inverter(pk=n + 1, name=f"{n}", gps_lat=lat, gps_lon=lon, created_at=now) for n, (lat, lon) in enumerate(places)
    )
    nothing = dict.fromkeys(("size_bytes", "rows_sent", "accepted", "duplicate", "conflict", "rejected"), 0)
    ReadingBatch.objects.bulk_create(
        ReadingBatch(pk=n + 1, inverter_id=n + 1, received_at=now + timedelta(seconds=n), actor="", **nothing)
        for n in range(size)
    )
    for day in range(days):
        prints = zip(digit_prints(energy[day]).tolist(), shape_prints(energy[day]).tolist(), strict=True)
        blocks = DayCurve(energy[day]).blocks()
        ProductionDay.objects.bulk_create(
            ProductionDay(
                inverter_id=n + 1, date=LAST - timedelta(days=days - 1 - day), curve=block, milliwatt_hours=0,
                reading_count=24, interval_minutes=60.0, digest=b"", batch_id=n + 1,
                digit_print=None if digits == NO_PRINT else digits, shape_print=None if shape == NO_PRINT else shape,
            )
            for n, (block, (digits, shape)) in enumerate(zip(blocks, prints, strict=True))
        )  # fmt: skip


if __name__ == "__main__":
    main()
