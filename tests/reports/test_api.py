from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.models import CarbonCredit, Status
from lumix.api import LIST_LIMIT
from tests.credits.factories import (
    HALF_PAST,
    HONEST,
    NOW,
    calculate_days,
    flagged,
    golden_rows,
    plant,
    send,
    submitted,
    verified,
)  # fmt: skip

pytestmark = pytest.mark.django_db
BY_WAIVER = {
    "verified_by_waiver_credits",
    "verified_by_waiver_tonnes_co2",
    "submitted_by_waiver_credits",
    "submitted_by_waiver_tonnes_co2",
}
NET = {
    "submitted_debited_tonnes_co2",
    "submitted_added_tonnes_co2",
    "submitted_net_tonnes_co2",
}
SUMMARY = {
    "total_inverters",
    "total_kwh",
    "total_credits",
    *(f"{status.lower()}_credits" for status in Status),
    "total_tonnes_co2",
    *(f"{status.lower()}_tonnes_co2" for status in Status),
    *BY_WAIVER,
    *NET,
}
AUDIT = {
    "inverter",
    "readings_count",
    "total_kwh",
    "credits_count",
    "total_tonnes_co2",
    "verified_tonnes_co2",
    *BY_WAIVER,
    *NET,
    "credits",
    "recent_readings",
}


def exact(numbers) -> float:
    """The sum of decimal numbers, rounded once at its end."""
    return float(sum(Fraction(str(number)) for number in numbers))


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def refusal(response) -> tuple[int, str]:
    assert set(response.json()) == {"detail", "errors"}
    return response.status_code, response.json()["detail"]


# Fleet summary


def test_an_empty_fleet_is_all_zeros(client):
    body = client.get("/reports/fleet/summary").json()
    assert body == dict.fromkeys(SUMMARY, 0)


def test_the_fleet_is_added_up_by_status(client):
    made = {"verified": verified(), "flagged": flagged(), "submitted": submitted()}
    [made["pending"]] = calculate_days(1)
    plant()
    body = client.get("/reports/fleet/summary/").json()
    assert set(body) == SUMMARY
    assert (body["total_inverters"], body["total_credits"]) == (5, 4)
    for status, credit in made.items():
        assert (body[f"{status}_credits"], body[f"{status}_tonnes_co2"]) == (1, credit.tonnes)
    assert body["total_tonnes_co2"] == exact(credit.tonnes for credit in made.values())
    assert body["total_kwh"] == exact(credit.kwh for credit in made.values())


@pytest.mark.parametrize("grams", [[1] * 10, [100_000, 200_000], [9_007_199_254_740_993, 1, 1], [33, 67, 10**15 + 1]])
def test_sums_of_tonnes_are_exact(client, grams):
    for credit, mass in zip(calculate_days(len(grams)), grams, strict=True):
        CarbonCredit.objects.filter(pk=credit.pk).update(grams=mass, status=Status.VERIFIED)
    body = client.get("/reports/fleet/summary").json()
    assert body["total_tonnes_co2"] == body["verified_tonnes_co2"] == sum(grams) / 1_000_000


def test_every_figure_of_the_summary_is_a_json_number(client):
    verified()
    body = client.get("/reports/fleet/summary").json()
    assert {type(value) for value in body.values()} <= {int, float}


def test_the_summary_costs_as_many_queries_for_a_larger_fleet(client):
    calculate_days(1)
    before = queries_of(client, "/reports/fleet/summary")
    calculate_days(9)
    verified()
    assert queries_of(client, "/reports/fleet/summary") == before


# One inverter's audit


def test_the_audit_of_an_inverter_holds_its_own_figures_only(client):
    made = calculate_days(3)
    flagged()
    body = client.get(f"/reports/inverters/{made[0].inverter_id}/audit").json()
    assert set(body) == AUDIT
    assert (body["inverter"]["id"], body["inverter"]["capacity_kw"]) == (made[0].inverter_id, 6.0)
    assert (body["readings_count"], body["credits_count"]) == (72, 3)
    assert body["total_kwh"] == exact(credit.kwh for credit in made)
    assert body["total_tonnes_co2"] == exact(credit.tonnes for credit in made)
    assert body["verified_tonnes_co2"] == 0
    assert [row["date"] for row in body["credits"]] == ["2016-07-04", "2016-07-05", "2016-07-06"]


def test_the_audit_shows_credits_and_readings_as_their_own_addresses_do(client):
    found = verified()
    body = client.get(f"/reports/inverters/{found.inverter_id}/audit").json()
    assert body["credits"] == client.get(f"/credits/{found.inverter_id}").json()
    assert body["inverter"] == client.get(f"/inverters/{found.inverter_id}").json()
    assert body["recent_readings"][::-1] == client.get(f"/inverters/{found.inverter_id}/readings").json()
    assert body["verified_tonnes_co2"] == found.tonnes


