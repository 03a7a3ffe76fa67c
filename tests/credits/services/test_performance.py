from datetime import timedelta
from math import isnan

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.services import allowed
from credits.services.performance import LIFE_DAYS, Performance, performance
from inverters.models import Inverter, ProductionDay
from tests.credits import factories
from tests.credits.factories import HONEST, NOW

pytestmark = pytest.mark.django_db
DAYS = 40


def measured(days: int = 1, **facts: object) -> Inverter:
    inverter = factories.plant(**facts)
    rows = [row for number in range(days) for row in factories.golden_rows(HONEST + timedelta(days=number))]
    factories.send(inverter, rows)
    return inverter


def of(inverter: Inverter, newest=HONEST) -> Performance:
    rows = list(Inverter.objects.with_equipment().filter(pk=inverter.pk))
    return performance(inverters=rows, newest=newest, now=NOW)[inverter.pk]


def slow_ratio(inverter: Inverter, days: list) -> float:
    """The same day by day, by the way of the audit's calendar."""
    made, given = 0.0, 0.0
    for day in days:
        evidence, found = allowed.over(inverter_id=inverter.pk, days=[day], now=NOW)
        for kwh, expected in zip(evidence.curve.kwh[0], found.theoretical[0], strict=True):
            if not (isnan(kwh) or isnan(expected)):
                made, given = made + kwh, given + expected
    return made / given


def test_a_real_roof_makes_about_three_quarters_of_what_the_sky_gives():
    factories.golden_sky()
    found = of(measured())

    assert 0.6 < found.month < 0.9
    assert (found.lifetime, found.days) == (found.month, 1)


def test_it_is_what_the_audit_says_of_the_same_days():
    newest = HONEST + timedelta(days=DAYS - 1)
    factories.golden_sky(last=newest)
    inverter = measured(DAYS)

    found = of(inverter, newest)

    days = [HONEST + timedelta(days=number) for number in range(DAYS)]
    assert found.month == pytest.approx(slow_ratio(inverter, days[-30:]), rel=1e-9)
    even = [day for day in days if day.toordinal() % 2 == 0]
    assert found.days == len(even) <= LIFE_DAYS
    assert found.lifetime == pytest.approx(slow_ratio(inverter, even), rel=1e-9)


def test_twice_the_energy_is_twice_the_ratio():
    factories.golden_sky()
    honest, double = measured(), factories.plant()
    factories.send(double, factories.golden_rows(times=2.0))

    assert of(double).month == pytest.approx(2 * of(honest).month, rel=1e-6)


def test_without_the_satellite_there_is_no_ratio():
    assert of(measured()) == Performance(None, None, 0)


def test_without_a_day_of_data_nothing_is_asked():
    inverters = [factories.plant()]
    with CaptureQueriesContext(connection) as captured:
        assert performance(inverters=inverters, newest=None, now=NOW) == {}
        assert performance(inverters=[], newest=HONEST, now=NOW) == {}
    assert len(captured) == 0


def test_an_inverter_that_is_silent_this_month_has_its_life_alone():
    factories.golden_sky()
    found = of(measured(), HONEST + timedelta(days=60))

    assert found.month is None
    assert found.lifetime > 0.6


def test_a_long_life_is_read_by_no_more_days_than_a_short_one():
    inverter, newest = measured(), HONEST + timedelta(days=60)
    day = ProductionDay.objects.get()
    for number in range(400):
        day.pk, day.date = None, newest - timedelta(days=number)
        if day.date != HONEST:
            day.save()
    factories.golden_sky(last=newest)

    found = of(inverter, newest)

    assert 1 <= found.days <= LIFE_DAYS
    assert found.lifetime > 0


def test_ten_inverters_take_as_many_queries_as_one():
    factories.golden_sky()
    for number in range(10):
        measured(name=f"Roof {number}")
    rows = list(Inverter.objects.with_equipment())
    taken = []
    for count in (1, 10):
        with CaptureQueriesContext(connection) as captured:
            performance(inverters=rows[:count], newest=HONEST, now=NOW)
        taken.append(len(captured))

    assert taken == [4, 4]
