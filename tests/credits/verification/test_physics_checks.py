from dataclasses import replace

import numpy as np
import pytest

from credits.verification import expected
from credits.verification.verdict import assess

from .asking import check, verdict
from .making import batch, changed, golden, honest

NAN = np.nan


def sunny(**columns):
    """An honest cloudless day."""
    days = honest(**columns)
    curves = expected.derive(days)
    array = np.where(days.array_known, days.dc_capacity_kwp, days.capacity_kw)[:, None]
    return replace(days, ghi_wh_m2=curves.clean_ghi * 0.9, kwh=curves.clean_poa * array / 1000 * 0.7)


@pytest.mark.parametrize(
    ("peak", "rating", "status"),
    [(5.9, "pass", None), (6.8, "pass", None), (7.0, "fail", "FLAGGED"), (50.0, "fail", "FLAGGED")],
)
def test_an_hour_is_bounded_by_the_stated_array(peak, rating, status):
    days = changed(sunny(), {12: peak})
    assert check(days, "rating").outcome == rating
    assert status is None or verdict(days).status == status


@pytest.mark.parametrize(
    ("peak", "array_size", "rating", "status"),
    [
        (4.9, "pass", "pass", "VERIFIED"),
        (5.2, "pass", "pass", "VERIFIED"),  # a meter's error above 5 kW
        (5.5, "fail", "pass", "PENDING"),
        (7.4, "fail", "pass", "PENDING"),
        (7.6, "fail", "fail", "FLAGGED"),
    ],
)
def test_an_unknown_array_may_be_half_again_the_inverter(peak, array_size, rating, status):
    days = changed(sunny(dc_capacity_kwp=NAN), {12: peak})
    assert check(days, "array_size").outcome == array_size
    assert check(days, "rating").outcome == rating
    assert verdict(days).status == status


def test_a_day_too_large_for_the_inverter_asks_for_the_arrays_size():
    days = honest(dc_capacity_kwp=NAN, performance_ratio=1.4)
    result = verdict(replace(days, kwh=np.minimum(days.kwh, 5.0)))
    assert result.status == "PENDING"
    assert "the array's size is not stated" in result.reason
    assert "dc_capacity_kwp" in result.cure


def test_a_hybrids_array_may_exceed_its_inverter():
    days = honest(capacity_kw=3.0, dc_capacity_kwp=6.0)
    assert days.kwh.max() > 3.0
    assert verdict(days).status == "VERIFIED"


@pytest.mark.parametrize("slots", [(1, 2), (0,), (2, 3), (22, 23)])
def test_energy_at_night_as_large_as_by_day_is_flagged(slots):
    days = honest()
    result = verdict(changed(days, dict.fromkeys(slots, float(days.kwh.max()))))
    assert result.status == "FLAGGED"
    assert f"{min(slots):02d}:00 to" in result.reason


def test_energy_at_night_is_flagged_on_every_real_day_and_month():
    days = golden()
    kwh = days.kwh.copy()
    kwh[:, 1:3] = days.kwh.max(axis=1, keepdims=True)
    days = replace(days, kwh=kwh)
    lit = kwh.sum(axis=1) > 8
    assert (assess(days, expected.derive(days)).status[lit] == "FLAGGED").all()


def test_energy_at_night_is_flagged_before_any_satellite_is_published():
    days = honest()
    forged = changed(days, dict.fromkeys((1, 2), float(days.kwh.max())))
    assert verdict(replace(forged, ghi_wh_m2=np.full((1, 24), NAN))).status == "FLAGGED"


def test_a_little_energy_at_night_is_doubt_and_no_flag():
    result = verdict(changed(honest(), {1: 0.4, 2: 0.4}))
    assert result.status == "PENDING"
    assert "in the dark" in result.reason


def test_a_meters_offset_at_night_is_nothing():
    assert verdict(changed(honest(), dict.fromkeys(range(5), 0.005))).status == "VERIFIED"


@pytest.mark.parametrize(("factor", "status"), [(1.0, "VERIFIED"), (2.0, "FLAGGED"), (3.0, "FLAGGED")])
def test_more_than_the_sky_gives_is_flagged(factor, status):
    days = sunny()
    assert verdict(replace(days, kwh=days.kwh * factor)).status == status


def test_more_than_a_cloudless_day_is_flagged_without_any_satellite():
    days = replace(sunny(), ghi_wh_m2=np.full((1, 24), NAN))
    flat = np.where(days.kwh > 0, 6.5, 0.0)
    assert check(replace(days, kwh=flat), "rating").outcome == "pass"
    assert check(replace(days, kwh=flat), "cloudless").outcome == "fail"
    assert verdict(replace(days, kwh=flat)).status == "FLAGGED"


def test_more_than_a_cloudy_day_is_flagged_by_the_satellite_alone():
    days = sunny()
    result = verdict(replace(days, ghi_wh_m2=days.ghi_wh_m2 * 0.3))
    assert result.status == "FLAGGED"
    assert "satellite's sky" in result.reason


def test_between_the_theoretical_day_and_the_satellites_error_lies_doubt():
    days = honest(performance_ratio=1.1)
    result = verdict(days)
    assert result.status == "PENDING"
    assert "1.10 times the theoretical" in result.reason


@pytest.mark.parametrize("performance_ratio", [0.05, 0.3, 0.6, 0.95])
def test_low_output_never_fails(performance_ratio):
    assert verdict(honest(performance_ratio=performance_ratio)).status == "VERIFIED"


def test_an_unknown_orientation_takes_the_most_favourable_ceiling():
    place = {"latitude": 40.0, "longitude": 0.0, "midnight": "2024-12-20T00:00", "surface_tilt": 60.0}
    days = sunny(**place)
    unknown = replace(days, surface_tilt=np.array([NAN]), surface_azimuth=np.array([NAN]))
    flat = replace(days, surface_tilt=np.array([0.0]))
    assert verdict(unknown).status == "VERIFIED"
    assert check(unknown, "cloudless").threshold > 1.5 * check(flat, "cloudless").threshold


@pytest.mark.parametrize("latitude", [-33.9, 6.5, 52.0])
@pytest.mark.parametrize("midnight", ["2024-03-19T23:00", "2024-06-20T23:00", "2024-12-20T23:00"])
def test_honest_days_verify_in_both_hemispheres_and_all_seasons(latitude, midnight):
    azimuth = 180.0 if latitude > 0 else 0.0
    days = honest(latitude=latitude, longitude=15.0, midnight=midnight, surface_tilt=30.0, surface_azimuth=azimuth)
    assert verdict(days).status == "VERIFIED"


def test_an_honest_day_verifies_in_a_half_hour_zone():
    assert verdict(honest(latitude=28.6, longitude=77.2, midnight="2024-03-14T18:30")).status == "VERIFIED"


def test_a_lump_leaves_the_days_sum_unjudged():
    days = changed(sunny(hours_since_previous=40.0), {0: 70.0})
    assert check(days, "cloudless").outcome == "inconclusive"
    assert check(days, "satellite").outcome == "inconclusive"


def test_a_poa_sensor_is_held_to_its_own_uncertainty():
    by_sensor = check(honest(reference_kind="ghi_sensor"), "satellite").threshold
    by_satellite = check(honest(), "satellite").threshold
    assert by_satellite - by_sensor == pytest.approx(6.0 * 0.2)


def test_a_day_without_sun_or_readings_flags_nothing():
    assert verdict(batch(1)).status == "PENDING"