def test_the_latest_hundred_readings_come_latest_first(client):
    made = calculate_days(5)
    recent = client.get(f"/reports/inverters/{made[0].inverter_id}/audit").json()["recent_readings"]
    stamps = [row["timestamp"] for row in recent]
    assert (len(stamps), stamps) == (100, sorted(stamps, reverse=True))
    assert recent[0]["timestamp"] == "2016-07-08T23:00:00-07:00"


def test_late_readings_are_counted_and_shown_but_add_no_energy(client):
    found = submitted()
    send(found.inverter, [HALF_PAST])
    body = client.get(f"/reports/inverters/{found.inverter_id}/audit").json()
    assert (body["readings_count"], body["total_kwh"]) == (25, found.kwh)
    assert [row["kwh"] for row in body["recent_readings"] if row["state"] == "late"] == [0.25]


def test_an_inverter_without_anything_has_an_empty_audit(client):
    body = client.get(f"/reports/inverters/{plant().pk}/audit").json()
    del body["inverter"]
    assert body == dict.fromkeys(AUDIT - {"inverter", "credits", "recent_readings"}, 0) | {
        "credits": [],
        "recent_readings": [],
    }


def test_the_audit_costs_as_many_queries_for_more_days(client):
    few, many = calculate_days(1), calculate_days(9)
    counts = {queries_of(client, f"/reports/inverters/{made[0].inverter_id}/audit") for made in (few, many)}
    assert len(counts) == 1


@pytest.mark.parametrize("inverter", [987654321, 10**30, 0])
def test_the_audit_of_an_unknown_inverter_is_404(client, inverter):
    code, detail = refusal(client.get(f"/reports/inverters/{inverter}/audit"))
    assert (code, f"There is no inverter {inverter}" in detail) == (404, True)


# Credits across the fleet


def test_credits_are_listed_by_status(client):
    made = {"VERIFIED": verified(), "FLAGGED": flagged(), "SUBMITTED": submitted()}
    [made["PENDING"]] = calculate_days(1)
    for status, credit in made.items():
        [row] = client.get(f"/reports/credits?status={status}").json()
        assert (row["id"], row["status"], row["tonnes"]) == (credit.pk, status, credit.tonnes)
    assert len(client.get("/reports/credits").json()) == 4


def test_an_empty_status_asks_for_all(client):
    calculate_days(1)
    verified()
    assert len(client.get("/reports/credits?status=").json()) == 2


def test_credits_come_by_day_and_inverter(client):
    calculate_days(2)
    calculate_days(2)
    rows = client.get("/reports/credits").json()
    keys = [(row["date"], row["inverter_id"]) for row in rows]
    assert (len(keys), keys) == (4, sorted(keys))


def test_credits_come_in_pages_that_name_the_next(client):
    calculate_days(5)
    seen, address = [], "/reports/credits?status=PENDING&limit=2"
    while address:
        response = client.get(address)
        assert response["X-Total-Count"] == "5"
        seen += response.json()
        links = dict(reversed(link.split("; ")) for link in response.get("Link", "").split(", ") if link)
        address = links.get('rel="next"', "").strip("<>").removeprefix("http://testserver")
    assert [row["date"] for row in seen] == [str(HONEST + timedelta(days=number)) for number in range(5)]


@pytest.mark.parametrize("asked", ["", "status=PENDING", "status=FLAGGED", "cause=not_judged", "cause=none"])
def test_how_long_the_list_of_credits_is_comes_from_the_kept_totals(client, asked):
    calculate_days(3)
    flagged()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"/reports/credits?{asked}")
    assert response["X-Total-Count"] == str(len(response.json()))
    assert not [query["sql"] for query in queries if "COUNT(" in query["sql"]]


@pytest.mark.parametrize("limit", [0, -1, "many", LIST_LIMIT * 10, 10**30])
def test_a_strange_limit_answers_a_list_all_the_same(client, limit):
    calculate_days(2)
    response = client.get(f"/reports/credits?limit={limit}")
    assert (response.status_code, len(response.json())) == (200, 2)


@pytest.mark.parametrize("offset", [5, 10**30, -3, "x"])
def test_a_strange_offset_answers_a_list_all_the_same(client, offset):
    calculate_days(2)
    response = client.get(f"/reports/credits?offset={offset}")
    assert (response.status_code, len(response.json())) == (200, 0 if str(offset)[0] in "51" else 2)


@pytest.mark.parametrize("status", ["MINTED", "verified", "%00"])
def test_credits_by_an_unknown_status_are_refused(client, status):
    code, detail = refusal(client.get(f"/reports/credits?status={status}"))
    assert (code, detail.startswith("status: ")) == (422, True)


def test_listing_credits_costs_as_many_queries_for_many_as_for_one(client):
    calculate_days(1)
    before = queries_of(client, "/reports/credits")
    calculate_days(9)
    send(plant(), golden_rows(), NOW)
    assert queries_of(client, "/reports/credits") == before == 2
