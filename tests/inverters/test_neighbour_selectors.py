from datetime import UTC, date, datetime, timedelta

import pytest

from inverters import neighbour_selectors
from inverters.models import Inverter
from inverters.neighbour_selectors import CANDIDATES, candidates, days_of
from tests.credits.factories import golden_rows, plant, send

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
CELL = (39.5, -105.5)
DAY = date(2016, 7, 4)
PERIOD = (DAY - timedelta(days=30), DAY + timedelta(days=30))


def standing(count: int, days: int = 1, **facts: object) -> list[Inverter]:
    made = [plant(**facts) for _ in range(count)]
    for inverter in made:
        send(inverter, [row for at in range(days) for row in golden_rows(DAY + timedelta(days=at))])
    return made


def ids(cell=CELL) -> set[int]:
    return {one.inverter.pk for one in candidates({cell}, PERIOD)[cell]}


def test_the_inverters_of_a_cell_that_have_days_speak_for_it():
    with_days = {one.pk for one in standing(3)}
    plant()
    standing(1, gps_lat=40.0, gps_lon=-105.1)
    standing(1, gps_lat=39.7, gps_lon=-106.01)
    assert ids() == with_days


def test_a_crowded_cell_is_asked_about_a_few_and_always_the_same(monkeypatch):
    monkeypatch.setattr(neighbour_selectors, "CANDIDATES", 4)
    standing(6)
    chosen = ids()
    assert len(chosen) == 4 < CANDIDATES
    assert ids() == chosen


def test_days_are_told_with_curve_spacing_and_digest_and_those_outside_the_period_are_not():
    [inverter] = standing(1)
    send(inverter, golden_rows(DAY + timedelta(days=31)))
    [found] = candidates({CELL}, PERIOD)[CELL]
    assert found.dates.tolist() == [DAY]
    days = days_of({inverter.pk}, PERIOD)
    assert (days.owner.tolist(), days.dates.tolist()) == ([inverter.pk], [DAY])
    assert (days.interval_minutes.tolist(), days.digests.any(), days.milliwatt_hours.max() > 0) == ([60.0], True, True)


@pytest.mark.parametrize("count", [1, 12])
def test_a_crowded_cell_costs_as_many_queries_as_an_empty_one(django_assert_num_queries, count):
    standing(count)
    with django_assert_num_queries(4):
        candidates({CELL}, PERIOD)
    everyone = ids()
    with django_assert_num_queries(1):
        days_of(everyone, PERIOD)


def test_a_cell_without_inverters_has_no_neighbours():
    assert candidates({(0.5, 0.5)}, PERIOD) == {(0.5, 0.5): []}
