from datetime import timedelta

import pytest

from inverters.models import Inverter
from reports.fleet import selectors as fleet_selectors
from tests.credits import factories
from tests.credits.factories import HONEST

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


def reported(by_day):
    """So many inverters with readings on each of these days, counted from the honest one."""
    plants = [factories.plant(name=f"Roof {number}") for number in range(max(by_day.values()))]
    for after, count in by_day.items():
        day = HONEST + timedelta(days=after)
        for inverter in plants[:count]:
            factories.send(inverter, factories.golden_rows(day)[12:13])


@pytest.mark.parametrize(
    ("by_day", "newest"),
    [
        ({0: 4, 1: 1}, 0),
        ({0: 4, 1: 2}, 1),
        ({0: 4, 40: 1}, 0),
        ({0: 4, 1: 1, 2: 1}, 0),
        ({0: 4, **dict.fromkeys(range(1, 9), 1)}, 8),
    ],
    ids=["a stray hour", "half the fleet", "a stray hour weeks later", "two of them", "a fleet that shrank"],
)
def test_the_reporting_day_is_the_newest_that_a_sensible_share_has_readings_for(by_day, newest):
    reported(by_day)

    assert fleet_selectors.reporting_day() == HONEST + timedelta(days=newest)


def test_a_stray_hour_moves_no_month():
    reported({0: 3, 1: 1})

    found = fleet_selectors.fleet()

    assert (found.newest.date, found.newest.inverters) == (HONEST, 3)


@pytest.mark.parametrize("count", [1, 6])
def test_the_reporting_day_is_one_query_whatever_there_is(count, django_assert_num_queries):
    reported(dict.fromkeys(range(count), count))

    with django_assert_num_queries(1):
        fleet_selectors.reporting_day()


def test_a_days_energy_is_parted_by_the_status_of_its_credits():
    found = factories.verified()
    other = factories.plant()
    factories.send(other, factories.golden_rows(times=0.5))

    day = fleet_selectors.fleet().newest

    assert day.inverters == 2
    assert (day.grams, day.credited) == ({"VERIFIED": found.grams}, {"VERIFIED": found.milliwatt_hours})
    assert day.uncredited == day.milliwatt_hours - found.milliwatt_hours > 0


@pytest.mark.parametrize(("retired", "served"), [(None, 2), (HONEST, 2), (HONEST - timedelta(days=1), 1)])
def test_who_retired_before_the_newest_day_is_in_service_no_more(retired, served):
    factories.send(factories.plant(), factories.golden_rows())
    Inverter.objects.filter(pk=factories.plant().pk).update(retired=retired)

    assert fleet_selectors.fleet().inverters == served
