"""Parts of a fleet with workers, for the tests that kill some: `python -m tests.credits.workers PART`.

fill: inverters with readings under one sky. start: a run of small chunks, put up in the queue. consume: two
processes whose lease is short or, as `consume thread 3 60`, so many threads or processes with a lease of so many
seconds. sweep: what the scheduler does every minute. over: that again and again, until the run has ended, and told.
alone: the same run without a worker. told: as JSON, how far the run is and every verdict.
"""

import json
import os
import sys
import time
from datetime import date, timedelta

import django
from django.conf import settings

INVERTERS, DAYS = 12, 5
FIRST = date(2016, 7, 4)
CHUNK_DAYS = 10


def fill() -> None:
    """Every inverter has a level of its own: the same digits twice would be a copy."""
    from tests.credits import factories  # noqa: PLC0415

    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    factories.golden_sky(days[0], days[-1])
    for number in range(INVERTERS):
        inverter = factories.plant(name=f"Roof {number}")
        factories.send(inverter, [row for day in days for row in factories.golden_rows(day, 1 - number / 100)])


def start() -> None:
    """A run, and a task for each of its chunks."""
    from django.utils import timezone  # noqa: PLC0415

    from credits.services import runs  # noqa: PLC0415
    from credits.tasks import enqueue_run  # noqa: PLC0415

    runs.CHUNK_DAYS = CHUNK_DAYS
    last = FIRST + timedelta(days=DAYS - 1)
    enqueue_run(runs.start_run(first=FIRST, last=last, inverter_ids=None, actor="ada", now=timezone.now()))


def consume(worker_type: str = "process", workers: str = "2", lease_seconds: str = "2") -> None:
    """Workers as `manage.py run_huey` starts them, in this process's group."""
    from django.core.management import call_command  # noqa: PLC0415

    from credits.services import run_work  # noqa: PLC0415

    run_work.LEASE = timedelta(seconds=int(lease_seconds))
    call_command("run_huey", workers=int(workers), worker_type=worker_type)


def sweep() -> None:
    """Put up what is left lying."""
    from credits import tasks  # noqa: PLC0415

    tasks.sweep.call_local()


def over() -> None:
    """Put up what is left lying while there is any: one process, for the workers need the processors."""
    from credits.models import VerificationRun  # noqa: PLC0415

    while VerificationRun.objects.latest("pk").status not in ("DONE", "FAILED"):
        sweep()
        time.sleep(1)
    told()


def alone() -> None:
    """The run, here and now."""
    from django.core.management import call_command  # noqa: PLC0415

    call_command("verify", f"--from={FIRST}", f"--to={FIRST + timedelta(days=DAYS - 1)}", stdout=sys.stderr)


def told() -> None:
    """Status, attempts and verdicts without their times."""
    from credits.models import RunChunk, Verdict, VerificationRun  # noqa: PLC0415

    verdicts = Verdict.objects.select_related("credit").order_by("credit__inverter_id", "credit__date", "pk")
    rows = [(one.credit.inverter_id, one.credit.date, one.status, one.credit.status, one.found) for one in verdicts]
    run = VerificationRun.objects.latest("pk")
    attempts = list(RunChunk.objects.filter(run=run).order_by("number").values_list("attempts", flat=True))
    workers = sorted(set(RunChunk.objects.values_list("worker", flat=True)))
    print(  # noqa: T201
        json.dumps(
            {"status": run.status, "attempts": attempts, "workers": workers, "verdicts": rows},
            default=str,
        )
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lumix.settings")
    django.setup()
    settings.LUMIX_MODE = "open"
    {part.__name__: part for part in (fill, start, consume, sweep, over, alone, told)}[sys.argv[1]](*sys.argv[2:])
