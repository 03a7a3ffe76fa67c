"""What becomes of real days, honest and forged: the targets that thresholds must hold."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.cases import CASES, with_noise
from credits.verification import expected
from credits.verification.verdict import assess

from .making import golden, honest
from .months import unstated

SCORED = slice(30, None)


def shares(days, energy_of=None):
    """Share of the scored days FLAGGED and VERIFIED, and of their energy VERIFIED."""
    status = assess(days, expected.derive(days)).status[SCORED]
    energy = np.nansum(days.kwh, axis=1)[SCORED]
    verified = status == "VERIFIED"
    return (status == "FLAGGED").mean(), verified.mean(), energy[verified].sum() / energy.sum()


def noisy(days):
    return with_noise(days, 150.0)


HONEST = [case for case in CASES if case.honest]


@pytest.mark.parametrize("case", HONEST, ids=[case.name for case in HONEST])
@pytest.mark.parametrize(
    "view",
    [lambda d: d, noisy, unstated, lambda d: unstated(noisy(d))],
    ids=["", "noise", "unstated", "both"],
)
def test_at_most_one_honest_day_in_a_hundred_is_flagged(case, view):
    assert shares(view(case.sent(golden())))[0] <= 0.01


def test_honest_energy_verifies():
    assert shares(golden())[2] >= 0.9


def test_twice_the_energy_is_flagged_and_does_not_verify():
    flagged, _, energy = shares(replace(golden(), kwh=golden().kwh * 2))
    assert flagged >= 0.95
    assert energy <= 0.02


def test_three_times_the_energy_is_flagged_wherever_a_day_has_a_usual_level():
    days = replace(golden(), kwh=golden().kwh * 3)
    assert shares(days)[0] >= 0.97
    assert (assess(unstated(days), expected.derive(unstated(days))).status != "VERIFIED").mean() > 0.98


@pytest.mark.parametrize("place", [(6.52, 3.38), (9.06, 7.49), (12.0, 8.52)], ids=["Lagos", "Abuja", "Kano"])
@pytest.mark.parametrize("haze", [1.0, 0.7])
@pytest.mark.parametrize("dust", [1.0, 0.7])
def test_a_year_of_honest_nigerian_days_is_never_flagged(place, haze, dust):
    rng = np.random.default_rng(7)
    midnight = np.datetime64("2023-12-31T23:00", "us") + np.arange(365) * np.timedelta64(1, "D")
    days = honest(365, latitude=place[0], longitude=place[1], midnight=midnight)
    clouds = np.clip(haze * rng.uniform(0.3, 1.0, (365, 1)) + rng.normal(0, 0.15, (365, 24)), 0.05, 1.0)
    roof = replace(days, ghi_wh_m2=days.ghi_wh_m2 * clouds)
    kwh = expected.derive(roof).poa_global * 6 / 1000 * 0.82 * dust
    judged = noisy(replace(roof, kwh=kwh))
    assert (assess(judged, expected.derive(judged)).status == "FLAGGED").mean() <= 0.01
