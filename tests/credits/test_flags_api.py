import json

import pytest

from tests.credits.asking import address, said
from tests.credits.factories import flagged, verified

pytestmark = pytest.mark.django_db


def post(client, found, **body: object):
    return client.post(address(found, "/flag"), json.dumps(body), content_type="application/json")


def test_a_flag_is_upheld_once_and_the_decision_is_listed(client):
    found = flagged()
    made = post(client, found, reason="the meter counts a second roof")
    assert made.status_code == 201
    [listed] = client.get(address(found, "/flag")).json()
    assert listed == made.json()
    assert (listed["outcome"], listed["actor"], listed["role"]) == ("upheld", "open-mode", "staff")
    code, detail = said(post(client, found, reason="again"))
    assert (code, "upheld before" in detail) == (409, True)


@pytest.mark.parametrize(("make", "reason", "code"), [(flagged, " ", 422), (verified, "why not", 409)])
def test_what_cannot_be_upheld_is_refused(client, make, reason, code):
    assert said(post(client, make(), reason=reason))[0] == code


@pytest.mark.parametrize("more", [{"decision": "cleared"}, {"outcome": "dismissed", "note": "seen"}])
def test_a_field_that_the_address_does_not_know_upholds_nothing(client, more):
    found = flagged()
    code, detail = said(post(client, found, reason="a second roof", **more))
    assert (code, detail.split(";")[0]) == (422, f"{sorted(more)[0]}: Unknown field")
    assert client.get(address(found, "/flag")).json() == []


def test_a_lifted_flag_is_listed_too(client):
    found = flagged()
    body = json.dumps({"status": "PENDING", "reason": "a new meter"})
    assert client.patch(address(found, "/status"), body, content_type="application/json").status_code == 200
    assert [row["outcome"] for row in client.get(address(found, "/flag")).json()] == ["lifted"]
