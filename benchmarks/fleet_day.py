"""What a day of a whole fleet costs: calculated and verified with its month, verdicts and ledger entries written.

    python -m benchmarks.fleet_day [--inverters 1000 10000] [--days 31] [--profile]
    python -m benchmarks.fleet_day --backfill [--inverters 1000] [--days 365]
    python -m benchmarks.fleet_day --growth         1,000 to 100,000 inverters, 1 to 5 years behind 1,000

A MADE-UP fleet of 250 inverters a cell, under clouds of their own, has sent so many days. Its last day but one is taken
through the services as a worker does it, which derives the expected curves of the month before (`first`); then its last
day, as every night after (`next`). `backfill` judges all its days in one run. Beside them, in the same process, the
least that could be done: the day's blocks read, one correlation each, the credits updated (`limit`); and the plain way,
one inverter after the other through the ORM (`ORM loop`). Each size has a database to itself, of the kind that
DATABASE_URL names; years before the days that were sent are made up by the database itself (`benchmarks.history`).
Seconds are CPU of this process; on PostgreSQL `wall` says what the server adds.
"""

import argparse
import cProfile
import pstats
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from benchmarks import history
from benchmarks.copies import CELL_SIZE, DAYS, LAST, fill
from benchmarks.databases import throwaway

ZONE_HOURS = 1
DEEPEST = 45
LOOPED = 200
NOW = datetime(2025, 9, 1, tzinfo=UTC)
YEAR = 365
GROWTH = [(1_000, 0), (10_000, 0), (100_000, 0), *((1_000, years) for years in (1, 2, 3, 5))]
"""Inverters, and years of history besides the days that were sent."""

HEAD = " inverters  years  days        what   seconds   wall   inverter-days/s   × limit   × ORM loop   peak MB"


def main() -> None:
    """Print the table, each size from a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inverters", type=int, nargs="+")
    parser.add_argument("--days", type=int)
    parser.add_argument("--backfill", action="store_true")
    parser.add_argument("--growth", action="store_true", help="as the fleet grows, and as the years go by")
    parser.add_argument("--years", type=int, default=0, help="of history besides the days that were sent")
    parser.add_argument("--profile", action="store_true", help="where the next day's time goes")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    sizes = asked.inverters or ([1_000] if asked.backfill else [1_000, 10_000])
    days = asked.days or (365 if asked.backfill else DAYS)
    if asked.here:
        measured(sizes[0], asked.years, days, asked.backfill, asked.profile)
        return
    print(HEAD, flush=True)
    flags = [f"--{name}" for name in ("backfill", "profile") if getattr(asked, name)]
    for size, years in GROWTH if asked.growth else [(size, asked.years) for size in sizes]:
        of = [f"--inverters={size}", f"--years={years}", f"--days={days}"]
        subprocess.run([sys.executable, "-m", "benchmarks.fleet_day", "--here", *of, *flags], check=True)


def measured(size: int, years: int, days: int, backfill: bool, profiled: bool) -> None:
    """The rows of one size."""
    with throwaway():
        from credits.verification import expected  # noqa: F401, PLC0415 - its import is not the day's

        fill_fleet(size, days)
        history.stretch(days, years * YEAR, LAST)
        if backfill:
            told = {"backfill": timed(lambda: judged(LAST - timedelta(days=days - 1), LAST))}
        else:
            day_before = LAST - timedelta(days=1)
            told = {"first": timed(lambda: judged(day_before, day_before))}
            profile = cProfile.Profile() if profiled else None
            told["next"] = timed(lambda: judged(LAST, LAST), profile)
            told["limit"] = timed(lambda: least(LAST))
            told["ORM loop"] = timed(lambda: one_by_one(LAST))
        rates = {what: count / seconds for what, (seconds, _, count) in told.items()}
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        for what, (seconds, wall, _) in told.items():
            ratios = "".join(_ratio(rates, what, rival) for rival in ("limit", "ORM loop"))
            row = (
                f"{size:>10,}{years:>7}{days:>6}{what:>12}{seconds:>10.2f}{wall:>7.1f}{rates[what]:>18,.0f}"
                f"{ratios}{peak:>10.0f}"
            )
            print(row, flush=True)
        if not backfill and profiled and profile:
            pstats.Stats(profile).sort_stats("cumulative").print_stats(DEEPEST)


def _ratio(rates: dict[str, float], what: str, rival: str) -> str:
    width = 10 if rival == "limit" else 13
    return f"{rates[what] / rates[rival]:>{width}.3g}" if rival in rates else " " * width


def timed(work: Callable[[], int], profile: cProfile.Profile | None = None) -> tuple[float, float, int]:
    """CPU seconds and wall seconds of it, and the inverter-days that it says it has done."""
    begun, clock = time.process_time(), time.perf_counter()
    if profile:
        profile.enable()
    count = work()
    if profile:
        profile.disable()
    return time.process_time() - begun, time.perf_counter() - clock, count


def judged(first: date, last: date) -> int:
    """A run over these days, worked on here and now."""
    from credits.run_selectors import outcome_of  # noqa: PLC0415
    from credits.services.run_work import work_on_next  # noqa: PLC0415
    from credits.services.runs import start_run  # noqa: PLC0415

    run = start_run(first=first, last=last, inverter_ids=None, actor="benchmark", now=NOW)
    while work_on_next(run_id=run.pk, worker="benchmark", now=NOW):
        pass
    return outcome_of(run).judged


def least(day: date) -> int:
    """Blocks read, Pearson's r against any curve, credits updated: nothing is checked and nothing told."""
    from django.db import transaction  # noqa: PLC0415

    from credits.models import CarbonCredit  # noqa: PLC0415
    from inverters.models import ProductionDay  # noqa: PLC0415
    from lumix import bulk  # noqa: PLC0415

    rows = ProductionDay.objects.filter(date=day).order_by("inverter_id").values_list("curve", flat=True)
    energy = np.frombuffer(b"".join(bytes(block) for block in rows), "<i8").reshape(-1, 24).astype(float)
    energy -= energy.mean(axis=1, keepdims=True)
    curve = np.sin(np.arange(24.0))
    found = (energy @ curve / np.linalg.norm(energy, axis=1) / np.linalg.norm(curve)).tolist()
    credits = list(CarbonCredit.objects.filter(date=day).order_by("inverter_id").only("pk"))
    for credit, correlation in zip(credits, found, strict=True):
        credit.correlation = correlation
    with transaction.atomic():  # in which alone PostgreSQL's staging table lives
        bulk.update(credits, ["correlation"])
    return len(credits)


