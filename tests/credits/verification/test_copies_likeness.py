"""Near copies: two roofs at a distance must differ as broken clouds let them differ; the nearer, the less."""

from dataclasses import replace

import numpy as np
import pytest

from credits.verification.copies.likeness import least_residual, likeness, median
from credits.verification.finding import Outcome
from credits.verification.thresholds import RULE
from tests.credits.verification.copying import beside, days, failing, finding, noisy, told
from tests.credits.verification.neighbours import neighbours


@pytest.mark.parametrize("noise", [0.0005, 0.005, 0.01, 0.02])
@pytest.mark.parametrize("distance", [2.0, 2.2, 10.0])
def test_a_noisy_copy_from_a_distance_waits(noise: float, distance: float):
    evidence = beside(noisy(days(), noise), days(), distance_km=distance)
    assert failing(evidence) == {"near_copy": 1.0}


@pytest.mark.parametrize("times", [0.4, 1.7])
def test_a_scaled_copy_waits_too(times: float):
    mine = replace(days(), kwh=np.round(days().kwh * times, 3))
    assert finding("near_copy", beside(mine, days())).failed.all()


@pytest.mark.parametrize("noise", [0.0005, 0.015, 0.05])
@pytest.mark.parametrize("distance", [0.0, 0.1, 0.99])
def test_roofs_that_share_their_clouds_are_never_doubted(noise: float, distance: float):
    assert failing(beside(noisy(days(), noise), days(), distance_km=distance)) == {}


def test_the_earlier_received_stands():
    assert failing(beside(noisy(days(), 0.02), days(), earlier=False)) == {}


def test_a_copier_who_spoils_single_hours_gains_nothing():
    kwh = noisy(days(), 0.01).kwh
    kwh[:, 11] *= 0.5
    kwh[:, 14] = 0.0
    assert finding("near_copy", beside(replace(days(), kwh=kwh), days())).failed.mean() > 0.9


def test_what_is_said_names_the_other_and_the_distance():
    result = told("near_copy", beside(noisy(days(), 0.02), days()))
    assert result.effect == "PENDING"
    assert "inverter 7, 2.2 km away and received earlier" in result.sentence
    assert "correct the place" in result.cure


@pytest.mark.parametrize("distance", [1.0, 2.0, 5.0, 10.0, 30.0])
@pytest.mark.parametrize("speed_m_s", [5.0, 10.0])
def test_honest_neighbours_under_drifting_clouds_are_never_doubted(distance: float, speed_m_s: float):
    for seed in range(3):
        here, there = neighbours(distance, speed_m_s, seed)
        left = likeness(here[None], there[None], RULE).residual[0]
        assert left >= least_residual(np.array([distance]), RULE)[0]


def test_clear_months_tell_nothing():
    bell = np.clip(np.sin((np.arange(24) - 5.5) / 13 * np.pi), 0, None)
    clear = np.tile(bell, (1, 31, 1)) * (1 + np.random.default_rng(2).normal(0, 0.02, (1, 31, 1)))
    found = likeness(clear, clear, RULE)
    assert np.isnan(found.residual).all()
    assert found.changes.tolist() == [0]


def test_without_rivals_the_check_passes():
    evidence = beside(days(), days(), earlier=False)
    assert told("near_copy", evidence).outcome is Outcome.PASS
    assert likeness(np.zeros((0, 31, 24)), np.zeros((0, 31, 24)), RULE).residual.shape == (0,)


def test_orientation_and_size_do_not_count():
    here = noisy(days(31), 0.02, seed=4).kwh[None]
    turned = here * np.linspace(0.6, 1.4, 24)
    same, other = (likeness(mine, days(31).kwh[None], RULE).residual[0] for mine in (here, turned))
    assert other == pytest.approx(same, rel=0.25)


def test_the_least_residual_rises_with_distance_to_its_cap():
    limits = least_residual(np.array([0.0, 1.0, 2.0, 4.0, 50.0]), RULE)
    assert limits[0] == 0
    assert (np.diff(limits) > 0).all()
    assert limits[-1] == RULE.residual_most


def test_the_residual_is_what_a_plain_count_says():
    mine, theirs = noisy(days(31), 0.1, seed=5).kwh, days(31).kwh.copy()
    theirs[3, 10] = np.nan
    assert likeness(mine[None], theirs[None], RULE).residual[0] == pytest.approx(plain_residual(mine, theirs))


def plain_residual(mine: np.ndarray, theirs: np.ndarray) -> float:
    """The same with a loop for everything."""
    mine, theirs = ([[float(value) for value in day] for day in month] for month in (mine, theirs))
    both = [[m > 0 and t > 0 for m, t in zip(*pair, strict=True)] for pair in zip(mine, theirs, strict=True)]
    mine, theirs = (relative(month, both) for month in (mine, theirs))
    left, own = [], []
    for day in range(len(mine)):
        steps = [hour for hour in range(23) if None not in (*mine[day][hour : hour + 2], *theirs[day][hour : hour + 2])]
        changes = [(change(mine[day], hour), change(theirs[day], hour)) for hour in steps]
        if changes and (sum(m * m for m, _ in changes) / len(changes)) ** 0.5 >= RULE.rough_change:
            left += [abs(m - t) for m, t in changes]
            own += [abs(m) for m, _ in changes]
    return lower_median(left) / lower_median(own)


def relative(month: list[list[float]], both: list[list[bool]]) -> list[list[float | None]]:
    means = []
    for hour in range(24):
        values = [day[hour] for day, known in zip(month, both, strict=True) if known[hour]]
        means.append(sum(values) / len(values) if values else 0.0)
    high = [mean > 0 and mean >= RULE.high_hour * max(means) for mean in means]
    return [
        [day[hour] / means[hour] if known[hour] and high[hour] else None for hour in range(24)]
        for day, known in zip(month, both, strict=True)
    ]


def change(day: list[float | None], hour: int) -> float:
    return day[hour + 1] - day[hour]


def lower_median(values: list[float]) -> float:
    return sorted(values)[(len(values) - 1) // 2]


def test_the_median_of_nothing_is_infinite():
    found = median(np.array([[3.0, 1.0, 2.0, 9.0], [1.0, 2.0, 3.0, 4.0]]), np.array([[True] * 4, [False] * 4]))
    assert found.tolist() == [2.0, np.inf]
