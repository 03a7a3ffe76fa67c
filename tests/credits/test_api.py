from datetime import date

import pytest
from django.test import Client

from lumix.ledger.models import LedgerEntry
from tests.credits.asking import HUGE, address, said
from tests.credits.factories import (
    HONEST,
    calculate_days,
    golden_rows,
    pending,
    plant,
    send,
    submitted,
    verified,
)  # fmt: skip

pytestmark = pytest.mark.django_db
PUBLISHED = {"id", "date", "inverter_id", "tonnes", "status", "correlation", "flagged_reason"}


def calculate(client: Client, **query: object):
    return client.post("/credits/calculate", QUERY_STRING="&".join(f"{key}={value}" for key, value in query.items()))


def test_calculate_answers_the_credit_in_its_published_fields(client):
    inverter = plant()
    send(inverter, golden_rows())
    response = calculate(client, inverter_id=inverter.pk, credit_date=HONEST)
    body, kwh = response.json(), sum(kwh for _, kwh in golden_rows())
    assert response.status_code == 200
    assert set(body) >= PUBLISHED
    assert (body["date"], body["inverter_id"], body["status"]) == ("2016-07-04", inverter.pk, "PENDING")
    assert (body["kwh"], body["emission_factor"]) == (pytest.approx(kwh, abs=1e-6), 1.2)
    assert body["tonnes"] == int(kwh * 1200) / 1_000_000
    assert (body["correlation"], "Not judged yet" in body["flagged_reason"]) == (None, True)
    assert isinstance(body["tonnes"], float) and isinstance(body["kwh"], float)


@pytest.mark.parametrize("slash", ["", "/"])
def test_calculate_again_answers_the_same_and_records_nothing(client, slash):
    found = pending()
    entries = LedgerEntry.objects.count()
    again = client.post(f"/credits/calculate{slash}?inverter_id={found.inverter_id}&credit_date={HONEST}").json()
    assert (again["id"], LedgerEntry.objects.count()) == (found.pk, entries)


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ({"inverter_id": 987654321, "credit_date": HONEST}, 404, "There is no inverter 987654321"),
        ({"inverter_id": 1}, 422, "credit_date"),
        ({"credit_date": HONEST}, 422, "inverter_id"),
        ({"inverter_id": "first", "credit_date": HONEST}, 422, "inverter_id"),
        ({"inverter_id": 0, "credit_date": HONEST}, 422, "inverter_id"),
        ({"inverter_id": HUGE, "credit_date": HONEST}, 422, "inverter_id"),
        *[
            ({"inverter_id": 1, "credit_date": text}, 422, "credit_date")
            for text in ("15/01/2025", "2025-02-30", "2025-1-5x", "", "today", "2016-07-04T00:00:00", "%00")
        ],
    ],
)
def test_calculate_refuses_what_it_cannot_read(client, query, status, told):
    plant()
    code, detail = said(calculate(client, **query))
    assert (code, told in detail) == (status, True), detail


@pytest.mark.parametrize("day", [date(2999, 1, 1), HONEST, date(1, 1, 1), date(9999, 12, 31)])
def test_calculate_refuses_a_day_without_readings_or_to_come(client, day):
    code, detail = said(calculate(client, inverter_id=plant().pk, credit_date=day))
    assert (code, "no readings" in detail or "not come yet" in detail) == (422, True)


def test_calculate_refuses_a_submitted_day(client):
    found = submitted()
    assert said(calculate(client, inverter_id=found.inverter_id, credit_date=HONEST)) == (
        409,
        "The credit of 2016-07-04 was submitted and is final.",
    )


def test_a_credit_is_shown_and_listed_alike(client):
    found = verified()
    shown = client.get(address(found)).json()
    assert client.get(f"/credits/{found.inverter_id}").json() == [shown]
    assert (shown["status"], shown["flagged_reason"], shown["correlation"]) == ("VERIFIED", None, found.correlation)


def test_an_inverters_credits_come_by_day_in_pages(client):
    made = calculate_days(5)
    inverter_id = made[0].inverter_id
    response = client.get(f"/credits/{inverter_id}?limit=2&offset=1")
    assert [row["date"] for row in response.json()] == ["2016-07-05", "2016-07-06"]
    assert response["X-Total-Count"] == "5"
    assert 'offset=3>; rel="next"' in response["Link"] and 'rel="prev"' in response["Link"]


def test_listing_credits_costs_as_many_queries_for_many_as_for_one(client, django_assert_num_queries):
    inverter_id = calculate_days(9)[0].inverter_id
    with django_assert_num_queries(4):
        assert len(client.get(f"/credits/{inverter_id}").json()) == 9
    with django_assert_num_queries(4):
        assert len(client.get(f"/credits/{inverter_id}?limit=1").json()) == 1


MISSING = [
    ("get", "/credits/{inverter}/2016-07-05", "has no credit for 2016-07-05; POST /credits/calculate makes one."),
    ("post", "/credits/{inverter}/2016-07-05/verify", "has no credit for 2016-07-05"),
    ("get", "/credits/{inverter}/2016-07-05/verdict", "has no credit for 2016-07-05"),
    ("get", "/credits/{inverter}/2016-07-04/verdict", "was not judged yet; POST /credits/{inverter}/2016-07-04/verify"),
    ("get", "/credits/987654321", "There is no inverter 987654321; GET /inverters lists them."),
    ("get", "/credits/987654321/2016-07-04", "There is no inverter 987654321"),
    ("post", "/credits/987654321/2016-07-04/verify", "There is no inverter 987654321"),
    ("get", "/credits/987654321/2016-07-04/verdict", "There is no inverter 987654321"),
    ("get", f"/credits/{HUGE}", f"There is no inverter {HUGE}"),
    ("get", f"/credits/{HUGE}/2016-07-04", f"There is no inverter {HUGE}"),
    ("post", f"/credits/{HUGE}/2016-07-04/verify", f"There is no inverter {HUGE}"),
    ("get", "/credits/{inverter}/2016-02-30", "There is nothing at /credits/{inverter}/2016-02-30"),
    ("get", "/credits/{inverter}/0000-00-00", "There is nothing at"),
    ("get", "/credits/{inverter}/today", "There is nothing at"),
    ("get", "/credits/-1", "There is nothing at /credits/-1"),
]


@pytest.mark.parametrize(("method", "path", "told"), MISSING)
def test_what_is_not_there_is_404_and_says_what_to_do(client, method, path, told):
    inverter = pending().inverter_id
    code, detail = said(getattr(client, method)(path.format(inverter=inverter)))
    assert (code, told.format(inverter=inverter) in detail) == (404, True), detail


@pytest.mark.parametrize("day", ["2016-07-05", "2016-07-04"])
@pytest.mark.parametrize("inverter", [987654321, HUGE])
def test_a_status_of_what_is_not_there_is_404(client, inverter, day):
    response = client.patch(
        f"/credits/{inverter}/{day}/status", '{"status": "PENDING"}', content_type="application/json"
    )
    assert said(response)[0] == 404
