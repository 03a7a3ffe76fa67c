"""What the workers' clock puts up by itself, called here as a worker calls it."""

from datetime import UTC, datetime

import pytest
import time_machine

from credits import tasks
from credits.models import CarbonCredit, VerificationRun
from credits.services.run_work import work_on_next
from tests.credits.factories import golden_rows, golden_sky, plant, send

pytestmark = pytest.mark.django_db
NIGHT = datetime(2016, 7, 6, 2, tzinfo=UTC)


@pytest.fixture
def queue(monkeypatch):
    put_up = []
    monkeypatch.setattr(tasks, "put_up", put_up.extend)
    return put_up


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


def test_the_clock_of_a_second_machine_finds_the_night_done(queue, clock):
    send(plant(), golden_rows(), now=NIGHT)
    for _ in range(2):
        tasks.daily.call_local()
    assert VerificationRun.objects.count() == 1


def test_a_night_on_which_nobody_has_sent_anything_starts_no_run(queue, clock):
    tasks.daily.call_local()
    assert not VerificationRun.objects.exists()
