from datetime import timedelta

import pytest

from reports import fleet_selectors
from tests.credits import factories
from tests.credits.factories import HONEST
from tests.reports.making import counted

pytestmark = pytest.mark.django_db


def test_a_fleet_without_data_has_no_days():
    found = fleet_selectors.fleet()

    assert (found.days, found.newest, found.month_milliwatt_hours) == ([], None, 0)


def test_the_month_is_thirty_days_up_to_the_newest_day_of_data():
    inverter = factories.plant()
    for day in (HONEST, HONEST + timedelta(days=29), HONEST + timedelta(days=30)):
        factories.send(inverter, factories.golden_rows(day))

    found = fleet_selectors.fleet()

    assert len(found.days) == 30
    assert (found.days[0].date, found.newest.date) == (HONEST + timedelta(days=1), HONEST + timedelta(days=30))
    assert found.month_milliwatt_hours == sum(
        round(kwh * 1_000_000) for day in (29, 30) for _, kwh in factories.golden_rows(HONEST + timedelta(days=day))
    )
    assert found.lifetime_milliwatt_hours > found.month_milliwatt_hours


def test_a_days_energy_is_parted_by_the_status_of_its_credits():
    found = factories.verified()
    other = factories.plant()
    factories.send(other, factories.golden_rows(times=0.5))

    day = fleet_selectors.fleet().newest

    assert day.inverters == 2
    assert (day.grams, day.credited) == ({"VERIFIED": found.grams}, {"VERIFIED": found.milliwatt_hours})
    assert day.uncredited == day.milliwatt_hours - found.milliwatt_hours > 0


def test_the_worst_come_first_then_the_most_pending_then_the_eldest():
    counted("A", VERIFIED=3)
    counted("B", PENDING=1)
    counted("C", FLAGGED=1)
    counted("D", PENDING=2)
    counted("E", FLAGGED=1, PENDING=1)
    counted("F", PENDING=1)

    rows = fleet_selectors.inverters_page(newest=None).rows

    assert [row.name for row in rows if len(row.name) == 1] == ["E", "C", "D", "B", "F", "A"]
    assert (rows[0].flagged, rows[0].pending, rows[0].verified, rows[0].submitted) == (1, 1, 0, 0)


def test_pages_of_the_worst_first_list_meet_everyone_once(monkeypatch):
    monkeypatch.setattr(fleet_selectors, "PAGE_SIZE", 2)
    counted("A", PENDING=1)
    counted("B", FLAGGED=1)
    seen, after = [], ""
    while page := fleet_selectors.inverters_page(newest=None, after=after):
        seen += [row.name for row in page.rows]
        if not (after := page.next):
            break

    assert sorted(seen) == ["A", "B", "model", "model"]
    assert seen[0] == "B"


def test_each_row_knows_its_last_reading_and_its_months_energy():
    inverter = factories.plant()
    for day in (HONEST, HONEST + timedelta(days=30)):
        factories.send(inverter, factories.golden_rows(day))

    [row] = fleet_selectors.inverters_page(newest=HONEST + timedelta(days=30)).rows

    last = factories.golden_rows(HONEST + timedelta(days=30))
    assert row.last_reading == last[-1][0]
    assert row.month_milliwatt_hours == sum(round(kwh * 1_000_000) for _, kwh in last)