def one_by_one(day: date) -> int:
    """The same as one writes it first: a query for each thing, and a save."""
    from credits.models import CarbonCredit  # noqa: PLC0415
    from inverters.models import ProductionDay, SatelliteHour  # noqa: PLC0415

    credits = CarbonCredit.objects.filter(date=day).order_by("inverter_id")[:LOOPED]
    for credit in credits:
        curve = np.frombuffer(ProductionDay.objects.get(inverter=credit.inverter, date=day).curve, "<i8")
        latitude, longitude = credit.inverter.cell
        hours = SatelliteHour.objects.filter(grid_lat=latitude, grid_lon=longitude, hour__date=day).order_by("hour")
        sky = np.array([hour.ghi_wh_m2 for hour in hours])
        credit.correlation = float(np.corrcoef(curve[: len(sky)], sky)[0, 1])
        credit.save()
    return len(credits)


def fill_fleet(size: int, days: int = DAYS) -> None:
    """A fleet that has sent these days up to LAST, with its sky, in the database at hand."""
    cloudless, energy = sky(size, days)
    fill(energy)
    from django.db import connection  # noqa: PLC0415

    from inverters.models import Equipment, Inverter  # noqa: PLC0415

    peak = energy.max(axis=(0, 2)) / 1e6
    Equipment.objects.bulk_create(
        Equipment(inverter=one, timezone="Africa/Lagos", capacity_kw=float(kw) * 1.1, dc_capacity_kwp=float(kw) * 1.25)
        for one, kw in zip(Inverter.objects.order_by("pk"), peak, strict=True)
    )
    # Of another text for each day, and the same in every database: trials compare what verdicts say.
    digest = {
        "sqlite": "CAST(printf('%%032d', id) AS BLOB)",
        "postgresql": "convert_to(lpad(id::text, 32, '0'), 'UTF8')",
    }
    connection.cursor().execute(
        f"UPDATE inverters_productionday SET milliwatt_hours = %s, digest = {digest[connection.vendor]}",
        [int(energy.mean() * 24)],
    )
    store_sky(cloudless, days)


def sky(size: int, days: int) -> tuple[dict[tuple[float, float], tuple[np.ndarray, np.ndarray]], np.ndarray]:
    """By cell: GHI and cloudless GHI, float64 (days, 24) in local time [Wh/m²]; energy int64 (days, size, 24) [mWh]."""
    rng = np.random.default_rng(1)
    bell = np.clip(np.sin((np.arange(24) - 6) / 12 * np.pi), 0, None)
    cells = -(-size // CELL_SIZE)
    clear = rng.beta(4, 1.6, (days, cells, 24)).clip(0.1, 1)
    day = rng.uniform(0.35, 1.0, (days, cells, 1))
    index = (clear * day).clip(0.08, 1)
    ghi = 980 * bell * index
    own = 1 + rng.normal(0, 0.12, (days, size, 24))
    kw = rng.uniform(3, 30, (1, size, 1))
    power = kw * 0.8 * bell * np.repeat(index, CELL_SIZE, axis=1)[:, :size] * own.clip(0.6, 1.4)
    cloudless = {
        (4.5 + cell % 8, 3.5 + cell // 8): (ghi[:, cell], np.broadcast_to(980 * bell, (days, 24)))
        for cell in range(cells)
    }
    return cloudless, np.rint(power * 1e3).astype(np.int64) * 1_000


def store_sky(cells: dict[tuple[float, float], tuple[np.ndarray, np.ndarray]], days: int) -> None:
    """Hours of each cell, as NASA's answer would have stored them."""
    from inverters.models.satellite import ReferenceKind  # noqa: PLC0415
    from inverters.services.satellite import Reply, store_reply  # noqa: PLC0415
    from inverters.sources.irradiance import IrradianceHours  # noqa: PLC0415

    first = LAST - timedelta(days=days - 1)
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(hours=ZONE_HOURS)
    starts = np.array([int((begin + timedelta(hours=h)).timestamp()) * 1_000_000 for h in range(days * 24)])
    for place, (ghi, cloudless) in cells.items():
        found = IrradianceHours(starts, ghi.ravel(), np.array(cloudless).ravel())
        reply: Any = Reply(place, ReferenceKind.SATELLITE, "BENCHMARK", first, LAST, found, repr(place).encode())
        store_reply(reply=reply, actor="benchmark", now=NOW)


if __name__ == "__main__":
    main()
