"""The day's clock beside a slow plain answer: every shift of every day tried by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from credits.verification import expected
from credits.verification.clock import better_correlation, fit_clock, share
from credits.verification.thresholds import RULE

from .making import honest
from .test_second_month import random_days
from .test_statistics import plain_pearson

NAN = math.nan
N = 45


def plain_moved(curve, hours):
    """The curve as a clock so far ahead stamps it; half hours lie between two."""
    before, after = (
        [curve[(h - whole) % 24] for h in range(24)] for whole in (math.floor(hours), math.floor(hours) + 1)
    )
    return before if hours == math.floor(hours) else [(a + b) / 2 for a, b in zip(before, after, strict=True)]


def plain_share(kwh, slots):
    energy = math.fsum(e for e in kwh if not math.isnan(e))
    return math.fsum(e for e, there in zip(kwh, slots, strict=True) if there and not math.isnan(e)) / (energy or 1)


def plain_best(candidates, r_at):
    """The first of the highest, nearest shifts first."""
    best = (None, 0.0)
    for hours in sorted(candidates, key=abs):
        r = r_at(hours)
        if r is not None and (best[0] is None or r > best[0]):
            best = (r, hours)
    return best


def plain_fit(kwh, references, dark, capacity, comparable):
    """(hours, r as stamped, r once corrected) of one day."""

    def r_at(hours):
        limits = {"least_pairs": 6, "spread_x": 0.001 * capacity, "spread_y": 1.0}
        every = [plain_pearson(kwh, plain_moved(curve, hours), **limits) for curve in references]
        return max((r for r in every if r is not None), default=None)

    def in_daylight(hours):
        moved = [value == 1 for value in plain_moved([float(gone) for gone in dark], hours)]
        return r_at(hours) if plain_share(kwh, moved) <= RULE.clean_share else None

    shifts = [step / 2 for step in range(-23, 25)]
    stamped = r_at(0)
    if comparable and stamped is not None:
        r, hours = plain_best([h for h in shifts if abs(h) < RULE.far_shift_hours], r_at)
        halved = 1 - r <= RULE.near_shift_gain * (1 - stamped)
        if halved and r > RULE.near_shift_correlation and abs(hours) >= RULE.named_shift_hours:
            return hours, stamped, r
    if plain_share(kwh, dark) > RULE.dark_share:
        r, hours = plain_best([h for h in shifts if abs(h) >= RULE.far_shift_hours], in_daylight)
        if r is not None and r >= (-1 if stamped is None else stamped) + RULE.far_shift_gain:
            return hours, stamped, r
    return 0.0, stamped, stamped


def shifted_days(seed):
    """Days of every clock, some under an unpublished or a cloudless sky, of an unknown roof, or without output."""
    rng = np.random.default_rng(seed)
    days = random_days(seed)
    kwh = np.stack([np.roll(days.kwh[row], rng.choice([0, 0, 1, -1, 2, 3, 7, -9, 12])) for row in range(N)])
    half = (kwh + np.roll(kwh, 1, axis=1)) / 2
    kwh = np.where(rng.random((N, 1)) < 0.2, half, kwh)
    kwh[3], kwh[4] = 0.0, NAN
    kwh[5] += 0.05
    kwh[6] = np.where((np.arange(24) < 5) | (np.arange(24) >= 19), np.roll(days.kwh[6], 12), NAN)
    return replace(
        days,
        kwh=kwh,
        surface_tilt=np.where(rng.random(N) < 0.2, NAN, 12.0),
        capacity_kw=np.where(rng.random(N) < 0.1, 3000.0, 5.0),
    )


def fitted(days, published):
    """The clocks of some days, each beside the one a plain search finds."""
    curves = expected.derive(days)
    dark = curves.cosine_zenith == 0
    kwh = np.where(dark & np.isnan(days.kwh), 0.0, days.kwh)
    found = fit_clock(kwh, days, curves, published, RULE)
    for row in range(len(days)):
        pair = [curves.ghi, curves.poa_global] if published[row] else [curves.clean_poa] * 2
        plain = plain_fit(
            kwh[row].tolist(),
            [curve[row].tolist() for curve in pair],
            dark[row].tolist(),
            days.capacity_kw[row],
            published[row] and days.orientation_known[row],
        )
        told = [found.hours[row], found.correlation[row], found.shifted_correlation[row]]
        assert told == pytest.approx([NAN if value is None else value for value in plain], abs=1e-9, nan_ok=True), row
    return found


@pytest.mark.parametrize("seed", [51, 52])
def test_the_clock_that_fits_is_the_one_a_plain_search_finds(seed):
    found = fitted(shifted_days(seed), np.random.default_rng(seed).random(N) < 0.8)
    assert {0.0, 1.0, -1.0} <= set(found.hours.tolist())
    assert (np.abs(found.hours) >= RULE.far_shift_hours).sum() > 3


def test_noise_hides_a_short_shift_where_it_halves_nothing_any_more():
    days, rng = honest(150), np.random.default_rng(53)
    clear = replace(days, ghi_wh_m2=expected.derive(days).clean_ghi * 0.9)
    noise = np.linspace(0, 0.35, 150)[:, None] * rng.normal(0, 1, (150, 24))
    late = np.roll(expected.derive(clear).poa_global, 1, axis=1) / 250 * (1 + noise)
    found = fitted(replace(clear, kwh=late.clip(min=0)), np.ones(150, bool))
    assert (found.hours[:3] == 1).all()
    assert (found.hours == 0).any()


def test_output_by_night_alone_has_no_r_as_stamped_and_one_once_it_is_moved():
    days = honest()
    night = np.where((np.arange(24) < 5) | (np.arange(24) >= 19), np.roll(days.kwh, 12, axis=1), NAN)
    found = fitted(replace(days, kwh=night), np.array([True]))
    assert np.isnan(found.correlation[0])
    assert abs(found.hours[0]) >= 11


@pytest.mark.parametrize("hours", [1, -1])
def test_a_short_shift_needs_the_days_own_clouds_and_a_stated_roof(hours):
    days = honest(2, surface_tilt=np.array([12.0, NAN]))
    curves, kwh = expected.derive(days), np.roll(days.kwh, hours, axis=1)
    assert fit_clock(kwh, days, curves, np.array([True, True]), RULE).hours.tolist() == [hours, 0]
    assert fit_clock(kwh, days, curves, np.array([False, False]), RULE).hours.tolist() == [0, 0]


def test_the_better_of_two_references_counts_and_none_is_unknown():
    up = np.arange(24.0)[None]
    hidden, flat = np.full((1, 24), NAN), np.ones((1, 24))
    for references, r in (([up, -up], 1.0), ([-up, up], 1.0), ([hidden, -up], -1.0), ([flat, hidden], NAN), ([], NAN)):
        np.testing.assert_allclose(better_correlation(up, references, np.zeros(1), RULE), [r])


def test_shares_are_of_each_days_own_energy():
    kwh = np.array([[1.0, 3.0, NAN], [0.0, 0.0, 0.0], [0.1, 0.3, 0.0]])
    slots = np.array([[True, False, True]] * 3)
    np.testing.assert_allclose(share(kwh, slots), [0.25, 0.0, 0.25])
