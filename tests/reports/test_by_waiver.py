"""What an auditor signed for is shown apart wherever it is shown."""

import pytest

from credits.models import CarbonCredit
from credits.services.lifecycle import change_status
from lumix import modes
from tests.credits.factories import ADA, HONEST, NOW, flagged
from tests.credits.waiving import by_waiver, proposed, stuck
from tests.reports.making import text_of

pytestmark = pytest.mark.django_db


def test_the_fleet_counts_verified_by_waiver_as_a_part_of_verified(client):
    found = by_waiver()
    body = client.get("/reports/fleet/summary").json()
    assert (body["verified_credits"], body["verified_tonnes_co2"]) == (1, found.tonnes)
    assert (body["verified_by_waiver_credits"], body["verified_by_waiver_tonnes_co2"]) == (1, found.tonnes)
    assert (body["submitted_by_waiver_credits"], body["submitted_by_waiver_tonnes_co2"]) == (0, 0)


def test_submitting_keeps_the_mark(client, monkeypatch, settings):
    settings.SUBMIT_NEEDS_MONTH = False
    found = by_waiver()
    with monkeypatch.context() as closed:
        closed.setattr(modes, "current", lambda: modes.CLOSED)
        change_status(inverter_id=found.inverter_id, day=HONEST, status="SUBMITTED", reason="", actor=ADA, now=NOW)
    body = client.get("/reports/fleet/summary").json()
    assert (body["verified_by_waiver_credits"], body["submitted_by_waiver_credits"]) == (0, 1)
    assert body["submitted_by_waiver_tonnes_co2"] == found.tonnes
    assert "Submitted by waiver" in text_of(client.get(f"/audit/{found.inverter_id}/{HONEST}"))


def test_an_inverters_audit_counts_it_apart_too(client):
    found = by_waiver()
    body = client.get(f"/reports/inverters/{found.inverter_id}/audit").json()
    assert (body["verified_by_waiver_credits"], body["verified_by_waiver_tonnes_co2"]) == (1, found.tonnes)
    assert [credit["verified_by_waiver"] for credit in body["credits"]] == [True]


@pytest.mark.parametrize("make", [lambda: None, flagged, lambda: proposed(stuck())])
def test_without_a_signature_nothing_is_by_waiver(client, make):
    make()
    body = client.get("/reports/fleet/summary").json()
    assert {value for name, value in body.items() if "by_waiver" in name} == {0}
    assert not CarbonCredit.objects.filter(verified_by_waiver=True).exists()


def test_the_audit_page_says_by_waiver_and_marks_the_check(client):
    found = by_waiver()
    page = text_of(client.get(f"/audit/{found.inverter_id}/{HONEST}"))
    assert page.count("Verified by waiver") == 2
    assert ">Waived<" in page.replace("</svg>Waived", "</svg>>Waived")


def test_the_fleets_page_says_how_much_of_it_is_by_waiver(client):
    found = by_waiver()
    assert f"1 day; {found.tonnes:.3f} t of them by waiver" in text_of(client.get("/"))
