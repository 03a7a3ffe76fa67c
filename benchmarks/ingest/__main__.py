"""Readings in, over HTTP and by a real server, beside the raw driver and the usual ways in the same run.

    python -m benchmarks.ingest [--only rates gateways request memory growth]

On a throw-away database of the kind that DATABASE_URL names (beside that one, which stays untouched), SQLite where it
names none. Each figure is the best of a few runs: what else a machine does only ever adds.
"""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from benchmarks.databases import throwaway

RUNS = 3
CSV_ROWS, JSON_ROWS, MILLION = 100_000, 10_000, 1_000_000
GATEWAYS, EACH = 8, 60
FLEETS, HISTORY_FLEET, YEARS = (1_000, 9_000, 90_000), 100, (1, 4)
GOALS = {"CSV": 0.40, "JSON": 0.25, "single": 0.60, "memory": 250.0}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS))
    asked = parser.parse_args().only
    with throwaway() as folder:
        from django.db import connection  # noqa: PLC0415

        print(f"ingest on {connection.vendor}", flush=True)
        for name in asked:
            SECTIONS[name](folder)


def rates(folder: Path) -> None:
    """Rows a second by each way."""
    from benchmarks.ingest import bodies, rivals  # noqa: PLC0415
    from benchmarks.ingest.servers import Client, forget_peak, peak_megabytes, serving, workers_of  # noqa: PLC0415
    from benchmarks.ingest.uploads import MINIMAL, inverters, upload  # noqa: PLC0415

    csv, listed = bodies.csv(bodies.rows(CSV_ROWS)), bodies.json_list(bodies.rows(JSON_ROWS))
    with serving("lumix.wsgi", folder, workers=1) as (port, master):
        client = Client(port)
        upload(client, inverters(1)[0], bodies.csv(bodies.rows(100)), "text/csv")
        (server,) = workers_of(master)
        ways: dict[str, tuple[int, Callable[[], float]]] = {
            "raw driver, 100,000 rows": (CSV_ROWS, lambda: rivals.raw_driver(CSV_ROWS)),
            "raw driver, 10,000 rows": (JSON_ROWS, lambda: rivals.raw_driver(JSON_ROWS)),
            "CSV over HTTP, 100,000 rows": (CSV_ROWS, lambda: upload(client, inverters(1)[0], csv, "text/csv")),
            "JSON over HTTP, 10,000 rows": (JSON_ROWS, lambda: upload(client, inverters(1)[0], listed, JSON)),
            "the same, return=minimal": (JSON_ROWS, lambda: upload(client, inverters(1)[0], listed, JSON, MINIMAL)),
            "bulk_create, 10,000 objects": (JSON_ROWS, lambda: rivals.bulk_create(JSON_ROWS)),
            "DRF many=True, save each, 500": (500, lambda: rivals.row_by_row(500)),
        }
        best, most = dict.fromkeys(ways, float("inf")), dict.fromkeys(ways, 0.0)
        for _ in range(RUNS):  # in turns, so that what disturbs one disturbs the others
            for name, (_, way) in ways.items():
                process = server if name.startswith(SERVED) else os.getpid()
                forget_peak(process)
                best[name] = min(best[name], way())
                most[name] = max(most[name], peak_megabytes(process))
    found = {name: count / best[name] for name, (count, _) in ways.items()}
    _print_rates(found, most)


JSON = "application/json"
SERVED = ("CSV", "JSON", "the same")
"""Ways whose work a server does; the others' is done here, where the bodies to send lie in memory too."""


def _print_rates(found: dict[str, float], most: dict[str, float]) -> None:
    limit, slowest = found["raw driver, 100,000 rows"], found["DRF many=True, save each, 500"]
    print(f"{'way':32}{'rows/s':>12}{'of the limit':>14}{'× row by row':>14}{'MB at most':>12}   goal")
    for name, rate in found.items():
        goal = next((f"{share:.0%}" for word, share in GOALS.items() if name.startswith(word)), "")
        goal += " and × 100" if name.startswith("CSV") else ""
        print(
            f"{name:32}{rate:>12,.0f}{rate / limit:>14.0%}{rate / slowest:>14,.0f}{most[name]:>12.0f}   {goal}",
            flush=True,
        )


