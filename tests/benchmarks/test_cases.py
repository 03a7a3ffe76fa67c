"""The cases of the accuracy tables: what an honest plant suffers, and what a forger invents."""

import numpy as np
import pytest

from benchmarks.cases import CASES, NAMED, SATELLITE, SEED, with_noise, without
from benchmarks.sites import named

LOWERED = ("two outages a day", "battery full at 85 %", "battery full at 50 %", "dust takes 30 %", "5 % of hours lost")
AS_LARGE = ("cloudless bell", "cloudless bell, satellite's day", "copied from the satellite", "block at noon")


def golden():
    return named("serf_east_2016")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_case_is_the_same_in_every_run_and_leaves_the_site_alone(case):
    before = golden().kwh.tobytes()
    assert case.sent(golden(), 3).kwh.tobytes() == case.sent(golden(), 3).kwh.tobytes()
    assert golden().kwh.tobytes() == before


@pytest.mark.parametrize("name", LOWERED)
def test_what_befalls_an_honest_plant_only_lowers_its_output(name):
    kwh = NAMED[f"honest, {name}"].sent(golden()).kwh
    assert (np.nan_to_num(kwh) <= golden().kwh).all()
    assert np.nansum(kwh) < golden().kwh.sum()


def test_a_grid_that_fails_twice_takes_one_to_six_hours():
    kwh = NAMED["honest, two outages a day"].sent(golden()).kwh
    lost = (kwh != golden().kwh).sum(axis=1)
    assert 1 <= lost.max() <= 6


@pytest.mark.parametrize("name", AS_LARGE)
def test_what_is_invented_is_as_large_as_the_truth(name):
    assert NAMED[name].sent(golden()).kwh.sum() == pytest.approx(golden().kwh.sum(), rel=0.02)


def test_a_clock_that_runs_ahead_moves_energy_later():
    kwh = NAMED["honest, clock one hour ahead"].sent(golden()).kwh
    assert kwh[5, 13] == golden().kwh[5, 12]
    assert kwh[6, 0] == golden().kwh[5, 23]


def test_noise_strays_by_its_size_and_leaves_the_night_dark():
    error = with_noise(golden(), 150.0).ghi_wh_m2 - golden().ghi_wh_m2
    high = golden().ghi_wh_m2 > 500
    assert error[high].std() == pytest.approx(150, rel=0.1)
    assert not error[golden().ghi_wh_m2 == 0].any()


def test_the_satellites_errors_are_not_the_forgers_noise():
    noise = with_noise(golden(), 1.0).ghi_wh_m2 - golden().ghi_wh_m2
    forger = np.random.default_rng([SEED, 0]).standard_normal(noise.shape)
    high = golden().ghi_wh_m2 > 10
    assert SATELLITE
    assert abs(np.corrcoef(noise[high], forger[high])[0, 1]) < 0.1


def test_what_is_not_stated_is_unknown():
    unstated = without(golden(), "surface_tilt", "surface_azimuth", "dc_capacity_kwp")
    assert not unstated.orientation_known.any()
    assert not unstated.array_known.any()
