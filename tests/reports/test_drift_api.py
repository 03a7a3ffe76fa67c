"""Drift as JSON: a list in pages, and a sum by status."""

import pytest

from credits.models import CarbonCredit, Status
from reports import api
from tests.credits.factories import GOLDEN_CELL, NOW, records, sky, verified
from tests.credits.heavens import later, revised_hours

pytestmark = pytest.mark.django_db


def drift(count: int = 1) -> list:
    made = [verified(name=f"plant {number}") for number in range(count)]
    sky(GOLDEN_CELL, revised_hours(0.4), now=later(1, NOW))
    return made


def test_a_drifted_credit_is_told_with_both_skies_and_both_outcomes(client):
    [found] = drift()
    [row] = client.get("/reports/drift").json()
    assert (row["credit_id"], row["inverter_id"], row["date"]) == (found.pk, found.inverter_id, "2016-07-04")
    assert (row["status"], row["old_outcome"], row["new_outcome"]) == ("VERIFIED", "VERIFIED", "FLAGGED")
    assert row["new_kwh_m2"] == pytest.approx(0.4 * row["old_kwh_m2"])
    assert (row["tonnes"], row["old_correlation"], row["reproduced"]) == (found.tonnes, found.correlation, True)


def test_the_sum_by_status_is_told_apart(client):
    first, second = drift(2)
    CarbonCredit.objects.filter(pk=second.pk).update(status=Status.SUBMITTED)
    assert client.get("/reports/drift/summary").json() == [
        {"status": "SUBMITTED", "credits": 1, "tonnes": second.tonnes},
        {"status": "VERIFIED", "credits": 1, "tonnes": first.tonnes},
    ]


def test_without_drift_both_are_empty(client):
    verified()
    assert [client.get(f"/reports/drift{more}").json() for more in ("", "/summary")] == [[], []]


def test_reading_the_report_writes_nothing(client):
    drift()
    before = records()
    client.get("/reports/drift")
    assert records() == before


def test_the_list_comes_in_pages_with_its_length(client, monkeypatch):
    made = drift(3)
    monkeypatch.setattr(api.DriftPagination, "default_limit", 2)
    first = client.get("/reports/drift")
    assert (first["X-Total-Count"], len(first.json())) == ("3", 2)
    assert 'rel="next"' in first["Link"]
    assert [row["credit_id"] for row in client.get("/reports/drift?offset=2").json()] == [made[2].pk]
