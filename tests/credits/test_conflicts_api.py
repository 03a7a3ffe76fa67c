import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.models import CarbonCredit
from credits.services.findings import open_finding
from inverters.conflict_selectors import undecided
from lumix.modes import Role
from tests.credits.asking import said
from tests.credits.factories import HONEST, NOW, golden_rows, plant, send, submitted, verified

pytestmark = pytest.mark.django_db
WHY = {"reason": "the export was in another unit"}


def doubted(make=verified, times: float = 0.9) -> CarbonCredit:
    found = make()
    send(found.inverter, golden_rows(times=times))
    return found


def post(client, path: str, **body: object):
    return client.post(path, json.dumps(body), content_type="application/json")


def test_second_values_are_listed_beside_those_that_stand(client):
    found = doubted()
    rows = client.get(f"/conflicts?inverter_id={found.inverter_id}&state=open").json()
    noon = next(row for row in rows if row["timestamp"] == "2016-07-04T19:00:00Z")
    sent = dict(golden_rows(times=0.9)), dict(golden_rows())
    assert (noon["kwh"], noon["standing_kwh"]) == tuple(
        next(kwh for stamp, kwh in day.items() if stamp.isoformat() == "2016-07-04T19:00:00+00:00") for day in sent
    )
    assert (noon["state"], noon["decided_by"], noon["first_kwh"]) == ("open", None, None)
    assert noon["batch"] != noon["standing_batch"]


def test_one_is_accepted_and_then_listed_with_its_reason_and_what_stood_before(client):
    found = doubted()
    one = undecided().order_by("timestamp")[5]
    body = post(client, f"/conflicts/{one.pk}/accept", **WHY).json()
    assert (body["outcome"], body["conflicts"], body["days"]) == ("accepted", 1, ["2016-07-04"])
    assert sum(body["judged"].values()) == 1
    [row] = client.get("/conflicts?state=accepted").json()
    assert (row["id"], row["reason"], row["first_kwh"]) == (one.pk, WHY["reason"], one.kept_kwh)
    assert row["standing_kwh"] == row["kwh"] == one.kwh
    assert len(client.get(f"/conflicts?inverter_id={found.inverter_id}&state=open").json()) == undecided().count()


@pytest.mark.parametrize("which", [{}, {"day": f"{HONEST}"}, {"batch": True}])
def test_many_are_accepted_or_dismissed_at_once(client, which):
    found = doubted()
    if "batch" in which:
        which = {"batch": undecided().first().batch_id}
    count = undecided().count()
    body = post(client, f"/inverters/{found.inverter_id}/conflicts/dismiss", **which, **WHY).json()
    assert (body["outcome"], body["conflicts"], body["days"], body["judged"]) == ("dismissed", count, [], {})
    assert not undecided().exists()


def test_what_was_decided_meanwhile_is_a_409_with_a_sentence(client):
    doubted()
    one = undecided().first()
    post(client, f"/conflicts/{one.pk}/dismiss", **WHY)
    code, detail = said(post(client, f"/conflicts/{one.pk}/accept", **WHY))
    assert (code, "dismissed by open-mode before" in detail) == (409, True)


def test_a_submitted_day_that_a_finding_is_open_against_is_a_409(client):
    found = doubted(submitted, times=0.5)
    by = {"reason": "in a shop window", "actor": "bayo", "role": Role.AUDITOR, "now": NOW}
    open_finding(credit_id=found.pk, **by)
    code, detail = said(post(client, f"/inverters/{found.inverter_id}/conflicts/accept", **WHY))
    assert (code, "is open: decide on it first" in detail) == (409, True)


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/conflicts/999/accept", WHY, 404),
        ("/inverters/999/conflicts/accept", WHY, 404),
        ("/inverters/{}/conflicts/accept", {"batch": "1", **WHY}, 422),
        ("/inverters/{}/conflicts/accept", {"day": "1066-10-14", **WHY}, 422),
        ("/inverters/{}/conflicts/dismiss", {"day": "noon", **WHY}, 422),
        ("/inverters/{}/conflicts/dismiss", {}, 422),
        ("/inverters/{}/conflicts/accept", {"date": "2016-07-04", **WHY}, 422),
    ],
)
def test_what_cannot_be_is_refused(client, path, body, code):
    assert said(post(client, path.format(plant().pk), **body))[0] == code


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_is_decided(client, reason):
    doubted()
    one = undecided().first()
    assert said(post(client, f"/conflicts/{one.pk}/dismiss", reason=reason))[0] == 422
    assert undecided().filter(pk=one.pk).exists()


@pytest.mark.parametrize("query", ["state=lost", "inverter_id=x", "batch=0"])
def test_a_list_that_cannot_be_is_422(client, query):
    assert client.get(f"/conflicts?{query}").status_code == 422


def test_the_number_of_queries_does_not_grow_with_the_list(client):
    doubted()
    with CaptureQueriesContext(connection) as queries:
        assert len(client.get("/conflicts").json()) > 10
    assert len(queries) <= 3


def test_the_addresses_are_documented(client):
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/conflicts", "/conflicts/{conflict_id}/dismiss", "/inverters/{inverter_id}/conflicts/accept"} <= set(paths)
    assert "/credits/{inverter_id}/{day}/flag" in paths
