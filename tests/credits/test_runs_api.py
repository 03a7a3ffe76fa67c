"""Runs over HTTP: started, looked at, cancelled; what cannot be run is refused with a sentence."""

import json

import pytest
from django.utils import timezone

from credits.models import VerificationRun
from credits.services.run_work import work_on_next
from tests.credits.asking import said
from tests.credits.factories import golden_rows, golden_sky, plant, send

pytestmark = pytest.mark.django_db
SCOPE = {"from": "2016-07-04", "to": "2016-07-05"}


@pytest.fixture
def inverter():
    golden_sky()
    made = plant()
    send(made, golden_rows())
    return made


def start(client, **scope):
    return client.post("/runs", json.dumps({**SCOPE, **scope}), "application/json")


def test_a_run_is_started_and_put_up_once_it_is_stored(client, inverter, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = start(client)

    run = VerificationRun.objects.get()
    assert (answer.status_code, answer["Location"], queue) == (202, f"/runs/{run.pk}", [run.pk])
    assert (answer.json()["status"], answer.json()["days"], answer.json()["days_done"]) == ("QUEUED", 1, 0)


def test_a_run_tells_how_far_it_is_and_what_came_of_it(client, inverter, queue):
    run_id = start(client, inverters=[inverter.pk]).json()["id"]
    work_on_next(run_id=run_id, worker="one", now=timezone.now())

    told = client.get(f"/runs/{run_id}").json()
    assert (told["from"], told["to"], told["inverters"]) == (*SCOPE.values(), [inverter.pk])
    assert (told["status"], told["days_done"], told["statuses"]) == ("DONE", 1, {"VERIFIED": 1})
    assert (told["moved"], told["chunks"], told["chunks_done"]) == ({"PENDING to VERIFIED": 1}, 1, 1)
    [row] = client.get("/runs/").json()
    assert row == {name: told[name] for name in row}


def test_a_list_of_runs_is_one_query_however_many_there_are(client, inverter, queue, django_assert_num_queries):
    for _ in range(3):
        start(client)
    with django_assert_num_queries(2):
        assert len(client.get("/runs").json()) == 3


def test_a_run_is_cancelled_once(client, inverter, queue):
    run_id = start(client).json()["id"]

    assert client.post(f"/runs/{run_id}/cancel").json()["status"] == "CANCELLED"
    status, sentence = said(client.post(f"/runs/{run_id}/cancel"))
    assert (status, sentence) == (409, f"Run {run_id} is over already: cancelled.")


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ({"from": "2016-07-06"}, "before it begins"),
        ({"from": "yesterday"}, "from: "),
        ({"from": "1989-12-31"}, "No reading is older"),
        ({"to": None}, "to: "),
        ({"inverters": [4711]}, "There is no inverter 4711"),
        ({"inverters": [2**63]}, "inverters[0]"),
        ({"inverters": [1.5]}, "inverters[0]: Write a whole number"),
        ({"inverters": "all"}, "inverters"),
        ({"inverter": 1}, "inverter: Unknown field; there are from, to, inverters."),
        ({"to": "2016-07-03", "from": "2016-07-03"}, "nothing to verify"),
    ],
)
def test_what_cannot_be_run_is_refused_with_a_sentence(client, inverter, queue, scope, words):
    status, sentence = said(start(client, **scope))

    assert (status, words in sentence) == (422, True), sentence
    assert not VerificationRun.objects.exists()


def test_a_run_that_is_not_there_is_a_404(client):
    assert said(client.get("/runs/7")) == (404, "There is no run 7.")
    assert client.post("/runs/7/cancel").status_code == 404
