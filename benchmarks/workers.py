"""What a second worker is worth, and whether killed ones change a verdict.

    python -m benchmarks.workers [--inverters 2000 --days 10]             one warm worker process, then two
    python -m benchmarks.workers --kill 12 [--inverters 10000 --days 10]   a run disturbed by kills, and one in peace

Each trial has a database to itself, of the kind that DATABASE_URL names, and the queue that REDIS_URL names, a file
where it names none. The workers are those of `manage.py run_huey`; they have judged a first inverter before the clock
starts. Two can gain no more than the machine has: the bound is min(2, 2 ÷ CPU-seconds that a second of the lone
worker's run used), those of PostgreSQL's own processes included.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.databases import throwaway
from benchmarks.ingest.servers import peak_megabytes

GOAL = 0.85
MONTH = 31
POLL_SECONDS = 0.25
LEASE = timedelta(seconds=10)
"""Of killed workers' chunks: so long, and not two minutes, do the others wait for them here."""
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inverters", type=int, default=2_000)
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--kill", type=int, default=0, help="how many workers to kill at random times")
    parser.add_argument("--trial", type=int, default=0, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.trial:
        print(json.dumps(trial(asked.inverters, asked.days, asked.trial, asked.kill)))
    elif asked.kill:
        _kill(asked)
    else:
        _compare(asked)


def _kill(asked: argparse.Namespace) -> None:
    disturbed, peaceful = _apart(asked, 2, asked.kill), _apart(asked, 2, 0)
    same = disturbed["verdicts"] == peaceful["verdicts"]
    print(
        f"{disturbed['days']:,} inverter-days, {disturbed['killed']} workers killed, {disturbed['workers']} took part"
    )
    print(f"verdicts in peace and disturbed: {peaceful['days']:,} and {disturbed['days']:,}, the same: {same}")
    sys.exit(not same)


def _compare(asked: argparse.Namespace) -> None:
    one, two = (_apart(asked, processes, 0) for processes in (1, 2))
    bound = min(2.0, 2 * one["seconds"] / one["cpu_seconds"])
    print(" workers   seconds   CPU-seconds   inverter-days/s    gain   bound   of it   goal   MB each at most")
    for processes, told in ((1, one), (2, two)):
        rate, gain = told["days"] / told["seconds"], one["seconds"] / told["seconds"]
        row = f"{processes:>8}{told['seconds']:>10.1f}{told['cpu_seconds']:>14.1f}{rate:>18,.0f}{gain:>8.2f}"
        against = f"{bound:>8.2f}{gain / bound:>8.0%}{GOAL:>7.0%}" if processes > 1 else " " * 23
        print(f"{row}{against}{told['mb']:>18.0f}")


def _apart(asked: argparse.Namespace, processes: int, kills: int) -> dict[str, Any]:
    """A trial in a process of its own, since Django is set up for one database only."""
    sizes = [f"--inverters={asked.inverters}", f"--days={asked.days}", f"--kill={kills}", f"--trial={processes}"]
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.workers", *sizes], stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(ended.stdout.splitlines()[-1])


def trial(inverters: int, days: int, processes: int, kills: int) -> dict[str, Any]:
    """One run of a fresh fleet by so many worker processes; its verdicts as one digest."""
    with throwaway() as folder:
        from benchmarks.fleet_day import LAST, NOW, fill_fleet  # noqa: PLC0415
        from credits.services.runs import start_run  # noqa: PLC0415
        from credits.tasks import enqueue_run  # noqa: PLC0415

        fill_fleet(inverters, max(days, MONTH))
        first = LAST - timedelta(days=days - 1)
        with consuming(folder, processes) as consumer:
            _work(start_run(first=first, last=LAST, inverter_ids=[1], actor="benchmark", now=NOW))
            begun, used = time.perf_counter(), cpu_seconds(consumer)
            run = start_run(first=first, last=LAST, inverter_ids=None, actor="benchmark", now=NOW)
            enqueue_run(run)
            killed = slaughter(consumer, run, kills)
            _wait(run)
            seconds, used = time.perf_counter() - begun, cpu_seconds(consumer) - used
            most = max(map(peak_megabytes, children(consumer)))
        workers = set(run.chunks.values_list("worker", flat=True))
        found = {"killed": killed, "workers": len(workers)} | _verdicts()
        return found | {"seconds": seconds, "cpu_seconds": used, "mb": most}


def _work(run: Any) -> None:
    """Let the workers load what they need."""
    from credits.tasks import enqueue_run  # noqa: PLC0415

    enqueue_run(run)
    _wait(run)


def _wait(run: Any) -> None:
    from credits.tasks import sweep  # noqa: PLC0415

    while run.is_live:
        time.sleep(POLL_SECONDS)
        sweep.call_local()
        run.refresh_from_db()
    if run.status != run.Status.DONE:
        raise SystemExit(f"The run ended as {run.status}.")


def _verdicts() -> dict[str, Any]:
    """How many credits were judged, and a digest of all that was found about them."""
    from credits.models import Verdict  # noqa: PLC0415

    told, days = sha256(), 0
    rows = Verdict.objects.select_related("credit").order_by("credit__inverter_id", "credit__date", "pk")
    for one in rows.iterator(1_000):
        told.update(repr((one.credit.inverter_id, one.credit.date, one.credit.status, one.found)).encode())
        days += 1
    return {"verdicts": told.hexdigest(), "days": days}


@contextmanager
def consuming(folder: Path, processes: int) -> Iterator[int]:
    """Workers in a session of their own, so that none is left behind."""
    command = [sys.executable, "-c", f"from benchmarks.workers import consume; consume({processes})"]
    with (folder / "worker.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        try:
            yield process.pid
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def consume(processes: int) -> None:
    """The workers of `manage.py run_huey`, with a short lease."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from credits.services import run_work  # noqa: PLC0415

    run_work.LEASE = LEASE
    call_command("run_huey", workers=processes, worker_type="process")


def slaughter(consumer: int, run: Any, kills: int) -> int:
    """Kill workers at random times while the run lives; the consumer starts others. Says how many."""
    chance = random.Random(1)
    for killed in range(kills):
        time.sleep(chance.uniform(0.5, 4.0))
        run.refresh_from_db()
        if not run.is_live:
            return killed
        os.kill(chance.choice(children(consumer)), signal.SIGKILL)
    return kills


def children(pid: int) -> list[int]:
    """The processes that this one has started."""
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cpu_seconds(consumer: int) -> float:
    """What the workers, and PostgreSQL's processes, have used so far."""
    return sum(_used(pid) for pid in {consumer, *children(consumer), *_servers()})


def _servers() -> list[int]:
    names = ((int(path.parent.name), path) for path in Path("/proc").glob("[0-9]*/comm"))
    return [pid for pid, path in names if _read(path).strip() == "postgres"]


def _used(pid: int) -> float:
    ticks = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / TICKS


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


if __name__ == "__main__":
    main()
