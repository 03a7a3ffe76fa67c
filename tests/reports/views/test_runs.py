"""The pages of runs: started by a form, watched until they are over, cancelled."""

from datetime import timedelta

import pytest
from django.utils import timezone

from credits.models import VerificationRun
from credits.services.run_work import take, work_on_next
from lumix.modes import Role
from tests.credits.factories import golden_rows, golden_sky, plant, send
from tests.lumix.closing import browser, close

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]
SCOPE = {"first": "2016-07-04", "last": "2016-07-04"}
POLLING = {"HX-Request": "true", "HX-Target": "progress"}


@pytest.fixture
def inverter():
    golden_sky()
    made = plant(name="Roof of Ada")
    send(made, golden_rows())
    return made


@pytest.fixture
def run(client, inverter):
    client.post("/fleet/runs", SCOPE)
    return VerificationRun.objects.get()


@pytest.mark.parametrize(("role", "may"), [(Role.STAFF, True), (Role.AUDITOR, False), (Role.ADMIN, False)])
def test_only_who_may_start_a_run_is_offered_it(settings, role, may):
    close(settings)
    page = browser(role).get("/fleet/runs").content.decode()
    assert ("Start the run" in page, "Runs so far" in page) == (may, True)


def work(run):
    work_on_next(run_id=run.pk, worker="one", now=timezone.now())


def text(answer):
    return " ".join(answer.content.decode().split())


def test_without_runs_the_page_names_the_next_step(client, db):
    assert "No run yet. Start one above" in text(client.get("/fleet/runs"))


def test_a_form_starts_a_run_and_leads_to_it(client, inverter, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/fleet/runs", {**SCOPE, "inverters": f" {inverter.pk}, {inverter.pk};"})

    run = VerificationRun.objects.get()
    assert (answer.status_code, answer["Location"], queue) == (302, f"/fleet/runs/{run.pk}", [run.pk])
    assert run.inverter_ids == [inverter.pk]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"first": "", "last": ""}, "This field is required."),
        ({"first": "1989-01-01"}, "No reading is older than 1990-01-01."),
        ({"first": "soon"}, "Write it as 2025-10-31."),
        ({"inverters": "3, four"}, "“four” is no inverter&#x27;s number"),
        ({"inverters": "4711"}, "There is no inverter 4711."),
        ({"inverters": "9" * 20}, f"There is no inverter {'9' * 20}."),
        ({"last": "2016-07-01"}, "before it begins"),
    ],
)
def test_a_scope_that_cannot_run_comes_back_with_its_sentence(client, inverter, told, words):
    answer = client.post("/fleet/runs", {**SCOPE, **told})

    assert (answer.status_code, words in text(answer)) == (422, True)
    assert not VerificationRun.objects.exists()


def test_a_run_that_waits_says_what_it_waits_for_and_can_be_cancelled(client, run):
    told = text(client.get(f"/fleet/runs/{run.pk}"))

    assert "Waiting for a worker." in told
    assert 'hx-trigger="every 2s"' in told
    assert f'action="/fleet/runs/{run.pk}/cancel"' in told


def test_a_finished_run_shows_what_moved_and_each_inverter(client, run):
    work(run)
    told = text(client.get(f"/fleet/runs/{run.pk}"))

    assert "Pending before, verified now" in told
    assert "Roof of Ada" in told
    assert "hx-trigger" not in told


def test_the_part_asks_no_more_once_the_run_is_over(client, run):
    assert client.get(f"/fleet/runs/{run.pk}", headers=POLLING).status_code == 200
    work(run)
    answer = client.get(f"/fleet/runs/{run.pk}", headers=POLLING)

    assert (answer.status_code, text(answer).startswith('<div id="progress"')) == (286, True)


def test_a_run_is_cancelled_and_a_second_time_is_refused_with_a_sentence(client, run):
    first = client.post(f"/fleet/runs/{run.pk}/cancel", follow=True)
    assert "What is judged, and what is in work, stays judged." in text(first)
    assert "over already: cancelled" in text(client.post(f"/fleet/runs/{run.pk}/cancel", follow=True))


@pytest.mark.parametrize("address", ["/fleet/runs/7", "/fleet/runs?after=x"])
def test_what_is_not_there_is_a_404(client, db, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("more", [0, 3])
def test_the_queries_do_not_grow_with_runs_and_inverters(client, run, more, django_assert_max_num_queries):
    for number in range(more):
        send(plant(name=f"Roof {number}"), golden_rows(times=0.9 - number / 100))
        client.post("/fleet/runs", SCOPE)
    for one in VerificationRun.objects.all():
        work(one)
    with django_assert_max_num_queries(2):
        client.get("/fleet/runs")
    with django_assert_max_num_queries(5):
        client.get(f"/fleet/runs/{VerificationRun.objects.latest('id').pk}")


def test_a_chunk_that_was_begun_twice_is_said_and_nothing_is_claimed_of_what_moved(client, run):
    run.chunks.update(attempts=1)
    work(run)
    told = text(client.get(f"/fleet/runs/{run.pk}"))

    assert "1 of 1 chunk was begun more than once" in told
    run.chunks.update(outcome={"judged": 1, "statuses": {"VERIFIED": 1}, "moved": {}, "refused": {}, "inverters": {}})
    assert "No credit's status changed" not in text(client.get(f"/fleet/runs/{run.pk}"))
    run.chunks.update(attempts=1)
    assert "No credit's status changed" in text(client.get(f"/fleet/runs/{run.pk}"))


def test_what_is_in_work_when_a_run_is_cancelled_is_waited_for(client, run):
    take(run_id=run.pk, worker="one", now=timezone.now())
    client.post(f"/fleet/runs/{run.pk}/cancel")
    told = client.get(f"/fleet/runs/{run.pk}")
    assert "1 chunk is still being worked on" in text(told)
    assert 'hx-trigger="every 2s"' in told.content.decode()

    run.chunks.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert "hx-trigger" not in client.get(f"/fleet/runs/{run.pk}").content.decode()
