"""Whose months a judged one is held beside, and what that costs."""

from datetime import timedelta

import numpy as np
import pytest

from credits.services import neighbours
from credits.services.batches import day_batch
from credits.services.months import with_months
from credits.services.neighbours import neighbours_of
from credits.verification.thresholds import RULE
from inverters.models import Inverter
from inverters.selectors import evidence_of
from inverters.sources.land import land_share
from tests.credits.factories import (
    GOLDEN,
    GOLDEN_CELL,
    HONEST,
    NOW,
    checks_of,
    golden_rows,
    golden_sky,
    judged,
    plant,
    send,
)  # fmt: skip

pytestmark = pytest.mark.django_db
DAYS = [HONEST + timedelta(days=at) for at in range(28)]
NAMES = ("neighbour_variation", "neighbour_clouds", "neighbour_envelope")


def month_of(times: float = 1.0, **facts: object) -> Inverter:
    """An inverter of Golden with a month of its days, each hour a little its own, on a roof of its own."""
    place = {"gps_lat": GOLDEN["gps_lat"], "gps_lon": GOLDEN["gps_lon"] + 0.005 * Inverter.objects.count()}
    inverter = plant(**(place | facts))
    noise = np.random.default_rng(inverter.pk).normal(1, 0.02, (len(DAYS), 24))
    rows = [
        (stamp, round(kwh * times * noise[at, hour], 6))
        for at, day in enumerate(DAYS)
        for hour, (stamp, kwh) in enumerate(golden_rows(day))
    ]
    send(inverter, rows)
    return inverter


def found_for(*inverters: Inverter):
    wanted = [(one.pk, HONEST) for one in inverters]
    evidence, window = with_months(wanted)
    return neighbours_of(evidence, window, RULE).neighbours, window


def count_of(inverter: Inverter) -> float:
    found, window = found_for(inverter)
    return 0.0 if found is None else float(found.commons.count[found.rows[window.rows[0]]])


@pytest.fixture
def sky():
    return golden_sky(DAYS[0], DAYS[-1])


@pytest.mark.parametrize(("others", "count"), [(0, 0), (2, 0), (3, 3), (4, 4)])
def test_an_inverter_is_not_its_own_neighbour(sky, others, count):
    mine, *_ = [month_of() for _ in range(1 + others)]
    assert count_of(mine) == count


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"quantity": "load"}, id="a load"),
        pytest.param({"timezone": "America/New_York"}, id="days cut elsewhere"),
        pytest.param({"gps_lat": 38.9}, id="another cell"),
    ],
)
def test_what_cannot_be_compared_does_not_count(sky, facts):
    mine, *_ = [month_of() for _ in range(4)]
    month_of(**facts)
    assert count_of(mine) == 3


def test_twins_on_one_roof_count_once(sky):
    mine, twin, *_ = [month_of() for _ in range(4)]
    month_of(gps_lon=twin.gps_lon)
    assert count_of(mine) == 3


def test_distances_are_told_as_the_median(sky):
    mine = month_of()
    month_of(gps_lon=GOLDEN["gps_lon"] + 0.01)
    month_of(gps_lat=GOLDEN["gps_lat"] + 0.1, gps_lon=GOLDEN["gps_lon"])
    month_of(gps_lat=GOLDEN["gps_lat"] + 0.2, gps_lon=GOLDEN["gps_lon"])
    found, _ = found_for(mine)
    assert found.distance_km.tolist() == [pytest.approx(11.12)]


def test_sizes_are_taken_off(sky):
    mine, *_ = [month_of() for _ in range(3)]
    month_of(times=10.0, capacity_kw=60.0, dc_capacity_kwp=60.0)
    found, window = found_for(mine)
    assert found.commons.envelope[found.rows[window.rows[0]]] == pytest.approx(1000, abs=300)


def test_a_cells_neighbours_are_read_once_for_all_that_are_judged_together(sky, monkeypatch):
    every = [month_of() for _ in range(12)]
    asked, shared = [], []
    days_of, in_common_of = neighbours.days_of, neighbours.in_common_of
    monkeypatch.setattr(neighbours, "days_of", lambda *given: asked.append(given) or days_of(*given))
    monkeypatch.setattr(neighbours, "in_common_of", lambda *given: shared.append(given[4]) or in_common_of(*given))
    found, window = found_for(*every)
    assert (len(asked), [len(choices) for choices in shared]) == (1, [10])
    assert {int(found.commons.count[found.rows[row]]) for row in window.rows} == {9}


def test_verdicts_name_what_the_neighbours_say(sky):
    every = [month_of() for _ in range(4)]
    checks = checks_of(judged(every[0]).verdicts.get())
    assert [checks[name]["outcome"] for name in NAMES] == ["pass"] * 3
    assert "3 neighbours" in checks["neighbour_variation"]["sentence"]


def test_the_share_of_land_reaches_the_rule(sky):
    evidence = evidence_of([(plant().pk, HONEST), (plant(gps_lat=6.5, gps_lon=3.4).pk, HONEST)])
    assert day_batch(evidence, NOW).land_share.tolist() == [1.0, land_share(6.5, 3.5)]
    assert land_share(*GOLDEN_CELL) == 1.0
