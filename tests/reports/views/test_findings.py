import re

import pytest

from credits.errors import EvidenceMovedError
from credits.models import CarbonCredit, Finding, Status
from lumix import modes
from lumix.modes import Role
from reports.views import findings
from tests.credits.adjusting import corrected, sent_again, sold
from tests.credits.factories import HALF_PAST, HONEST, flagged, send, verified

pytestmark = pytest.mark.django_db
FOUND = "the inverter stood in a shop window"


def day(found: CarbonCredit, act: str = "") -> str:
    return f"/audit/{found.inverter_id}/{HONEST}{act}"


def opened(client, found: CarbonCredit, **more: object) -> Finding:
    client.post(day(found, "/finding"), {"reason": FOUND, **more})
    return Finding.objects.get()


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_finding_is_opened_on_the_day_and_shown_with_the_credit(client):
    found = sold()
    answer = client.post(day(found, "/finding"), {"reason": FOUND}, follow=True)
    said = text(answer)
    assert "is open: an auditor decides on it" in said
    assert (FOUND in said, "Finding open" in said, "Decide on the finding" in said) == (True, True, True)
    assert "finding open" in text(client.get("/fleet/credits"))
    assert "Open a finding" not in said


@pytest.mark.parametrize(("make", "offered"), [(sold, True), (verified, True), (flagged, False)])
def test_it_is_offered_where_a_day_counts_for_something(client, make, offered):
    assert ("Open the finding" in text(client.get(day(make())))) is offered


@pytest.mark.parametrize(
    ("sent", "code", "words"),
    [
        ({"reason": " "}, 422, "Give a reason"),
        ({"reason": FOUND, "kwh": "a lot"}, 422, "Write the energy as a number"),
        ({"reason": FOUND, "kwh": "900"}, 409, "still comes to"),
    ],
)
def test_what_cannot_be_opened_comes_back_with_what_was_typed(client, sent, code, words):
    found = sold()
    answer = client.post(day(found, "/finding"), sent)
    assert (answer.status_code, words in text(answer), Finding.objects.exists()) == (code, True, False)
    if "kwh" in sent:
        assert sent["kwh"] in answer.content.decode()
        assert FOUND in answer.content.decode()


def test_findings_wait_under_their_tab_and_upheld_the_net_is_told_everywhere(client):
    found = sold()
    finding = opened(client, found)
    assert FOUND in text(client.get("/fleet/flags?show=findings"))
    assert "1 finding to decide" in text(client.get("/"))
    answer = client.post(f"/fleet/findings/{finding.pk}/uphold", {"reason": "photographs", "kwh": "1"}, follow=True)
    assert "is upheld: 1.000 kWh are debited." in text(answer)
    for page in (day(found), "/", "/fleet/credits", f"/audit/{found.inverter_id}/credits"):
        assert "0.001200 t debited" in text(client.get(page)), page
    assert "Finding upheld" in text(client.get("/fleet/flags?show=decided"))
    rows = b"".join(client.get("/fleet/credits.csv").streaming_content).decode().splitlines()
    assert "-0.001200" in rows[1]


def test_a_dismissed_finding_gives_the_verified_day_back(client):
    found = verified()
    finding = opened(client, found)
    assert "No flag waits" in text(client.get("/fleet/flags"))
    answer = client.post(f"/fleet/findings/{finding.pk}/dismiss", {"reason": "another roof"}, follow=True)
    found.refresh_from_db()
    assert ("is dismissed" in text(answer), found.status) == (True, Status.VERIFIED)
    assert "No finding waits" in text(client.get("/fleet/flags?show=findings"))


@pytest.mark.parametrize("act", ["uphold", "dismiss"])
def test_a_decision_needs_a_reason_and_a_finding(client, act):
    finding = opened(client, sold())
    answer = client.post(f"/fleet/findings/{finding.pk}/{act}", {"reason": "", "back": "show=findings"})
    assert (answer.status_code, "Give a reason" in text(answer)) == (422, True)
    assert client.post(f"/fleet/findings/999/{act}", {"reason": "yes"}).status_code == 404
    assert client.get(f"/fleet/findings/{finding.pk}/{act}").url == "/fleet/flags?show=findings"


def test_in_closed_mode_staff_see_a_finding_and_are_not_offered_its_decision(client, monkeypatch):
    opened(client, sold())
    monkeypatch.setattr("reports.flags.context.may_clear_flags", lambda role: role == Role.AUDITOR)
    said = text(client.get("/fleet/flags?show=findings"))
    assert ("An auditor decides on these" in said, "What confirms it" in said) == (True, False)
    monkeypatch.setattr(modes, "role", lambda request: Role.AUDITOR)
    assert "What confirms it" in text(client.get("/fleet/flags?show=findings"))


def test_a_correction_and_what_was_debited_for_it_stand_on_the_day(client):
    found = sold()
    corrected(found, times=0.5)
    said = text(client.get(day(found)))
    assert ("Readings corrected" in said, "Debit" in said, "the logger&#x27;s own file says so" in said) == (True,) * 3


def test_what_waits_says_why_and_may_be_judged_again(client):
    found = sold()
    corrected(found, times=3.0)
    assert "do not count yet. The corrected day is FLAGGED" in text(client.get(day(found)))
    answer = client.post(day(found, "/corrected"), follow=True)
    assert "nothing more counts yet" in text(answer)


def test_readings_that_keep_arriving_while_it_is_judged_are_said_and_no_fault(client, monkeypatch):
    found = sold()

    def moving(**asked: object) -> None:
        raise EvidenceMovedError("Readings kept arriving.")

    monkeypatch.setattr(findings, "judge_corrected", moving)
    assert "Readings kept arriving." in text(client.post(day(found, "/corrected"), follow=True))


def test_late_readings_wait_among_second_values_beside_nothing_that_counts(client):
    found = sold()
    send(found.inverter, [HALF_PAST])
    said = text(client.get("/fleet/flags?show=conflicts"))
    assert ("the day was submitted before these came" in said, "+0.250" in said) == (True, True)


def test_second_values_of_a_submitted_day_are_accepted_and_the_day_says_what_came_of_it(client):
    found = sold()
    sent_again(found, times=0.5)
    batch = found.inverter.batches.first().pk
    sent = {"batch": batch, "scope": "all", "act": "accept", "reason": "the logger's file"}
    assert "accepted" in text(client.post("/fleet/conflicts/decide", sent, follow=True))
    assert "debited" in text(client.get(day(found)))
