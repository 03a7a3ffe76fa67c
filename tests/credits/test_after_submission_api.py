import json

import pytest

from credits.models import Status
from inverters.conflict_selectors import undecided
from tests.credits.adjusting import LATER, corrected, sent_again, sold
from tests.credits.asking import address, said
from tests.credits.factories import HALF_PAST, flagged, golden_rows, send, slow_grams, verified

pytestmark = pytest.mark.django_db
FOUND = "the inverter stood in a shop window"


def post(client, where: str, **body: object):
    return client.post(where, json.dumps(body), content_type="application/json")


def test_a_credit_is_told_with_what_was_taken_from_it_and_what_it_comes_to(client):
    found = sold()
    corrected(found, times=0.5)
    told = client.get(address(found, "/adjustments")).json()
    assert (told["tonnes"], told["net_tonnes"]) == (found.tonnes, slow_grams(golden_rows(times=0.5)) / 1_000_000)
    assert told["adjusted_tonnes"] == pytest.approx(told["net_tonnes"] - told["tonnes"])
    [debit], [correction] = told["adjustments"], told["corrections"]
    assert (debit["kind"], debit["digest_after"]) == ("correction", correction["digest_after"])
    assert client.get("/adjustments").json() == told["adjustments"]
    assert client.get(address(found)).json()["tonnes"] == found.tonnes


def test_what_waits_says_why_and_is_judged_again_where_somebody_asks(client):
    found = sold()
    corrected(found, times=3.0)
    told = client.get(address(found, "/adjustments")).json()
    assert told["waiting_kwh"] > found.kwh
    assert told["waiting_for"].startswith("The corrected day is FLAGGED: ")
    assert post(client, address(found, "/adjustments")).json() == told


def test_a_credit_to_which_nothing_happened_says_so(client):
    told = client.get(address(verified(), "/adjustments")).json()
    assert (told["adjusted_kwh"], told["waiting_for"], told["adjustments"]) == (0, "", [])
    assert told["net_tonnes"] == told["tonnes"]


def test_accepting_second_values_says_by_how_much_a_submitted_credit_is_adjusted(client):
    found = sold()
    sent_again(found, times=0.5)
    told = post(client, f"/inverters/{found.inverter_id}/conflicts/accept", reason="the logger's file").json()
    assert told["adjusted_tonnes"] == (slow_grams(golden_rows(times=0.5)) - found.grams) / 1_000_000
    assert told["judged"] == {}


def test_a_late_reading_is_listed_as_a_second_value_beside_nothing(client):
    found = sold()
    send(found.inverter, [HALF_PAST], now=LATER)
    [told] = client.get("/conflicts?state=open").json()
    assert (told["kind"], told["kwh"], told["standing_kwh"]) == ("late", 0.25, 0.0)
    assert post(client, f"/conflicts/{told['id']}/dismiss", reason="typed by hand").status_code == 200
    assert not undecided().exists()


def test_a_finding_is_opened_and_upheld_with_its_debit(client):
    found = sold()
    opened = post(client, address(found, "/findings"), reason=FOUND, kwh=1.0)
    assert (opened.status_code, opened.json()["state"], opened.json()["kwh"]) == (201, "open", 1.0)
    where = address(found, f"/findings/{opened.json()['id']}/uphold")
    told = post(client, where, reason="photographs").json()
    assert (told["state"], told["debited_kwh"], told["debited_tonnes"]) == ("upheld", -1.0, -0.0012)
    assert told["credit_status"] == Status.SUBMITTED
    assert client.get(address(found, "/findings")).json() == [told]
    assert client.get("/findings?state=upheld").json() == [told]
    assert client.get("/findings?state=open").json() == []


def test_a_finding_on_a_verified_day_flags_it_and_dismissed_gives_it_back(client):
    found = verified()
    opened = post(client, address(found, "/findings"), reason=FOUND).json()
    assert (opened["credit_status"], opened["kwh"]) == (Status.FLAGGED, 0)
    told = post(client, address(found, f"/findings/{opened['id']}/dismiss"), reason="another inverter").json()
    assert (told["state"], told["credit_status"]) == ("dismissed", Status.VERIFIED)


@pytest.mark.parametrize(
    ("make", "body", "code"),
    [
        (flagged, {"reason": FOUND}, 409),
        (sold, {"reason": " "}, 422),
        (sold, {"reason": FOUND, "kwh": 0}, 409),
        (sold, {"reason": FOUND, "kwh": -1}, 422),
        (sold, {"reason": FOUND, "kwh": 900}, 409),
        (sold, {"reason": FOUND, "tonnes": 1}, 422),
    ],
)
def test_what_cannot_be_opened_is_refused_with_a_sentence(client, make, body, code):
    found = make()
    given, detail = said(post(client, address(found, "/findings"), **body))
    assert (given, bool(detail)) == (code, True)
    assert client.get(address(found, "/findings")).json() == []


def test_a_finding_of_another_day_is_not_decided_on_here(client):
    first, second = sold(), verified()
    made = post(client, address(first, "/findings"), reason=FOUND).json()
    assert post(client, address(second, f"/findings/{made['id']}/uphold"), reason="yes").status_code == 404
