"""What the workers' clock puts up by itself, called here as a worker calls it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from huey.contrib.djhuey import HUEY

from credits import tasks
from credits.models import CarbonCredit, VerificationRun
from credits.services import runs
from credits.services.nights import LEASE, take_night
from credits.services.run_work import work_on_next
from tests.credits.factories import HONEST, golden_rows, golden_sky, plant, send

pytestmark = pytest.mark.django_db
NIGHT = datetime(2016, 7, 6, 2, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NIGHT, tick=False):
        yield


def test_every_night_the_last_week_is_calculated_and_verified(queue, clock, django_capture_on_commit_callbacks):
    golden_sky()
    send(plant(), golden_rows(), now=NIGHT)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.daily.call_local()

    run = VerificationRun.objects.get()
    assert (str(run.first), str(run.last), run.actor, queue) == ("2016-06-29", "2016-07-05", "schedule", [run.pk])
    work_on_next(run_id=run.pk, worker="one", now=NIGHT)
    assert CarbonCredit.objects.get().verdicts.count() == 1


def test_each_task_that_finds_work_puts_up_the_next_before_it_begins(clock, monkeypatch):
    monkeypatch.setattr(runs, "CHUNK_DAYS", 1)
    for number in range(2):
        send(plant(name=f"Roof {number}"), golden_rows(times=1 - number / 100), now=NIGHT)
    run = runs.start_run(first=HONEST, last=HONEST, inverter_ids=None, actor="ada", now=NIGHT)
    done = []
    monkeypatch.setattr(tasks, "enqueue_run", lambda found: done.append(f"put up {found.pk}"))
    monkeypatch.setattr(tasks, "work_on", lambda chunk, *, now: done.append(f"worked on {chunk.number}"))

    assert [tasks.work_on_run.func(run.pk) for _ in range(3)] == [1, 1, 0]
    assert done == [f"put up {run.pk}", "worked on 1", f"put up {run.pk}", "worked on 2"]


def test_a_queue_that_cannot_be_reached_keeps_nobody_from_his_work(monkeypatch, django_capture_on_commit_callbacks):
    def unreachable(run_ids):
        raise ConnectionError("no queue")

    monkeypatch.setattr(tasks, "put_up", unreachable)
    send(plant(), golden_rows(), now=NIGHT)
    run = runs.start_run(first=HONEST, last=HONEST, inverter_ids=None, actor="ada", now=NIGHT)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.work_on_run.func(run.pk)

    run.refresh_from_db()
    assert run.status == "DONE"


def test_the_queue_keeps_nothing_of_a_task_that_is_done(monkeypatch):
    monkeypatch.setattr(HUEY, "immediate", True)
    tasks.work_on_run.enqueue(0)
    assert HUEY.storage.result_store_size() == 0


def test_a_sweep_puts_up_one_task_for_a_run_that_nobody_works_on(queue, clock, monkeypatch):
    monkeypatch.setattr(runs, "CHUNK_DAYS", 1)
    for number in range(2):
        send(plant(name=f"Roof {number}"), golden_rows(times=1 - number / 100), now=NIGHT)
    run = runs.start_run(first=HONEST, last=HONEST, inverter_ids=None, actor="ada", now=NIGHT)

    assert (tasks.sweep.call_local(), queue) == (1, [run.pk])


def test_the_clock_of_a_second_machine_finds_the_night_done(queue, clock):
    send(plant(), golden_rows(), now=NIGHT)
    for _ in range(2):
        tasks.daily.call_local()
    assert VerificationRun.objects.count() == 1


def test_a_night_on_which_nobody_has_sent_anything_starts_no_run(queue, clock):
    tasks.daily.call_local()
    assert not VerificationRun.objects.exists()


@pytest.fixture
def steps(monkeypatch):
    """What a night takes up beside its run, by name."""
    done = []
    for name in ("verify_pending", "judge_waiting"):
        monkeypatch.setattr(tasks, name, lambda *, actor, now, name=name: done.append(name))
    return done


def test_a_night_whose_worker_was_killed_is_done_by_who_comes_when_its_lease_ran_out(queue, clock, steps):
    take_night(day=NIGHT.date() - timedelta(days=1), now=NIGHT)
    tasks.daily.call_local()
    assert steps == []
    with time_machine.travel(NIGHT + LEASE, tick=False):
        tasks.daily.call_local()
    assert steps == ["verify_pending", "judge_waiting"]


def test_a_night_that_is_never_finished_holds_up_no_later_one(queue, clock, steps):
    take_night(day=NIGHT.date() - timedelta(days=1), now=NIGHT)
    with time_machine.travel(NIGHT + timedelta(days=1), tick=False):
        tasks.daily.call_local()
    assert steps == ["verify_pending", "judge_waiting"]


def test_a_night_that_broke_off_after_its_run_was_planned_is_done_without_another_run(queue, clock, steps, monkeypatch):
    send(plant(), golden_rows(), now=NIGHT)

    def killed(**_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(tasks, "verify_pending", killed)
        tasks.daily.call_local()
    with time_machine.travel(NIGHT + LEASE, tick=False):
        tasks.daily.call_local()
    assert (VerificationRun.objects.count(), steps) == (1, ["verify_pending", "judge_waiting"])


def test_whoever_looks_after_a_night_that_is_done_asks_no_more_than_that(queue, clock, steps):
    tasks.daily.call_local()
    with time_machine.travel(NIGHT + timedelta(hours=18), tick=False), CaptureQueriesContext(connection) as asked:
        tasks.daily.call_local()
    assert (steps, len(asked)) == (["verify_pending", "judge_waiting"], 2)


def test_somebody_looks_again_after_a_lease_ran_out_and_while_it_is_the_same_night():
    hours = [datetime(2016, 7, 6, int(hour), tzinfo=UTC) for hour in tasks.NIGHT_HOURS_UTC.split(",")]
    assert hours[0] == NIGHT
    assert all(later - earlier > LEASE for earlier, later in pairwise(hours))
