from datetime import UTC, date, datetime

import numpy as np
import pytest

from reports.demo.sky import (
    HOUR_US,
    STEP_US,
    Steps,
    cell_sky,
    climatological_turbidity,
    cloudless_ghi,
    hourly_mean,
    sun_over,
)

STEPS = Steps(date(2025, 9, 20), 20)
LAGOS = 6.5, 3.5
NOON_STEP = 47  # 11:45 to 12:00 UTC


@pytest.fixture(scope="module")
def sun():
    return sun_over(STEPS, *LAGOS)


@pytest.fixture(scope="module")
def lagos():
    return cell_sky(STEPS, 6, 3, np.random.default_rng(5))


def test_steps_are_quarter_hours_from_midnight_utc():
    assert STEPS.instant_us[0] == datetime(2025, 9, 20, tzinfo=UTC).timestamp() * 1e6
    assert set(np.diff(STEPS.instant_us)) == {STEP_US}
    assert len(STEPS.instant_us) == 20 * 96


def test_hours_are_whole_and_as_many_as_the_days_have():
    assert (STEPS.hour_us % HOUR_US == 0).all()
    assert len(STEPS.hour_us) == 20 * 24


def test_each_step_knows_its_day_of_the_year():
    assert STEPS.day_of_year[0] == 263
    assert STEPS.day_of_year[-1] == 282


def test_the_equinox_sun_stands_near_the_zenith_of_lagos_at_noon(sun):
    equinox = 2 * 96
    assert sun.zenith[equinox : equinox + 96].min() == pytest.approx(6.5, abs=1)


def test_the_sun_is_in_the_east_in_the_morning_and_the_west_in_the_evening(sun):
    assert 80 < sun.azimuth[7 * 4] < 110
    assert 250 < sun.azimuth[16 * 4] < 280


def test_the_climatology_of_nigerian_haze_is_four_to_six():
    for lat, lon in (LAGOS, (12.5, 8.5)):
        turbidity = climatological_turbidity(STEPS, lat, lon)
        assert ((turbidity > 3.9) & (turbidity < 6.1)).all()


def test_a_cleaner_sky_is_brighter(sun):
    hazy, clean = (cloudless_ghi(sun, np.full(len(sun.zenith), haze)) for haze in (5.5, 2.5))
    assert (clean[NOON_STEP] - hazy[NOON_STEP]) > 50
    assert 850 < clean[NOON_STEP] < 1100


def test_the_cloudless_sky_is_dark_at_night_and_never_nan(sun):
    ghi = cloudless_ghi(sun, np.full(len(sun.zenith), 4.0))
    assert (ghi[sun.apparent_zenith >= 90] == 0).all()
    assert np.isfinite(ghi).all()


def test_an_hour_is_the_mean_of_its_quarters():
    assert hourly_mean(np.array([0.0, 4.0, 8.0, 4.0, 1.0, 1.0, 1.0, 1.0])).tolist() == [4.0, 1.0]


def test_the_satellite_sees_no_sun_at_night(lagos):
    assert (lagos.ghi_wh_m2[lagos.clearsky_wh_m2 == 0] == 0).all()
    assert (lagos.ghi_wh_m2 >= 0).all()


def test_the_satellite_errs_about_the_truth_like_the_published_product(lagos, sun):
    truth = hourly_mean(cloudless_ghi(sun, lagos.haze) * lagos.clouds.index.ravel())
    high_sun = lagos.clearsky_wh_m2 > 600
    error = (lagos.ghi_wh_m2 - truth)[high_sun]
    assert 50 < error.std() < 85
    assert abs(error.mean()) < 15


def test_a_days_haze_differs_from_the_climatology(lagos):
    share = lagos.haze / climatological_turbidity(STEPS, *LAGOS)
    assert share.reshape(20, 96).std(axis=1).max() == pytest.approx(0, abs=1e-12)
    assert share.std() > 0.03
