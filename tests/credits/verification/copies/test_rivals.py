"""What the copy checks go by, beside plain questions about each day."""

import math
from dataclasses import fields, replace

import numpy as np
import pytest

from credits.verification import expected
from credits.verification.copies.rivals import Rivals, gather_copies, kwh, no_rivals
from credits.verification.thresholds import RULE
from credits.verification.window import Window
from inverters.prints import digit_bits

from ..months import around
from ..test_second_month import random_days

NAN = math.nan


def rivals(m=2, **columns):
    values = {
        "row": np.arange(m), "day": np.zeros((m, 24), np.int64), "month": np.zeros((m, 3, 24), np.int64),
        "earlier": np.ones(m, bool), "own": np.zeros(m, bool), "same_date": np.ones(m, bool),
        "distance_km": np.arange(m, dtype=float), "name": np.array(["a", "b", "c"][:m]), "date": np.array(["d"] * m),
    }  # fmt: skip
    return Rivals(**values | columns)


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("day", np.zeros((2, 23), np.int64), r"^rivals hold days of 24 slots, and months of such days$"),
        ("day", np.zeros((1, 24), np.int64), r"^rivals hold days of 24 slots, and months of such days$"),
        ("month", np.zeros((2, 24), np.int64), r"^rivals hold days of 24 slots, and months of such days$"),
        ("month", np.zeros((2, 24, 3), np.int64), r"^rivals hold days of 24 slots, and months of such days$"),
        ("month", np.zeros((1, 3, 24), np.int64), r"^month holds one value for each rival$"),
        ("name", np.array(["a"]), r"^name holds one value for each rival$"),
    ],
)
def test_a_wrong_column_is_refused_with_its_rule(column, value, rule):
    with pytest.raises(ValueError, match=rule):
        rivals(**{column: value})


def test_some_rivals_are_taken_in_the_order_asked():
    some = rivals(3).take(np.array([2, 0]))
    assert (len(some), some.name.tolist(), some.distance_km.tolist()) == (2, ["c", "a"], [2.0, 0.0])


def test_nothing_resembles_nothing():
    none = no_rivals(31)
    assert len(none) == 0
    assert (none.day.shape, none.month.shape) == ((0, 24), (0, 31, 24))
    assert {f.name: getattr(none, f.name).dtype.kind for f in fields(Rivals)} == {
        "row": "i", "day": "i", "month": "i", "earlier": "b", "own": "b", "same_date": "b", "distance_km": "f",
        "name": "U", "date": "U",
    }  # fmt: skip


def test_energies_become_kwh_and_missing_ones_nan():
    assert kwh(np.array([-1, 0, 2_500_000])).tolist() == pytest.approx([NAN, 0.0, 2.5], nan_ok=True)


def varied_days():
    days = random_days(71)
    row, hours = np.arange(len(days)), np.arange(24)
    ghi = np.where((row[:, None] % 5 == 1) & (hours > 13), NAN, days.ghi_wh_m2)
    ghi[7] = NAN
    return replace(
        days,
        ghi_wh_m2=ghi,
        latitude=np.where(row == 9, -88.0, days.latitude),
        land_share=np.where(row % 4 == 2, 0.69, 0.7),
        reference_kind=np.where(row % 8 == 2, "ghi_sensor", "satellite"),
    )


def test_a_batch_becomes_whole_milliwatt_hours_and_the_sky_of_each_day():
    days = varied_days()
    curves, window = expected.derive(days), around(days)
    window = Window(window.rows[10:], window.days[10:])
    found = gather_copies(days, curves, window, no_rivals(31))
    for row in range(len(days)):
        energy = [-1 if math.isnan(e) else round(e * 1e6) for e in days.kwh[row]]
        assert found.history[row].tolist() == energy
        known = ~np.isnan(days.ghi_wh_m2[row])
        clean = curves.clean_ghi[row]
        sea = days.reference_kind[row] == "satellite" and days.land_share[row] < 0.7
        sure = clean[known].sum() >= 0.9 * clean.sum() > 0 and not sea
        sky = days.ghi_wh_m2[row][known].sum() / clean[known].sum() if sure else NAN
        assert found.sky[row] == pytest.approx(sky, nan_ok=True), row
    assert 5 < np.isnan(found.sky).sum() < 35
    assert (len(found), found.rule, found.history.dtype) == (len(days) - 10, RULE, np.int64)
    np.testing.assert_array_equal(found.days, found.history[10:])
    bits = digit_bits(found.history[10:], RULE.like_day_spread).sum(axis=1)
    np.testing.assert_array_equal(found.bits, bits)
    np.testing.assert_array_equal(replace(found, rule=replace(RULE, like_day_spread=0.1)).bits > bits, bits > 0)


def test_months_are_those_of_the_days_that_are_asked_for():
    days = random_days(72)
    found = gather_copies(days, expected.derive(days), around(days.take(slice(0, 9))), no_rivals(31))
    month = found.months(np.array([4, 2]))
    for n, row in enumerate((4, 2)):
        for place, at in enumerate(found.month[row]):
            assert month[n, place].tolist() == (found.history[at].tolist() if at >= 0 else [-1] * 24)
    assert (found.month < 0).any()


def test_another_rule_is_carried():
    days = random_days(73)
    rule = replace(RULE, published_share=1.1)
    nobody = no_rivals(31)
    found = gather_copies(days, expected.derive(days), around(days), nobody, rule)
    assert (found.rule, np.isnan(found.sky).all()) == (rule, True)
    assert found.rivals is nobody
