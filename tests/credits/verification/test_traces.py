"""What the days are traced as, beside a plain walk over their hours."""

import math
from dataclasses import fields, replace

import numpy as np
import pytest

from credits.verification import expected, traces
from credits.verification.thresholds import RULE
from credits.verification.traces import Traces, trace

from .making import batch, honest
from .test_second_month import LIT, plain_calm, random_days


def plain_trace(days, curves, row):
    """One day's traces in lists, hour by hour."""
    stated = days.dc_capacity_kwp[row]
    scale = 1000 / (days.capacity_kw[row] if math.isnan(stated) else stated)
    comparable = days.quantity[row] == "pv_generation" and not days.interval_minutes[row] > 60
    kwh, ghi, up = days.kwh[row].tolist(), days.ghi_wh_m2[row].tolist(), curves.cosine_zenith[row].tolist()
    usable = {}
    for h in range(24):
        after_gap = h > 0 and math.isnan(kwh[h - 1]) and up[h - 1] > LIT
        if comparable and up[h] > LIT and not math.isnan(kwh[h] + ghi[h]) and not after_gap:
            usable[h] = (kwh[h] * scale, curves.poa_global[row, h], ghi[h])
    calm = plain_calm(usable)
    made = [0.0 if math.isnan(value) else value * scale for value in kwh]
    nothing = (0.0, 0.0, 0.0)
    return {
        "output": [usable.get(h, nothing)[0] for h in range(24)],
        "poa": [usable.get(h, nothing)[1] for h in range(24)],
        "ghi": [usable.get(h, nothing)[2] for h in range(24)],
        "usable": [h in usable for h in range(24)],
        "undisturbed": [h in calm for h in range(24)],
        "energy": math.fsum(made),
        "dark_energy": [math.fsum(made[h] for h in range(24) if up[(h - s) % 24] == 0) for s in (0, 1, -1)],
    }


def varied_days():
    """Days with outages, full batteries and gaps, loads, daily sums and unstated arrays among them."""
    days = random_days(7)
    kwh = days.kwh.copy()
    kwh[2::5, 11:14] *= 0.01
    kwh[3::5, 10:13] *= 0.2
    kwh[4::5, 13] *= 0.2
    kwh[:, :4] = 0.01
    row = np.arange(len(days))
    return replace(
        days,
        kwh=kwh,
        latitude=np.where(row % 6 == 5, 85.0, days.latitude),
        dc_capacity_kwp=np.where(row % 7 == 1, np.nan, 6.0),
        quantity=np.where(row % 11 == 2, "load", "pv_generation"),
        interval_minutes=np.select([row % 13 == 3, row % 13 == 4], [1440.0, np.nan], 60.0),
    )


def test_every_trace_agrees_with_a_plain_walk():
    days = varied_days()
    curves = expected.derive(days)
    found = trace(days, curves, RULE)
    for row in range(len(days)):
        for name, plain in plain_trace(days, curves, row).items():
            np.testing.assert_allclose(getattr(found, name)[row], plain, rtol=1e-5, atol=1e-4, err_msg=f"{row} {name}")


def test_curves_are_single_and_masks_bool():
    days = honest(2)
    found = trace(days, expected.derive(days), RULE)
    kinds = {name: getattr(found, name).dtype for name in ("output", "poa", "ghi", "energy", "dark_energy")}
    assert set(kinds.values()) == {np.dtype(np.float32)}
    assert found.usable.dtype == found.undisturbed.dtype == bool


@pytest.mark.parametrize("block", [1, 3, 45])
def test_blocks_do_not_show(monkeypatch, block):
    days = varied_days()
    curves = expected.derive(days)
    whole = trace(days, curves, RULE)
    monkeypatch.setattr(traces, "BLOCK", block)
    parts = trace(days, curves, RULE)
    for column in fields(Traces):
        np.testing.assert_array_equal(getattr(parts, column.name), getattr(whole, column.name))


def test_no_days_have_empty_traces():
    none = batch(1).take(slice(0, 0))
    found = trace(none, expected.derive(none), RULE)
    assert (found.output.shape, found.dark_energy.shape) == ((0, 24), (0, 3))


def plain_held(output, poa):
    """The hours of one day that something held down."""
    hours = {h: (output[h], poa[h], 0.0) for h in range(24) if poa[h] > 0}
    return [h in hours and h not in plain_calm(hours) for h in range(24)]


@pytest.mark.parametrize(
    ("shares", "held"),
    [
        ({}, []),
        ({12: 0.04}, [12]),
        ({12: 0.06}, []),
        ({12: 0.29, 13: 0.29}, [12, 13]),
        ({12: 0.29, 14: 0.29}, []),
        ({12: 0.29, 13: 0.31}, []),
        ({11: 0.69, 12: 0.04, 13: 0.69}, [11, 12, 13]),
        ({11: 0.71, 12: 0.04, 13: 0.71}, [12]),
        ({10: 0.69, 11: 0.69, 12: 0.04}, [11, 12]),
        ({7: 0.04, 8: 0.6, 16: 0.6, 17: 0.04}, [7, 8, 16, 17]),
    ],
)
def test_outages_and_full_batteries_hold_down_their_hours_and_the_partial_ones_beside(shares, held):
    poa = np.where((np.arange(24) >= 7) & (np.arange(24) < 18), 800.0, 0.0)
    output = poa * 0.8 * np.array([shares.get(h, 1.0) for h in range(24)])
    found = traces.held_down(output[None], poa[None], poa[None] > 0, RULE)[0]
    assert np.flatnonzero(found).tolist() == held
    assert found.tolist() == plain_held(output, poa)


def test_the_best_level_is_that_of_three_bright_hours_running():
    poa = np.array([[0, 100, 100, 100, 300, 300, 300, 0], [0] * 8], float)
    output = np.array([[0, 90, 90, 90, 150, 180, 240, 0], [0] * 8], float)
    np.testing.assert_allclose(traces.level_at_best(output, poa), [420 / 600, 0.0])
    assert traces.running(poa)[0].tolist() == [200, 300, 500, 700, 900, 600]


@pytest.mark.parametrize(("dim", "best"), [(150.0, 0.5), (150.5, 2.0)])
def test_three_hours_as_dull_as_half_the_brightest_tell_no_level(dim, best):
    poa = np.array([[dim, dim, dim, 0, 0, 300, 300, 300]])
    output = np.where(poa == 300, 150.0, 2 * poa)
    assert traces.level_at_best(output, poa) == pytest.approx([best])
