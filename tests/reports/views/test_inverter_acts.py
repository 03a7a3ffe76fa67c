from datetime import timedelta

import pytest

from credits.models import CarbonCredit
from credits.services import bulk
from reports.views import inverter_acts
from tests.credits import factories
from tests.credits.factories import HONEST
from tests.reports.making import text_of

pytestmark = pytest.mark.django_db
CALCULATE, VERIFY = "/fleet/inverters/calculate", "/fleet/inverters/verify"


def measured(*names, days=1):
    factories.golden_sky(last=HONEST + timedelta(days=days))
    inverters = [factories.plant(name=name) for name in names]
    for number, inverter in enumerate(inverters):
        for day in range(days):
            factories.send(inverter, factories.golden_rows(HONEST + timedelta(days=day), times=1 - number / 50))
    return inverters


def statuses(name):
    return list(CarbonCredit.objects.filter(inverter__name=name).order_by("date").values_list("status", flat=True))


def test_days_without_a_credit_are_calculated_at_those_ticked(client):
    one, _ = measured("One", "Two", days=2)

    answer = client.post(CALCULATE, {"inverter": [one.pk]}, follow=True)

    assert "Calculated: 2 credits," in text_of(answer)
    assert (statuses("One"), statuses("Two")) == (["PENDING"] * 2, [])


def test_what_is_pending_is_verified_at_all_that_match(client):
    measured("North one", "North two", "South")
    client.post(CALCULATE, {"every": "1"})

    answer = client.post(f"{VERIFY}?q=North", {"every": "1"}, follow=True)

    assert answer.redirect_chain == [("/fleet/inverters?q=North", 302)]
    assert "Judged: 2 credits" in text_of(answer)
    assert [statuses(name) for name in ("North one", "North two", "South")] == [["VERIFIED"], ["VERIFIED"], ["PENDING"]]


def test_a_wish_takes_its_bound_and_the_next_one_goes_on_from_there(client, monkeypatch):
    monkeypatch.setattr(inverter_acts, "MOST", 2)
    measured("One", days=3)

    first = client.post(CALCULATE, {"every": "1"}, follow=True)
    assert "That were the first" in text_of(first)
    assert statuses("One") == ["PENDING"] * 2
    client.post(CALCULATE, {"every": "1"})
    first = client.post(VERIFY, {"every": "1"}, follow=True)
    assert statuses("One").count("PENDING") == 1
    address = first.redirect_chain[0][0]
    assert "start=2016-07-05_" in address

    client.post(f"{VERIFY}?{address.partition('?')[2]}", {"every": "1"})
    assert statuses("One") == ["VERIFIED"] * 3


@pytest.mark.parametrize(
    ("act", "sentence"), [(CALCULATE, "has its credit"), (VERIFY, "these inverters have no pending credit")]
)
def test_where_nothing_waits_that_is_said(client, act, sentence):
    factories.verified()

    answer = client.post(act, {"every": "1"})

    assert answer.status_code == 409
    assert sentence in text_of(answer)
    assert len(answer.context["rows"]) == 1


@pytest.mark.parametrize(("fields", "query"), [({}, ""), ({"inverter": ["x"]}, ""), ({"every": "1"}, "?least=many")])
def test_a_wish_that_cannot_be_read_changes_nothing(client, fields, query):
    measured("One")

    assert client.post(f"{CALCULATE}{query}", fields).status_code == 422
    assert statuses("One") == []


def test_a_place_that_there_is_not_is_not_found(client):
    assert client.post(f"{VERIFY}?start=x", {"every": "1"}).status_code == 404


def test_who_merely_looks_is_led_to_the_list(client):
    assert client.get(f"{VERIFY}?q=a")["Location"] == "/fleet/inverters?q=a"


def test_the_bound_is_that_of_the_credits_page():
    assert inverter_acts.MOST == bulk.MOST