def gateways(folder: Path) -> None:
    """Single readings a second, beside a bare endpoint's."""
    from benchmarks.ingest.gateways import requests_a_second  # noqa: PLC0415
    from benchmarks.ingest.uploads import inverters  # noqa: PLC0415

    found: dict[str, list[float]] = {"benchmarks.ingest.bare:application": [], "lumix.wsgi": []}
    for turn in range(RUNS):
        for application, rates_found in found.items():
            first = turn * (EACH + 1)
            rates_found.append(requests_a_second(application, folder, inverters(GATEWAYS), EACH, first))
    bare, lumix = map(max, found.values())
    print(f"one reading a request, {GATEWAYS} gateways: {lumix:,.0f} requests/s; a bare endpoint {bare:,.0f};", end=" ")
    print(f"{lumix / bare:.0%} (goal {GOALS['single']:.0%})", flush=True)


def request(folder: Path) -> None:
    """What one reading costs a process, beside what the bare endpoint costs it."""
    from benchmarks.ingest.costs import measured  # noqa: PLC0415
    from benchmarks.ingest.uploads import inverters  # noqa: PLC0415

    first, second = inverters(2)
    (_, statements, lumix), (_, _, bare) = measured((first, second))
    print(f"one reading a request: {statements} statements, {lumix:,.0f} µs of processor time;", end=" ")
    print(f"a bare endpoint {bare:,.0f} µs; {lumix / bare:.1f} times", flush=True)


def memory(folder: Path) -> None:
    """What an upload at the limit takes."""
    from benchmarks.ingest.uploads import growth_of_memory  # noqa: PLC0415

    for count in (MILLION // 4, MILLION):
        grew, seconds = growth_of_memory(folder, count)
        goal, rate = GOALS["memory"], count / seconds
        print(f"upload of {count:>9,} rows: {grew:.0f} MB more (goal {goal:.0f}), {rate:,.0f} rows/s", flush=True)


def growth(folder: Path) -> None:
    """The same uploads beside more inverters, and beside more history."""
    from benchmarks.ingest.growth import HOURS_A_YEAR, stand_beside  # noqa: PLC0415

    print(f"{'beside':>42}{'CSV rows/s':>12}{'a single reading':>18}")
    fleet = 0
    for more in FLEETS:
        stand_beside(more, 24)
        fleet += more
        _print_growth(folder, f"{fleet:,} inverters of a day")
    for years in YEARS:
        stand_beside(HISTORY_FLEET, HOURS_A_YEAR * years)
        _print_growth(folder, f"and {HISTORY_FLEET} more of {years} years of hours")


def _print_growth(folder: Path, beside: str) -> None:
    from benchmarks.ingest import bodies  # noqa: PLC0415
    from benchmarks.ingest.servers import Client, serving  # noqa: PLC0415
    from benchmarks.ingest.uploads import inverters, upload  # noqa: PLC0415

    csv, singles = bodies.csv(bodies.rows(JSON_ROWS)), bodies.rows(40)
    with serving("lumix.wsgi", folder, workers=1) as (port, _):
        client, (one, *others) = Client(port), inverters(RUNS + 1)
        spent = [upload(client, one, bodies.json_list([row]), JSON) for row in singles]
        rate = JSON_ROWS / min(upload(client, other, csv, "text/csv") for other in others)
    print(f"{beside:>42}{rate:>12,.0f}{1e3 * sorted(spent)[len(spent) // 2]:>15.1f} ms", flush=True)


SECTIONS: dict[str, Callable[[Path], None]] = {
    "rates": rates,
    "gateways": gateways,
    "request": request,
    "memory": memory,
    "growth": growth,
}

if __name__ == "__main__":
    main()
