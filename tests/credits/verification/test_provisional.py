"""A day's energy beside NASA's daily sum: a warning or a reassurance, by figures anybody can work out."""

from dataclasses import fields, replace

import numpy as np
import pytest

from credits.verification.days import DayBatch
from credits.verification.expected import ExpectedCurves
from credits.verification.provisional import compare
from credits.verification.thresholds import RULE

FLAT = np.zeros(24)
FLAT[8:16] = 500.0
STEEP = 1.5 * FLAT
DAILY = np.array([4_000.0])


def day(kwh: float = 16.0, **columns: object) -> DayBatch:
    """One day of a 5 kWp array, its energy spread over eight hours."""
    curve = np.zeros((1, 24))
    curve[0, 8:16] = kwh / 8
    one = DayBatch(
        kwh=curve,
        ghi_wh_m2=np.full((1, 24), np.nan),
        clearsky_wh_m2=np.full((1, 24), np.nan),
        midnight=np.array(["2025-01-15T23:00"], "datetime64[us]"),
        latitude=np.array([6.5]),
        longitude=np.array([3.4]),
        capacity_kw=np.array([5.0]),
        dc_capacity_kwp=np.array([5.0]),
        surface_tilt=np.array([10.0]),
        surface_azimuth=np.array([180.0]),
        quantity=np.array(["pv_generation"]),
        interval_minutes=np.array([60.0]),
        hours_since_previous=np.array([1.0]),
        reference_kind=np.array(["satellite"]),
        day_over=np.array([True]),
        provisional=np.array([0]),
        received_after_public=np.array([True]),
        land_share=np.array([1.0]),
        reference_note=np.array([""]),
    )
    return replace(one, **columns)


def curves(plane: np.ndarray = FLAT, flat: np.ndarray = FLAT) -> ExpectedCurves:
    nothing = np.full((1, 24), np.nan)
    return ExpectedCurves(nothing, nothing, nothing, flat[None], plane[None])


def plain_limit(kwp: float, gain: float, kwh_m2: float) -> float:
    """The published rule's ceiling on the day's sum, written out."""
    return kwp * (RULE.satellite_gain * gain * kwh_m2 + RULE.satellite_slack_wh_m2 / 1000)


def test_the_limit_is_the_rules_own_ceiling_on_the_daily_sum():
    found = compare(day(), curves(), DAILY)
    assert found.limit[0] == pytest.approx(plain_limit(5.0, 1.0, 4.0))
    assert (found.energy[0], found.daily[0], found.array_kwp[0]) == (16.0, 4.0, 5.0)


@pytest.mark.parametrize(("over", "possible"), [(0.0, True), (0.001, False), (-0.001, True), (100.0, False)])
def test_a_day_is_possible_up_to_its_limit(over, possible):
    limit = float(compare(day(), curves(), DAILY).limit[0])
    found = compare(day(limit + over), curves(), DAILY)
    assert (bool(found.known[0]), bool(found.possible[0])) == (True, possible)


@pytest.mark.parametrize(("plane", "gain"), [(STEEP, 1.5), (FLAT, 1.0), (0.5 * FLAT, 1.0)])
def test_a_tilt_that_gains_raises_the_limit_and_one_that_loses_does_not_lower_it(plane, gain):
    assert compare(day(), curves(plane), DAILY).limit[0] == pytest.approx(plain_limit(5.0, gain, 4.0))


def test_an_unknown_array_is_the_largest_that_the_inverter_takes():
    found = compare(day(dc_capacity_kwp=np.array([np.nan])), curves(), DAILY)
    assert found.array_kwp[0] == 5.0 * RULE.array_per_inverter


def test_each_day_of_a_batch_is_held_beside_its_own_sky():
    one, other = day(), replace(day(), kwh=np.full((1, 24), np.nan))
    both = DayBatch(**{f.name: np.concatenate([getattr(one, f.name), getattr(other, f.name)]) for f in fields(one)})
    skies = (curves(STEEP), curves(0.001 * FLAT, 0.001 * FLAT))
    joined = ExpectedCurves(*(np.concatenate([getattr(sky, f.name) for sky in skies]) for f in fields(skies[0])))
    found = compare(both, joined, np.repeat(DAILY, 2))
    np.testing.assert_allclose(found.limit, [plain_limit(5.0, gain, 4.0) for gain in (1.5, 1.0)])
    assert found.known.tolist() == [True, False]


def test_a_dim_sky_gains_by_a_tilt_as_a_bright_one_does():
    assert compare(day(), curves(1e-4 * STEEP, 1e-4 * FLAT), DAILY).limit[0] == pytest.approx(
        plain_limit(5.0, 1.5, 4.0)
    )


def test_a_polar_night_has_no_gain_and_keeps_the_slack():
    found = compare(day(), curves(0 * FLAT, 0 * FLAT), np.array([0.0]))
    assert found.limit[0] == pytest.approx(plain_limit(5.0, 1.0, 0.0))


UNKNOWN = {
    "no daily value": ({}, np.array([np.nan])),
    "a load": ({"quantity": np.array(["load"])}, DAILY),
    "a day that runs": ({"day_over": np.array([False])}, DAILY),
    "no readings": ({"kwh": np.full((1, 24), np.nan)}, DAILY),
    "one reading a day": ({"interval_minutes": np.array([1440.0])}, DAILY),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_nothing_is_said_where_nothing_can_be_known(case):
    columns, daily = UNKNOWN[case]
    found = compare(replace(day(), **columns), curves(), daily)
    assert (bool(found.known[0]), found.sentence(0)) == (False, "")


def test_an_unknown_spacing_is_no_reason_for_silence():
    assert compare(day(interval_minutes=np.array([np.nan])), curves(), DAILY).known[0]


def test_the_sentences_begin_with_provisional_and_decide_nothing():
    good, bad = (compare(day(kwh), curves(), DAILY).sentence(0) for kwh in (16.0, 40.0))
    assert good == "Provisional: consistent with NASA's daily value (4.00 kWh/m²); awaits the hourly product."
    assert bad == (
        "Provisional: 40.00 kWh are more than the 25.50 kWh that NASA's daily value (4.00 kWh/m²) allows an array of "
        "5 kWp: check the meter's unit and scale and the stated ratings; the hourly product decides."
    )


def test_another_rule_can_be_tried():
    found = compare(day(), curves(), DAILY, replace(RULE, satellite_gain=2.0, satellite_slack_wh_m2=0.0))
    assert found.limit[0] == pytest.approx(40.0)
