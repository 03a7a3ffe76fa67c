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
