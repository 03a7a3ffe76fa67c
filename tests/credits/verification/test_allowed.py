from dataclasses import replace

import numpy as np
import pytest

from credits.verification import allowed, expected
from credits.verification.thresholds import RULE
from credits.verification.window import alone

from .making import batch, golden, honest
from .months import MIDDLE, ahead, around
from .test_second_month import random_days


def around_golden(days):
    window = around(days)
    one = type(window)(window.rows[MIDDLE : MIDDLE + 1], window.days[MIDDLE : MIDDLE + 1])
    return allowed.allowed_around(days, expected.derive(days), one)


def test_an_honest_hour_lies_within_the_band_and_below_the_cloudless_sky():
    days = honest()
    found = allowed.allowed(days, expected.derive(days), ratio=0.75)

    lit = days.kwh > 0
    assert np.allclose(found.expected[lit], days.kwh[lit], rtol=1e-4)
    assert (found.low <= found.expected).all()
    assert (found.expected <= found.high).all()
    assert (found.high <= np.maximum(found.cloudless, found.expected)).all()


def test_expected_scales_with_the_array_and_with_the_rating_where_the_array_is_not_stated():
    stated, unstated = batch(1, ghi_wh_m2=500.0), batch(1, ghi_wh_m2=500.0, dc_capacity_kwp=np.nan)

    six, five = (allowed.allowed(days, expected.derive(days)) for days in (stated, unstated))

    assert (six.size_kw[0], five.size_kw[0]) == (6.0, 5.0)
    assert np.allclose(six.expected * 5, five.expected * 6)


def test_what_is_not_published_is_not_expected_but_the_cloudless_sky_is_known():
    days = batch(1)
    found = allowed.allowed(days, expected.derive(days))

    assert np.isnan(found.expected).all()
    assert np.isnan(found.low).all()
    assert np.isnan(found.high).all()
    assert found.cloudless.sum() > 20


def test_a_plant_with_a_month_is_held_against_its_own_usual_level():
    found, ceilings = around_golden(golden())

    assert found.ratio_known
    assert 0.65 < found.ratio < 0.85
    measured = np.nansum(golden().kwh[MIDDLE])
    assert abs(found.expected[MIDDLE].sum() - measured) < found.day_error[MIDDLE]
    assert measured < ceilings.theoretical < min(ceilings.satellite, ceilings.cloudless)


@pytest.mark.parametrize(
    "days",
    [replace(golden(), kwh=golden().kwh * 1.6), ahead(golden(), 7), golden().take(slice(MIDDLE - 4, MIDDLE + 5))],
    ids=["false figures", "a wrong clock", "too few days"],
)
def test_what_shows_no_true_level_is_held_against_the_usual_one(days):
    place = min(MIDDLE, len(days) // 2)
    window = around(days)
    one = type(window)(window.rows[place : place + 1], window.days[place : place + 1])
    found, _ = allowed.allowed_around(days, expected.derive(days), one)

    assert (found.ratio, found.ratio_known) == (allowed.USUAL_RATIO, False)


def test_nothing_is_expected_beyond_the_theoretical_output():
    days = honest()

    assert allowed.allowed(days, expected.derive(days), ratio=1.4).ratio == RULE.theoretical_gain


def test_ceilings_that_need_a_satellite_are_unknown_without_one():
    days = batch(1)
    _, ceilings = allowed.allowed_around(days, expected.derive(days), alone(1))

    assert (ceilings.theoretical, ceilings.satellite) == (None, None)
    assert ceilings.hour == pytest.approx(RULE.array_gain * 6)
    assert ceilings.cloudless > 0


def test_the_measured_share_of_the_daylight_is_told_and_polar_night_has_none():
    half = honest()
    half.kwh[0, 12:] = np.nan
    dark = batch(1, latitude=85.0, midnight="2024-12-20T00:00")

    assert 0.3 < allowed.allowed(half, expected.derive(half)).daylight[0] < 0.7
    assert np.isnan(allowed.allowed(dark, expected.derive(dark)).daylight[0])


@pytest.mark.parametrize(("ratio", "used"), [(None, 0.8), (0.6, 0.6), (1.4, 1.0)])
def test_every_hour_of_the_band_is_what_plain_arithmetic_gives(ratio, used):
    days = random_days(81)
    days = replace(days, dc_capacity_kwp=np.where(np.arange(len(days)) % 3 == 0, np.nan, 6.0))
    curves = expected.derive(days)
    found = allowed.allowed(days, curves, ratio)
    for row in range(0, len(days), 4):
        size = 5.0 if row % 3 == 0 else 6.0
        for hour in range(24):
            theoretical, cloudless = (size * curve[row, hour] / 1000 for curve in (curves.poa_global, curves.clean_poa))
            error, usual = used * min(size * 0.15, cloudless), used * theoretical
            high = max(min(usual + error, cloudless), usual)
            plain = [theoretical, cloudless, usual, usual and max(usual - error, 0.0), high]
            told = [getattr(found, name)[row, hour] for name in ("theoretical", "cloudless", "expected", "low", "high")]
            assert told == pytest.approx(plain, nan_ok=True)
        clean, present = curves.clean_ghi[row], ~np.isnan(days.kwh[row])
        assert found.daylight[row] == pytest.approx(clean[present].sum() / clean.sum())
        assert (found.size_kw[row], found.day_error[row]) == pytest.approx((size, used * size * 0.5))
    assert (found.ratio, found.ratio_known) == (used, ratio is not None)


def test_a_day_without_sun_has_no_share_of_daylight():
    night = batch(1, latitude=85.0, midnight="2024-12-20T00:00")
    assert np.isnan(allowed.allowed(night, expected.derive(night)).daylight[0])
