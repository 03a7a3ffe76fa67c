from dataclasses import replace

import numpy as np
import pytest

from .making import batch, honest


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("kwh", np.zeros((1, 23)), "24 slots"),
        ("kwh", np.zeros(24), "24 slots"),
        ("kwh", np.zeros((1, 24), "f4"), "float64"),
        ("kwh", np.full((1, 24), -0.1), "refused: kwh is never negative$"),
        ("kwh", np.full((1, 24), np.inf), "finite"),
        ("ghi_wh_m2", np.full((1, 24), -np.inf), "finite"),
        ("clearsky_wh_m2", np.zeros((2, 24)), "24 slots"),
        ("latitude", np.array([np.nan]), "always known"),
        ("capacity_kw", np.array([0.0]), "refused: capacity_kw is above zero$"),
        ("capacity_kw", np.array([1.0, 2.0]), "one value for each day"),
        ("provisional", np.zeros((1, 1), "i8"), "one value for each day"),
        ("quantity", np.array(["wind"]), "refused: quantity is one of pv_generation, ac_output, load, export$"),
        ("reference_kind", np.array(["guess"]), "satellite"),
        ("midnight", np.array(["2024-01-01"], "datetime64[s]"), r"refused: midnight is datetime64\[us\]$"),
        ("day_over", np.array([1]), "bool"),
    ],
)
def test_a_wrong_column_is_refused_with_its_rule(column, value, rule):
    with pytest.raises(ValueError, match=rule):
        replace(batch(1), **{column: value})


def test_missing_hours_are_nan_and_not_present():
    days = batch(1, kwh=np.where(np.arange(24) == 5, np.nan, 0.0))
    assert days.present.sum() == 23
    assert not days.present[0, 5]


@pytest.mark.parametrize(
    ("tilt", "azimuth", "known"), [(10, 180, True), (0, np.nan, True), (10, np.nan, False), (np.nan, 180, False)]
)
def test_a_flat_roof_needs_no_azimuth(tilt, azimuth, known):
    assert batch(1, surface_tilt=tilt, surface_azimuth=azimuth).orientation_known[0] == known


def test_an_inverter_of_half_a_kilowatt_is_one():
    assert batch(1, capacity_kw=0.5).capacity_kw[0] == 0.5


def test_only_the_arrays_own_yield_is_generation():
    days = batch(4, quantity=np.array(["pv_generation", "ac_output", "load", "export"]))
    assert days.is_generation.tolist() == [True, False, False, False]
    assert batch(2, dc_capacity_kwp=np.array([6.0, np.nan])).array_known.tolist() == [True, False]


def test_some_days_are_taken_in_the_order_asked():
    days = honest(3, latitude=np.array([1.0, 2.0, 3.0]))
    assert days.take(np.array([2, 0])).latitude.tolist() == [3.0, 1.0]
    assert len(days.take(slice(0, 0))) == 0
