"""Bundles by pages and by the API, and the chain of what a credit rests on."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.models import CarbonCredit
from credits.services.lifecycle import change_status
from credits.services.verify import verify
from lumix.ledger.checkpoints import LogChangedError
from lumix.modes import Role
from tests.credits import factories
from tests.credits.factories import HONEST
from tests.reports.evidence.bundling import examined, files
from tests.reports.making import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def honest():
    return factories.verified()


def content(answer):
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/zip"
    return files(b"".join(answer.streaming_content))


def test_each_door_gives_the_same_bundle(client, honest):
    day = f"{honest.inverter_id}/{honest.date}"
    doors = [f"/audit/{day}/evidence.zip", f"/evidence?credit={day}"]

    first, second = (content(client.get(door)) for door in doors)

    assert first == second
    assert examined(first).count("FAIL") == 0


def test_a_period_by_page_and_by_the_api(client):
    first, second = factories.calculate_days(2)
    asked = f"/audit/{first.inverter_id}/evidence.zip?first={second.date}"
    by_page = content(client.get(asked))
    by_api = content(client.get(f"/evidence?inverter_id={first.inverter_id}&from={first.date}&to={second.date}"))

    assert f"credits/{first.inverter_id}_{first.date}/credit.json" not in by_page
    assert f"credits/{first.inverter_id}_{second.date}/credit.json" in by_page
    assert f"credits/{first.inverter_id}_{first.date}/credit.json" in by_api
    assert examined(by_api).count("FAIL") == 0


def test_a_selection_is_what_the_list_shows_or_what_is_ticked(client):
    first, second = factories.calculate_days(2)
    listed = content(client.get(f"/fleet/credits/evidence.zip?since={second.date}"))
    ticked = content(client.post("/fleet/credits/evidence.zip", {"credit": [first.pk]}))

    assert [name for name in listed if name.endswith("credit.json")] == [
        f"credits/{first.inverter_id}_{second.date}/credit.json"
    ]
    assert [name for name in ticked if name.endswith("credit.json")] == [
        f"credits/{first.inverter_id}_{first.date}/credit.json"
    ]


# (address, status, words of the answer)
REFUSED = [
    ("/evidence", 422, "Name credits as credit="),
    ("/evidence?credit=1/2016-07-04&inverter_id=1", 422, "Name credits as credit="),
    ("/evidence?credit=yesterday", 422, "names no credit: write inverter and day"),
    ("/evidence?credit=77/2016-07-04", 404, "Inverter 77 has no credit of 2016-07-04: calculate it first."),
    ("/evidence?inverter_id=77", 404, "77"),
    ("/evidence?inverter_id=1&from=2016-07-05&to=2016-07-04", 422, "The period ends before it begins"),
    ("/audit/{0}/2015-01-01/evidence.zip", 404, "has no credit of 2015-01-01"),
    ("/audit/{0}/2015-01-01/chain", 404, ""),
    ("/audit/{0}/evidence.zip?first=2016-07-05&last=2016-07-01", 422, "exchange them"),
    ("/audit/{0}/evidence?first=soon", 422, "Write the first day as 2025-10-01."),
    ("/fleet/credits/evidence.zip?q=nobody", 404, "No credit is chosen"),
    ("/fleet/credits/evidence.zip?since=soon", 422, "Write the day as"),
]


@pytest.mark.parametrize(("address", "status", "words"), REFUSED)
def test_what_there_is_no_bundle_of_is_refused_with_the_cure(client, honest, address, status, words):
    answer = client.get(address.format(honest.inverter_id))

    assert answer.status_code == status
    assert words in text_of(answer).replace("&#x27;", "'")


def test_nothing_ticked_is_a_slip_of_the_hand(client, honest):
    answer = client.post("/fleet/credits/evidence.zip", {})

    assert answer.status_code == 422
    assert "Nothing was chosen" in text_of(answer)


def test_a_ledger_that_cannot_be_signed_gives_no_bundle_and_says_why(client, honest, monkeypatch):
    def changed(now):
        raise LogChangedError("The log has 3 entries, and had 9.")

    monkeypatch.setattr("reports.evidence.checkpoint.seal", changed)

    answer = client.get(f"/evidence?credit={honest.inverter_id}/{HONEST}")

    assert answer.status_code == 503
    assert answer.json()["detail"] == "The ledger cannot be signed now: The log has 3 entries, and had 9."


def test_a_bundle_says_which_upload_is_no_longer_kept(client, honest):
    honest.inverter.batches.update(body=None)  # as of a large upload, whose file somebody has removed

    table = examined(content(client.get(f"/evidence?credit={honest.inverter_id}/{HONEST}")))

    assert ("--", "uploads") in {line[:2] for line in table.lines}
    assert table.count("FAIL") == 0


def test_the_tab_offers_each_day_and_says_how_it_is_checked(client, honest):
    page = text_of(client.get(f"/audit/{honest.inverter_id}/evidence"))

    assert "Download 1 credit" in page
    assert f"/audit/{honest.inverter_id}/{HONEST}/evidence.zip" in page
    assert "python3 verify.py" in page


def test_more_days_than_a_bundle_holds_are_said_before_anybody_asks(client, monkeypatch):
    monkeypatch.setattr("reports.evidence.tab.MOST_CREDITS", 1)
    first, _ = factories.calculate_days(2)

    page = text_of(client.get(f"/audit/{first.inverter_id}/evidence"))

    assert "These are 2 credits, and one bundle holds 1: choose fewer days." in page
    assert "Download 2 credits" not in page


def chain(client, credit):
    return f"/audit/{credit.inverter_id}/{credit.date}/chain"


def test_the_chain_leads_from_the_tonne_to_the_satellite_each_with_its_entry(client, honest):
    links = client.get(chain(client, honest)).context["links"]

    assert [link.title for link in links] == [
        "Credit", "Verdict", "Readings", "Inverter and equipment", "Satellite", "Ledger",
    ]  # fmt: skip
    assert [[act.action for act in link.acts] for link in links] == [
        ["Credits calculated"], ["Judged"], ["Readings received"], ["Inverter registered", "Equipment stated"],
        ["Satellite's reply stored"], [],
    ]  # fmt: skip
    assert all(link.digests for link in links[2:5])


def test_the_chain_names_everybody_and_what_he_did(client):
    page = client.get(chain(client, factories.submitted()))

    [person] = page.context["people"]
    assert person.name == factories.ADA
    assert person.did.endswith("judged and status changed")


def test_the_chain_names_who_judged_again_what_he_judged_together_with_others(client):
    flagged = [factories.flagged(), factories.flagged(name="Another roof")]
    by = {"actor": "bayo", "role": Role.AUDITOR, "now": factories.NOW}
    for one in flagged:
        change_status(inverter_id=one.inverter_id, day=one.date, status="PENDING", reason="no", **by)
    verify(credit_ids=[one.pk for one in flagged], actor="chika", now=factories.NOW + timedelta(hours=1))

    people = client.get(chain(client, flagged[0])).context["people"]
    assert [person.name for person in people] == [factories.ADA, "bayo", "chika"]


def test_verify_now_works_the_same_links_out_again(client, honest):
    answer = client.post(f"{chain(client, honest)}/verify")

    assert answer.context["checked"]["failed"] == 0
    found = {one.name: one.badge.word for link in answer.context["links"] for one in link.found}
    assert found["tonnes"] == found["judged"] == found["entries"] == found["equipment"] == "Agrees"


def test_verify_now_names_what_somebody_changed_behind_lumix(client, honest):
    CarbonCredit.objects.filter(pk=honest.pk).update(grams=999_999)

    answer = client.post(f"{chain(client, honest)}/verify")

    assert {one.name for one in answer.context["checked"]["failures"]} == {"tonnes", "calculated"}
    assert "Something does not agree" in text_of(answer)


def test_who_merely_looks_at_verify_is_led_to_the_chain(client, honest):
    assert client.get(f"{chain(client, honest)}/verify")["Location"] == chain(client, honest)


def test_a_day_that_nobody_judged_has_a_chain_too(client):
    page = text_of(client.get(chain(client, factories.pending())))

    assert "The day was not judged yet." in page


def test_a_bundle_asks_the_database_no_more_often_for_more_days(client):
    few, many = factories.calculate_days(2), factories.calculate_days(9, name="Other", gps_lat=39.75)
    for address in ("/audit/{0}/evidence.zip", "/audit/{0}/{1}/chain"):
        counts = [asked(client, address.format(one.inverter_id, one.date)) for one in (few[0], few[0], many[0])]
        assert counts[1] == counts[2]  # the very first one signs the ledger


def asked(client, address):
    """How many questions an answer takes."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        b"".join(answer.streaming_content if answer.streaming else [answer.content])
    return len(captured)
