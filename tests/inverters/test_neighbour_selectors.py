from datetime import UTC, date, datetime, timedelta

import pytest

from inverters import neighbour_selectors
from inverters.models import Inverter
from inverters.neighbour_selectors import MOST_NEIGHBOURS, sampled
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
    return {one.inverter.pk for one in sampled({cell}, PERIOD)[cell]}


def test_the_inverters_of_a_cell_that_have_days_speak_for_it():
    with_days = {one.pk for one in standing(3)}
    plant()
    standing(1, gps_lat=40.0, gps_lon=-105.1)
    standing(1, gps_lat=39.7, gps_lon=-106.01)
    assert ids() == with_days


def test_a_crowded_cell_is_spoken_for_by_a_few_and_always_the_same():
    standing(MOST_NEIGHBOURS + 3)
    chosen = ids()
    assert len(chosen) == MOST_NEIGHBOURS
    assert ids() == chosen


def test_those_with_most_days_stay(monkeypatch):
    monkeypatch.setattr(neighbour_selectors, "MOST_NEIGHBOURS", 2)
    standing(3)
    longer = {one.pk for one in standing(2, days=3)}
    assert ids() == longer


def test_only_a_drawn_few_are_asked_for_their_days(monkeypatch):
    monkeypatch.setattr(neighbour_selectors, "CANDIDATES", 4)
    standing(6)
    assert len(ids()) == 4


def test_a_days_curve_and_spacing_are_told_and_days_outside_the_period_are_not():
    [inverter] = standing(1)
    send(inverter, golden_rows(DAY + timedelta(days=31)))
    [found] = sampled({CELL}, PERIOD)[CELL]
    assert {day: (len(curve), minutes) for day, (curve, minutes) in found.days.items()} == {DAY: (192, 60.0)}


@pytest.mark.parametrize("count", [1, 12])
def test_a_crowded_cell_costs_as_many_queries_as_an_empty_one(django_assert_num_queries, count):
    standing(count)
    with django_assert_num_queries(5):
        sampled({CELL}, PERIOD)


def test_a_cell_without_inverters_has_no_neighbours():
    assert sampled({(0.5, 0.5)}, PERIOD) == {(0.5, 0.5): []}
