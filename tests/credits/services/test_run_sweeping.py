"""What lost its task is put up again, and what nobody would end is ended; only what is open is looked through."""

import pytest

from credits.run_selectors import MOST_LOST, left_lying
from credits.services import run_work
from credits.services.run_sweeping import sweep_up
from credits.services.run_work import LEASE, take
from lumix.ledger.models import LedgerEntry
from tests.credits.factories import NOW
from tests.credits.running import start, work
from tests.plans import plans

pytestmark = pytest.mark.django_db


def test_what_lost_its_task_is_found_and_what_is_worked_on_is_left(fleet, small_chunks):
    run = start()
    assert left_lying(NOW) == [run.pk]

    take(run_id=run.pk, worker="one", now=NOW)
    assert left_lying(NOW) == []
    assert left_lying(NOW + 2 * LEASE) == [run.pk]


def test_nothing_of_a_finished_run_is_found(fleet):
    work(start())
    assert left_lying(NOW + 2 * LEASE) == []


def test_a_run_whose_last_worker_was_killed_before_it_closed_it_is_closed_by_the_sweep(fleet, monkeypatch):
    run = start()
    with monkeypatch.context() as killed:
        killed.setattr(run_work, "close_if_done", lambda **_: None)
        work(run)
    assert run.status == "RUNNING"

    sweep_up(now=NOW + LEASE)
    sweep_up(now=NOW + LEASE)

    run.refresh_from_db()
    assert run.status == "DONE"
    assert LedgerEntry.objects.filter(object=f"run:{run.pk}", type="run.done").count() == 1


def test_a_chunk_that_every_worker_is_lost_over_is_given_up(fleet):
    run, now = start(), NOW
    for _ in range(MOST_LOST):
        assert take(run_id=run.pk, worker="lost", now=now)
        sweep_up(now=now)
        now += 2 * LEASE
    run.refresh_from_db()
    assert run.status == "RUNNING"  # the last may still come back

    assert take(run_id=run.pk, worker="one", now=now) is None
    sweep_up(now=now)

    run.refresh_from_db()
    assert run.status == "FAILED"
    assert "10 workers were lost over it" in run.chunks.get().error


@pytest.mark.sqlite
@pytest.mark.parametrize("ask", [left_lying, lambda now: take(run_id=None, worker="one", now=now)])
def test_whoever_looks_for_work_reads_the_open_chunks_and_not_all_that_ever_were(fleet, small_chunks, ask):
    work(start())
    start()
    looks_for_work = plans(lambda: ask(NOW))[0].splitlines()
    steps = [step for step in looks_for_work if any(mark in step for mark in (" credits_runchunk", " U0", " V0"))]
    assert steps
    assert all("run_chunk_open" in step for step in steps), steps
