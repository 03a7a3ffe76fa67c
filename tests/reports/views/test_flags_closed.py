"""In closed mode whoever sells cannot clear his own flag, by no door; an auditor decides, and sells nothing."""

import json

import pytest

from inverters.conflict_selectors import undecided
from lumix.modes import Role
from tests.credits.factories import HONEST, flagged, golden_rows, send, verified
from tests.credits.waiving import stuck
from tests.lumix.closing import browser, close
from tests.reports.making import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def closed(settings):
    close(settings)


def status_of(found) -> str:
    found.refresh_from_db()
    return found.status


def lift(client, found):
    body = json.dumps({"status": "PENDING", "reason": "trust me"})
    return client.patch(f"/credits/{found.inverter_id}/{HONEST}/status", body, content_type="application/json")


def decide(client, found, act: str, **fields: object):
    form = {"act": act, "inverter": found.inverter_id, "cause_of": found.cause, "count": 1, "reason": "why", **fields}
    return client.post("/fleet/flags/decide", form, follow=True)


@pytest.mark.parametrize(("role", "code", "after"), [(Role.STAFF, 403, "FLAGGED"), (Role.AUDITOR, 200, "PENDING")])
def test_the_published_door_lifts_a_flag_for_an_auditor_alone(role, code, after):
    found = flagged()
    assert (lift(browser(role), found).status_code, status_of(found)) == (code, after)


def test_an_auditor_submits_nothing():
    found = verified()
    body = json.dumps({"status": "SUBMITTED"})
    address = f"/credits/{found.inverter_id}/{HONEST}/status"
    answer = browser(Role.AUDITOR).patch(address, body, content_type="application/json")
    assert (answer.status_code, status_of(found)) == (403, "VERIFIED")


@pytest.mark.parametrize(("role", "code", "after"), [(Role.STAFF, 403, "FLAGGED"), (Role.AUDITOR, 200, "VERIFIED")])
def test_a_correction_of_a_flagged_day_is_accepted_by_an_auditor_alone(role, code, after):
    found = flagged()
    batch = send(found.inverter, golden_rows()).pk
    form = {"act": "accept", "batch": batch, "scope": "all", "reason": "another unit"}
    answer = browser(role).post("/fleet/conflicts/decide", form, follow=True)
    assert (answer.status_code, status_of(found)) == (code, after)
    assert undecided().exists() == (role == Role.STAFF)


def test_staff_propose_and_an_auditor_countersigns_in_the_browser():
    found = stuck()
    form = {"check": "stuck", "reason": "the display froze"}
    browser(Role.STAFF).post(f"/audit/{found.inverter_id}/{HONEST}/mend/waiver", form)
    waiver = found.waivers.get()
    refused = browser(Role.STAFF).post(f"/fleet/waivers/{waiver.pk}/countersign", {"back": "show=awaiting"})
    assert (refused.status_code, status_of(found)) == (403, "PENDING")
    waiting = text_of(browser(Role.AUDITOR).get("/fleet/flags?show=awaiting"))
    assert "Countersign" in waiting and "the display froze" in waiting
    browser(Role.AUDITOR).post(f"/fleet/waivers/{waiver.pk}/countersign", {"back": "show=awaiting"})
    assert (status_of(found), found.verified_by_waiver) == ("VERIFIED", True)


@pytest.mark.parametrize(
    ("role", "offered"), [(Role.STAFF, (True, True)), (Role.AUDITOR, (True, True)), (Role.ADMIN, (False, False))]
)
def test_each_role_is_offered_what_it_may_do(role, offered):
    flagged()
    page = text_of(browser(role).get("/fleet/flags"))
    assert ("Uphold the flag" in page, "Propose a waiver" in page) == offered


def test_an_admin_decides_on_no_flag():
    found = flagged()
    assert decide(browser(Role.ADMIN), found, "uphold").status_code == 403
    assert not found.flag_decisions.exists()


def test_a_decision_bears_the_name_and_role_of_who_made_it():
    found = flagged()
    decide(browser(Role.AUDITOR), found, "uphold")
    kept = found.flag_decisions.get()
    assert (kept.actor, kept.role) == ("bayo", "auditor")
    assert "bayo (auditor)" in text_of(browser(Role.STAFF).get("/fleet/flags?show=decided"))
