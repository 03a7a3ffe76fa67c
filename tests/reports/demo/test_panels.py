from datetime import date

import numpy as np
import pytest

from reports.demo.panels import Face, SolarArray, ac_power, plane_of_array
from reports.demo.sky import Steps, cloudless_ghi, sun_over

STEPS = Steps(date(2025, 10, 1), 2)
SOUTH = (Face(10, 180),)


@pytest.fixture(scope="module")
def sun():
    return sun_over(STEPS, 9.0, 7.5)


@pytest.fixture(scope="module")
def ghi(sun):
    return cloudless_ghi(sun, np.full(len(sun.zenith), 3.5))


def power(sun, ghi, *, faces=SOUTH, capacity_kw=10.0, dc_kwp=11.0, derate=0.88):
    return ac_power(STEPS, sun, ghi, SolarArray(capacity_kw, dc_kwp, faces, derate), np.random.default_rng(1))


def test_a_flat_plane_receives_the_horizontal_light(sun, ghi):
    flat = plane_of_array(STEPS, sun, ghi, Face(0, 180))
    assert np.abs(flat - ghi).max() < 1  # W/m2: refraction near the horizon


def test_an_eastern_plane_leads_and_a_western_one_follows(sun, ghi):
    east, west = (plane_of_array(STEPS, sun, ghi, Face(30, azimuth)) for azimuth in (90, 270))
    assert east[32:36].sum() > 1.2 * west[32:36].sum()
    assert west[60:64].sum() > 1.2 * east[60:64].sum()


@pytest.mark.parametrize("dc_kwp", [5.0, 10.0, 30.0])
def test_power_never_passes_the_rating(sun, ghi, dc_kwp):
    kw = power(sun, ghi, dc_kwp=dc_kwp)
    assert kw.max() <= 10.0
    assert kw.min() == 0


def test_a_large_array_clips_at_the_rating(sun, ghi):
    assert (power(sun, ghi, dc_kwp=30.0) == 10.0).sum() > 20


def test_there_is_no_power_without_sun(sun, ghi):
    assert (power(sun, ghi).ravel()[ghi == 0] == 0).all()


def test_a_cloudless_day_yields_what_nigerian_roofs_yield(sun, ghi):
    kwh_per_kwp = power(sun, ghi).sum(axis=1) / 4 / 11.0
    assert ((kwh_per_kwp > 4.5) & (kwh_per_kwp < 6.0)).all()


def test_heat_costs_power(sun, ghi):
    cool = 11.0 * 0.88 * ghi.max() / 1000
    assert 0.75 * cool < power(sun, ghi, capacity_kw=12).max() < 0.88 * cool


def test_east_and_west_make_a_broader_day_than_south(sun, ghi):
    both = (Face(30, 90, 0.5), Face(30, 270, 0.5))
    broad, narrow = power(sun, ghi, faces=both), power(sun, ghi)
    assert broad.sum() / broad.max() > narrow.sum() / narrow.max()
