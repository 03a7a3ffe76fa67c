from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.services import allowed
from tests.credits import factories
from tests.credits.factories import HONEST, NOW
from tests.reports.making import text_of

pytestmark = pytest.mark.django_db


def calendar(client, inverter, status=200, **asked):
    answer = client.get(f"/audit/{inverter.pk}/calendar", asked)
    assert answer.status_code == status
    return answer


def test_a_days_cell_leads_to_its_page_and_says_its_status_energy_and_ratio(client):
    found = factories.verified()

    page = calendar(client, found.inverter).content.decode()

    assert (
        page.count(f'<a href="/audit/{found.inverter_id}/2016-07-04" aria-label="4 Jul 2016: verified, 26.3 kWh, ratio')
        == 2
    )
    assert '<tr><th scope="row"><a href="/audit/1/2016-07-04">July 2016</a></th>' in page.replace(
        f"/{found.inverter_id}/", "/1/"
    )


@pytest.mark.parametrize("by", ["status", "ratio", "completeness"])
def test_each_way_to_look_at_the_year_is_a_link_and_one_is_current(client, by):
    inverter = factories.verified().inverter

    page = calendar(client, inverter, by=by, year=2016).content.decode()

    for other in ("status", "ratio", "completeness"):
        assert f"?year=2016&amp;by={other}" in page
    assert page.count('aria-current="true"') == 1


def test_the_ratio_is_energy_over_the_theoretical_output(client):
    found = factories.verified()
    _, sky = allowed.over(inverter_id=found.inverter_id, days=[HONEST], now=NOW)

    [month] = calendar(client, found.inverter).context["calendar"].months

    assert float(month.ratio) == pytest.approx(found.kwh / sky.theoretical.sum(), abs=0.005)


def test_a_half_day_is_half_complete(client):
    inverter = factories.plant()
    factories.send(inverter, factories.golden_rows()[:12])

    [month] = calendar(client, inverter, by="completeness").context["calendar"].months

    assert 35 < int(month.daylight) < 65
    assert month.ratio == "–"


def test_without_readings_the_year_says_what_to_do_next(client):
    inverter = factories.plant()

    assert f"POST /inverters/{inverter.pk}/readings" in text_of(calendar(client, inverter))


def test_years_lead_to_their_neighbours_within_the_data(client):
    inverter = factories.plant()
    for year in (2014, 2016):
        stamp = factories.HALF_PAST[0].replace(year=year)
        factories.send(inverter, [(stamp, 0.25)])

    found = [calendar(client, inverter, year=year).context["calendar"] for year in (2014, 2015, 2016)]

    assert [(bool(page.previous), bool(page.next)) for page in found] == [(False, True), (True, True), (True, False)]
    assert found[1].empty


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"year": "1889"}, "The year lies from 1990 to 2100."),
        ({"year": "soon"}, "Write the year as 2025."),
        ({"by": "colour"}, "Days are shown by status, ratio or completeness."),
    ],
)
def test_what_cannot_be_shown_comes_back_with_a_sentence(client, asked, told):
    inverter = factories.plant()

    assert told in text_of(calendar(client, inverter, status=422, **asked))


def test_a_year_takes_no_more_queries_than_a_day(client):
    factories.golden_sky(HONEST, HONEST + timedelta(days=40))
    counts = []
    for days in (1, 40):
        inverter = factories.calculate_days(days)[0].inverter
        with CaptureQueriesContext(connection) as captured:
            calendar(client, inverter)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 14
