from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.credits import factories
from tests.credits.factories import HONEST
from tests.reports.making import fleet, text_of

pytestmark = pytest.mark.django_db
TILES = {"HX-Request": "true", "HX-Target": "tiles"}


def test_an_empty_fleet_names_the_next_step(client):
    page = text_of(client.get("/"))

    assert "No inverters yet" in page
    assert 'href="/fleet/inverters/new">Register an inverter' in page


def test_the_fleet_shows_its_totals_with_tonnes_and_counts(client):
    found = factories.verified(name="Golden roof")
    factories.plant(name="Silent roof")

    page = text_of(client.get("/"))

    assert "Reporting on 4 Jul 2016" in page
    assert '<span class="amount">1</span> <span class="unit">of 2 inverters</span>' in page
    assert f'<span class="amount">{found.tonnes:.3f}</span> <span class="unit">t CO₂</span>' in page
    assert '<span class="note">1 day</span>' in page


def test_the_open_mode_has_its_banner(client):
    assert "Open mode." in text_of(client.get("/"))


def test_who_needs_somebody_is_listed_with_why_and_who_is_well_is_not(client):
    factories.verified(name="Good")
    bad = factories.flagged(name="Bad")

    page = text_of(client.get("/"))

    worst = page[page.index('id="worst"') :]
    assert ">Bad<" in worst
    assert ">Good<" not in worst
    assert f"1 day is flagged, {bad.tonnes:.3f} t of CO₂" in worst


def test_a_fleet_in_order_says_so(client):
    factories.verified()

    page = text_of(client.get("/"))

    assert "Nothing waits for anybody" in page
    assert "No inverter is flagged, silent, or low" in page


def test_the_map_says_whose_outlines_it_shows(client):
    factories.plant()

    assert '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap contributors</a>, ODbL' in text_of(
        client.get("/")
    )


def test_the_search_leads_to_the_list(client):
    factories.plant()

    assert '<form class="search not-printed" method="get" action="/fleet/inverters"' in text_of(client.get("/"))


def test_a_day_without_readings_stands_in_the_month_as_that(client):
    found = factories.verified()
    factories.send(found.inverter, factories.golden_rows(HONEST + timedelta(days=3)))

    page = text_of(client.get("/"))

    assert "5 Jul 2016: no readings" in page
    assert "7 Jul 2016: 3" in page


def test_the_tiles_refresh_alone_and_ask_for_no_more_than_they_show(client):
    fleet(1)

    with CaptureQueriesContext(connection) as few:
        part = client.get("/", headers=TILES)
    with CaptureQueriesContext(connection) as all_of_them:
        whole = client.get("/")

    assert part.content.decode().startswith('<section class="rows" id="tiles"')
    assert "HX-Request" in part["Vary"]
    assert part.content.decode().split("</section>")[0] in whole.content.decode()
    assert len(few) < len(all_of_them)


def queries(client, address="/"):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_thirty_inverters_take_no_more_queries_than_three(client):
    fleet(3)
    few = queries(client)
    fleet(27)

    assert queries(client) == few <= 16


@pytest.mark.parametrize("places", [1, 3])
def test_another_continent_takes_no_more_queries(client, places):
    for latitude, longitude in [(6.5, 3.4), (39.7, -105.2), (-33.9, 18.4)][:places]:
        factories.plant(gps_lat=latitude, gps_lon=longitude)

    assert queries(client) <= 16


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_fleet_is_only_read(client, method):
    assert getattr(client, method)("/").status_code == 405
