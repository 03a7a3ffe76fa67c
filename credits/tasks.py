"""Work in the background. A task is a hint that there is work: what is to be done stands in the run's own rows."""

import os
import socket
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from django_tasks import TaskResult, task
from django_tasks.signals import task_finished
from huey import crontab
from huey.contrib.djhuey import HUEY, db_periodic_task
from huey.contrib.djhuey.tasks_backend import KEY

from credits.errors import NothingToCreditError
from credits.models import VerificationRun
from credits.run_selectors import left_lying
from credits.services.corrected import judge_waiting
from credits.services.nights import finish_night, take_night
from credits.services.pending import verify_pending
from credits.services.run_sweeping import sweep_up
from credits.services.run_work import take, work_on
from credits.services.runs import start_run
from lumix.rollups import keeping

NIGHT_HOURS_UTC = "2,8,14,20"
"""At the first of them a night begins; at the others somebody looks whether a worker that was killed left it undone."""
FOLDING_HOUR_UTC = "2"
LATE_UPLOADS = timedelta(days=6)
"""Many export their portal once a week: days are taken up that far back; unchanged ones cost no new verdict."""
SCHEDULE = "schedule"
"""The actor of what nobody asked for by hand."""


def worker_name() -> str:
    """Which process of which machine this is."""
    return f"{socket.gethostname()}:{os.getpid()}"


@task()
def work_on_run(run_id: int) -> int:
    """Take one chunk of a run and work on it; the number of its days, 0 where none was free.

    Before the work the next task is put up: so whoever is free joins in, one after the other, and what else stands in
    the queue waits for a chunk and not for a whole run.
    """
    now = timezone.now()
    chunk = take(run_id=run_id, worker=worker_name(), now=now)
    if chunk is None:
        return 0
    enqueue_run(chunk.run)
    work_on(chunk, now=now)
    return chunk.day_count


def enqueue_run(run: VerificationRun) -> None:
    """Put up a task of the run as soon as the run is stored; where the queue cannot be reached, a sweep does it."""
    transaction.on_commit(lambda: put_up([run.pk]), robust=True)


def put_up(run_ids: list[int]) -> None:
    """A task for each; which chunk it takes is settled when it is worked on."""
    for run_id in run_ids:
        work_on_run.enqueue(run_id)


@receiver(task_finished)
def forget(*, task_result: TaskResult, **_: Any) -> None:
    """Take a task's record out of the queue, which would keep it for ever: what came of the work stands in rows."""
    HUEY.get(KEY % task_result.id)


@db_periodic_task(crontab())
def sweep() -> int:
    """Every minute: end what nobody would end, and put up again what a killed worker or a lost queue left lying."""
    now = timezone.now()
    sweep_up(now=now)
    left = left_lying(now)
    put_up(left)
    return len(left)


@db_periodic_task(crontab(hour=NIGHT_HOURS_UTC, minute="0"))
def daily() -> None:
    """Every night: calculate and verify what was measured yesterday, then take up what became verifiable.

    The workers of each machine have a clock of their own and all put this up: who comes second finds it taken or done.
    Each step may be done twice, so a night that broke off is done over; only its run is not planned again.
    """
    now = timezone.now()
    yesterday = (now - timedelta(days=1)).date()
    if not take_night(day=yesterday, now=now):
        return
    if not VerificationRun.objects.filter(actor=SCHEDULE, last=yesterday).exists():
        with suppress(NothingToCreditError):  # where nobody has sent anything
            first = yesterday - LATE_UPLOADS
            enqueue_run(start_run(first=first, last=yesterday, inverter_ids=None, actor=SCHEDULE, now=now))
    verify_pending(actor=SCHEDULE, now=now)
    judge_waiting(actor=SCHEDULE, now=now)
    finish_night(day=yesterday, now=timezone.now())


@db_periodic_task(crontab(hour=FOLDING_HOUR_UTC, minute="30"))
def fold_totals() -> None:
    """Every night: put the parts of the kept totals together; harmless however many do it."""
    keeping.fold_all()
