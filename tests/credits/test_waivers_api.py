import json

import pytest
from django.test import Client

from credits.models import CarbonCredit, Waiver
from credits.services.waivers import propose
from lumix import modes
from lumix.modes import Role
from tests.credits.asking import HUGE, address, said
from tests.credits.factories import ADA, NOW, verified
from tests.credits.waiving import WHY, by_waiver, proposed, stuck
from tests.lumix.closing import browser, close

pytestmark = pytest.mark.django_db


def ask(client: Client, found: CarbonCredit, more: str = "", **body: object):
    return client.post(address(found, f"/waivers{more}"), json.dumps(body), "application/json")


@pytest.fixture
def auditor(settings) -> Client:
    """Bayo, logged in as an auditor of closed mode."""
    close(settings)
    return browser(Role.AUDITOR)


def test_a_proposal_answers_the_waiver_and_the_credit_awaits_an_auditor(client):
    found = stuck()
    response = ask(client, found, check="stuck", reason=WHY)
    body = response.json()
    assert response.status_code == 201
    assert (body["check"], body["state"], body["proposed_by"], body["reason"]) == (
        "stuck",
        "proposed",
        "open-mode",
        WHY,
    )
    assert (body["inverter_id"], body["date"], body["credit_status"]) == (found.inverter_id, "2016-07-04", "PENDING")
    assert "Awaits an auditor" in client.get(address(found)).json()["flagged_reason"]
    assert client.get(address(found, "/waivers/")).json() == [body]


def test_an_auditor_countersigns_in_closed_mode(auditor):
    found = stuck()
    waiver = proposed(found)
    response = ask(auditor, found, f"/{waiver.pk}/countersign", reason="seen")
    assert (response.status_code, response.json()["state"]) == (200, "countersigned")
    assert (response.json()["countersigned_by"], response.json()["credit_status"]) == ("bayo", "VERIFIED")
    shown = auditor.get(address(found)).json()
    assert (shown["status"], shown["verified_by_waiver"], shown["cause"]) == ("VERIFIED", True, "")
    checks = auditor.get(address(found, "/verdict")).json()["checks"]
    assert [check["name"] for check in checks if check["waived"]] == ["stuck"]


def test_an_auditor_refuses_in_closed_mode(auditor):
    found = stuck()
    response = ask(auditor, found, f"/{proposed(found).pk}/refuse", reason="no sheet")
    assert (response.json()["state"], response.json()["ended_by"]) == ("refused", "bayo")
    assert auditor.get(address(found)).json()["cause"] == "stuck"


def test_an_auditor_cannot_countersign_what_he_proposed(auditor):
    found = stuck()
    waiver = propose(credit_id=found.pk, check_name="stuck", reason=WHY, actor="bayo", now=NOW)
    assert said(ask(auditor, found, f"/{waiver.pk}/countersign"))[0] == 403


@pytest.mark.parametrize("decision", ["countersign", "refuse"])
def test_in_open_mode_nobody_can_decide_and_is_told_why(client, decision):
    found = stuck()
    code, detail = said(ask(client, found, f"/{proposed(found).pk}/{decision}", reason="me"))
    assert (code, "In open mode nobody logs in, so no auditor can be known" in detail) == (403, True)
    assert Waiver.objects.get().state == "proposed"


def test_a_proposal_is_withdrawn_in_open_mode(client):
    found = stuck()
    response = ask(client, found, f"/{proposed(found).pk}/withdraw", reason="found the hours")
    assert (response.status_code, response.json()["state"]) == (200, "withdrawn")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"check": "daylight", "reason": WHY}, "cannot be waived"),
        ({"check": "correlation", "reason": WHY}, "nothing to waive"),
        ({"check": "luck", "reason": WHY}, "has no check luck"),
        ({"check": "stuck", "reason": "  "}, "only with a reason"),
        ({"check": "stuck"}, "reason"),
        ({"reason": WHY}, "check"),
        ({"check": "stuck", "reason": WHY, "decision": "refuse"}, "decision: Unknown field"),
        ({"check": "stuck", "reason": "x" * 2_001}, "reason"),
    ],
)
def test_what_cannot_be_waived_is_422_with_a_sentence(client, body, sentence):
    code, detail = said(ask(client, stuck(), **body))
    assert (code, sentence in detail) == (422, True)
    assert not Waiver.objects.exists()


def test_a_second_proposal_is_409(client):
    found = stuck()
    proposed(found)
    assert said(ask(client, found, check="stuck", reason=WHY))[0] == 409


def test_a_waived_credit_is_not_submitted_in_open_mode(client):
    found = by_waiver()
    body = json.dumps({"status": "SUBMITTED"})
    code, detail = said(client.patch(address(found, "/status"), body, "application/json"))
    assert (code, "cannot be submitted in open mode" in detail) == (409, True)


@pytest.mark.parametrize("waiver_id", [1, HUGE])
def test_a_waiver_of_another_credit_is_404(client, waiver_id):
    assert said(ask(client, verified(), f"/{waiver_id}/withdraw", reason="no"))[0] == 404


def test_the_waivers_of_a_day_without_a_credit_are_404(client):
    assert said(client.get("/credits/1/2016-07-04/waivers"))[0] == 404


def test_nobody_waives_by_a_get(client):
    found = stuck()
    assert client.get(address(found, f"/waivers/{proposed(found).pk}/countersign")).status_code == 405


def test_the_ledger_names_who_asked(client):
    found = stuck()
    ask(client, found, check="stuck", reason=WHY)
    assert Waiver.objects.get().proposed_by == modes.OPEN_MODE_ACTOR != ADA
