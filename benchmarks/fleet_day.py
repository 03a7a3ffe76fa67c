"""What a day of a whole fleet costs: calculated and verified with its month, verdicts and ledger entries written.

    python -m benchmarks.fleet_day [--inverters 1000 10000] [--profile]

A fleet of 250 inverters a cell, under clouds of their own and the sun of the place, has sent a month; its last day is
taken through the services as a worker does it. Everything is stored in a temporary SQLite database.
"""

import argparse
import cProfile
import pstats
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks.copies import CELL_SIZE, DAYS, LAST, fill, use_database

ZONE_HOURS = 1
SIZES = [1_000, 10_000]
DEEPEST = 45
NOW = datetime(2025, 9, 1, tzinfo=UTC)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inverters", type=int, nargs="+", default=SIZES)
    parser.add_argument("--profile", action="store_true", help="where the time goes, for the last size")
    asked = parser.parse_args()
    print(" inverters   seconds of one core   inverter-days/s   verified")
    for size in asked.inverters:
        with tempfile.TemporaryDirectory() as folder:
            prepare(size, Path(folder))
            profile = cProfile.Profile() if asked.profile and size == asked.inverters[-1] else None
            seconds, verified = measured(profile)
            print(f"{size:>10,}{seconds:>22.2f}{size / seconds:>18,.0f}{verified / size:>11.0%}", flush=True)
            if profile:
                pstats.Stats(profile).sort_stats("cumulative").print_stats(DEEPEST)


def prepare(size: int, folder: Path) -> None:
    """A fleet that has sent a month, with its sky, in a SQLite file of the folder."""
    use_database(folder / "fleet.sqlite3")
    fill_fleet(size)


def fill_fleet(size: int) -> None:
    """The same in the database at hand."""
    cloudless, energy = sky(size)
    fill(energy)
    from django.db import connection  # noqa: PLC0415

    from inverters.models import Equipment, Inverter  # noqa: PLC0415

    peak = energy.max(axis=(0, 2)) / 1e6
    Equipment.objects.bulk_create(
        Equipment(inverter=one, timezone="Africa/Lagos", capacity_kw=float(kw) * 1.1, dc_capacity_kwp=float(kw) * 1.25)
        for one, kw in zip(Inverter.objects.order_by("pk"), peak, strict=True)
    )
    chance = {"sqlite": "randomblob(32)", "postgresql": "sha256(random()::text::bytea)"}[connection.vendor]
    connection.cursor().execute(
        f"UPDATE inverters_productionday SET milliwatt_hours = %s, digest = {chance}",
        [int(energy.mean() * 24)],
    )
    store_sky(cloudless)


def sky(size: int) -> tuple[dict[tuple[float, float], tuple[np.ndarray, np.ndarray]], np.ndarray]:
    """By cell: GHI and cloudless GHI over the month, float64 (DAYS, 24) in local time [Wh/m²]; energy int64 [mWh]."""
    from credits.verification import sun  # noqa: F401, PLC0415 - the same sun as the rule's

    rng = np.random.default_rng(1)
    bell = np.clip(np.sin((np.arange(24) - 6) / 12 * np.pi), 0, None)
    cells = -(-size // CELL_SIZE)
    clear = rng.beta(4, 1.6, (DAYS, cells, 24)).clip(0.1, 1)
    day = rng.uniform(0.35, 1.0, (DAYS, cells, 1))
    index = (clear * day).clip(0.08, 1)
    ghi = 980 * bell * index
    own = 1 + rng.normal(0, 0.12, (DAYS, size, 24))
    kw = rng.uniform(3, 30, (1, size, 1))
    power = kw * 0.8 * bell * np.repeat(index, CELL_SIZE, axis=1)[:, :size] * own.clip(0.6, 1.4)
    cloudless = {
        (4.5 + cell % 8, 3.5 + cell // 8): (ghi[:, cell], np.broadcast_to(980 * bell, (DAYS, 24)))
        for cell in range(cells)
    }
    return cloudless, np.rint(power * 1e3).astype(np.int64) * 1_000


def store_sky(cells: dict[tuple[float, float], tuple[np.ndarray, np.ndarray]]) -> None:
    """Hours of each cell, as NASA's answer would have stored them."""
    from inverters.models.satellite import ReferenceKind  # noqa: PLC0415
    from inverters.services.satellite import Reply, store_reply  # noqa: PLC0415
    from inverters.sources.irradiance import IrradianceHours  # noqa: PLC0415

    first = LAST - timedelta(days=DAYS - 1)
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(hours=ZONE_HOURS)
    starts = np.array([int((begin + timedelta(hours=h)).timestamp()) * 1_000_000 for h in range(DAYS * 24)])
    for place, (ghi, cloudless) in cells.items():
        found = IrradianceHours(starts, ghi.ravel(), np.array(cloudless).ravel())
        reply = Reply(place, ReferenceKind.SATELLITE, "BENCHMARK", first, LAST, found, repr(place).encode())
        store_reply(reply=reply, actor="benchmark", now=NOW)


def measured(profile: cProfile.Profile | None) -> tuple[float, int]:
    """CPU seconds of a run over the last day, and how many of its credits are VERIFIED."""
    from credits.run_selectors import outcome_of  # noqa: PLC0415
    from credits.services.run_work import work_on_next  # noqa: PLC0415
    from credits.services.runs import start_run  # noqa: PLC0415
    from credits.verification import expected  # noqa: F401, PLC0415 - its import is not the day's

    begun = time.process_time()
    if profile:
        profile.enable()
    run = start_run(first=LAST, last=LAST, inverter_ids=None, actor="benchmark", now=NOW)
    while work_on_next(run_id=run.pk, worker="benchmark", now=NOW):
        pass
    if profile:
        profile.disable()
    return time.process_time() - begun, outcome_of(run).statuses["VERIFIED"]


if __name__ == "__main__":
    main()
