from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import fleet_selectors
from tests.credits import factories
from tests.credits.factories import HONEST
from tests.reports.making import fleet, text_of

pytestmark = pytest.mark.django_db


def test_an_empty_fleet_names_the_next_step(client):
    page = text_of(client.get("/"))

    assert "No inverters yet" in page
    assert "POST /inverters" in page


def test_the_fleet_shows_its_totals_with_tonnes_and_counts(client):
    found = factories.verified(name="Golden roof")
    factories.plant(name="Silent roof")

    page = text_of(client.get("/"))

    assert "on 4 Jul 2016; 1 silent" in page
    assert f'<span class="amount">{found.grams / 1e6:.3f}</span> <span class="unit">t CO₂</span>' in page
    assert "1 credit<" in page


def test_the_open_mode_has_its_banner(client):
    assert "Open mode." in text_of(client.get("/"))


def test_those_who_need_somebody_come_first(client):
    factories.verified(name="Good")
    waiting = factories.plant(name="Waiting")
    factories.send(waiting, factories.golden_rows())
    factories.credit(waiting)
    factories.flagged(name="Bad")

    page = text_of(client.get("/"))

    assert page.index(">Bad<") < page.index(">Waiting<") < page.index(">Good<")


def test_a_search_finds_names_whatever_their_case(client):
    factories.plant(name="Ikeja school")
    factories.plant(name="Kano mill")

    page = text_of(client.get("/", {"q": "SCHOOL"}))

    assert "Ikeja school" in page
    assert "Kano mill" not in page
    assert 'value="SCHOOL"' in page


def test_a_search_that_finds_nothing_says_so_and_leads_back(client):
    factories.plant(name="Ikeja school")

    page = text_of(client.get("/", {"q": "<b>nobody"}))

    assert "holds “&lt;b&gt;nobody”" in page
    assert "Show all" in page


def test_a_search_too_long_is_refused_with_the_form(client):
    factories.plant(name="Ikeja school")

    answer = client.get("/", {"q": "x" * 121})

    assert answer.status_code == 422
    assert "at most 120 characters" in text_of(answer)


@pytest.mark.parametrize("cursor", ["nonsense", "1_2", "1_2_" + "9" * 30])
def test_a_page_of_the_list_that_cannot_be_is_not_found(client, cursor):
    factories.plant()

    assert client.get("/", {"after": cursor}).status_code == 404


def test_the_list_goes_on_and_keeps_the_search(client, monkeypatch):
    monkeypatch.setattr(fleet_selectors, "PAGE_SIZE", 2)
    for number in range(3):
        factories.plant(name=f"Roof & {number}")

    first = client.get("/", {"q": "roof &"})
    second = client.get("/", {"q": "roof &", "after": first.context["page"].next})

    assert "q=roof+%26&amp;after=" in first.content.decode()
    assert [row.name for row in first.context["rows"]] == ["Roof & 0", "Roof & 1"]
    assert [row.name for row in second.context["rows"]] == ["Roof & 2"]


def test_a_day_without_readings_stands_in_the_month_as_that(client):
    found = factories.verified()
    factories.send(found.inverter, factories.golden_rows(HONEST + timedelta(days=3)))

    page = text_of(client.get("/"))

    assert "5 Jul 2016: no readings" in page
    assert "7 Jul 2016: 3" in page


def test_an_inverter_that_never_sent_shows_no_invented_zero(client):
    factories.plant(name="New")

    [row] = client.get("/").context["rows"]

    assert (row.age, row.kwh, row.last) == ("never", "–", None)


def queries(client, address="/"):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_thirty_inverters_take_no_more_queries_than_three(client):
    fleet(3)
    few = queries(client)
    fleet(27)

    assert queries(client) == few <= 12


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_fleet_is_only_read(client, method):
    assert getattr(client, method)("/").status_code == 405
