"""What a month allows to be said, at the edges of its limits, and the day's r beside a plain second answer."""

import math
from dataclasses import replace

import numpy as np
import pytest

from credits.verification import expected, theory
from credits.verification.thresholds import RULE

from .supposed import month
from .test_second_month import random_days

EASY = replace(RULE, roof_agreement=1.0, clouds_sigmas=2.0, lag_sigmas=1.0)
"""A rule in round numbers: of 100 hours chance reaches 0.2."""


def said(question, rule=EASY, **figures):
    return bool(question(month(**({"hours": 100.0} | figures)), rule)[0])


@pytest.mark.parametrize(
    ("figures", "enough"),
    [({"days": 10.0}, True), ({"days": 9.9}, False), ({"hours": 60.0}, True), ({"hours": 59.0}, False)],
)
def test_a_month_is_enough_from_its_limits_on(figures, enough):
    assert said(theory.enough, **figures) == enough


@pytest.mark.parametrize(
    ("figures", "conclusive"),
    [
        ({}, True),
        ({"days": 15.0}, True),
        ({"days": 14.9}, False),
        ({"sky_within": 25.0}, True),
        ({"sky_within": 24.9}, False),
        ({"sky_sure": 0.2}, True),
        ({"sky_sure": 0.19}, False),
        ({"hours": 60.0, "sky_sure": 0.25}, False),
        ({"hours": 59.0}, False),
    ],
)
def test_clouds_and_history_must_suffice_to_be_conclusive(figures, conclusive):
    assert said(theory.conclusive, **figures) == conclusive


@pytest.mark.parametrize(("hours", "limit"), [(0.0, 2.0), (1.0, 2.0), (4.0, 1.0), (100.0, 0.2)])
def test_chance_reaches_less_over_more_hours(hours, limit):
    assert theory.clouds_limit(month(hours=hours, other_r=np.nan), EASY)[0] == pytest.approx(limit)


@pytest.mark.parametrize(("other", "limit"), [(0.2, 0.2), (0.5, 0.4), (np.nan, 0.2)])
def test_another_days_sky_raises_what_must_be_reached(other, limit):
    assert theory.clouds_limit(month(hours=100.0, other_r=other), EASY)[0] == pytest.approx(limit)
    assert said(theory.follows_clouds, other_r=other, within_r=limit + 1e-9)
    assert not said(theory.follows_clouds, other_r=other, within_r=limit - 1e-9)


def test_what_reaches_its_limit_follows():
    assert said(theory.follows_clouds, within_r=0.2)


@pytest.mark.parametrize(
    ("figures", "conclusive"),
    [
        ({}, True),
        ({"days": 15.0}, True),
        ({"days": 14.0}, False),
        ({"sky_daily": 0.1}, True),
        ({"sky_daily": 0.09}, False),
        ({"totals_sure": 0.8}, True),
        ({"totals_sure": 0.79}, False),
        ({"daily_r": np.nan}, False),
    ],
)
def test_the_satellites_days_must_differ_by_more_than_its_errors(figures, conclusive):
    assert said(theory.totals_conclusive, **figures) == conclusive


@pytest.mark.parametrize(
    ("figures", "supported"),
    [
        ({}, True),
        ({"days": 9.0}, False),
        ({"within_r": 0.1}, False),
        ({"within_r": 0.1, "sky_within": 0.0}, True),
        ({"daily_r": 0.3}, True),
        ({"daily_r": 0.29}, False),
        ({"daily_r": 0.29, "sky_daily": 0.0}, True),
    ],
)
def test_a_month_supports_a_day_unless_it_is_too_short_or_denies(figures, supported):
    assert said(theory.uncontradicted, **figures) == supported


def plain_smooth(curve, clean):
    """One day's curve with its clearsky index over five hours, round the day."""
    left = []
    for hour in range(24):
        near = [(hour + step) % 24 for step in (-2, -1, 0, 1, 2)]
        near = [h for h in near if not math.isnan(curve[h])]
        clear = math.fsum(clean[h] for h in near)
        index = math.fsum(curve[h] for h in near) / clear if clear > 1 else 0.0
        left.append(math.nan if math.isnan(curve[hour]) else index * clean[hour])
    return left


def plain_r(kwh, reference, least):
    pairs = np.array([(a, b) for a, b in zip(kwh, reference, strict=True) if not math.isnan(a + b)])
    if len(pairs) < RULE.least_pairs or pairs[:, 0].std() <= least or pairs[:, 1].std() <= RULE.least_spread_wh_m2:
        return math.nan
    return float(np.corrcoef(pairs.T)[0, 1])


def plain_by_month(kwh, calm, days, curves, gain, row):
    lit = [up > RULE.sun_cosine for up in curves.cosine_zenith[row]]
    left = [kwh[row, h] if calm[row, h] or not lit[h] else math.nan for h in range(24)]
    clean = curves.clean_ghi[row]
    if math.fsum(clean[calm[row]]) < RULE.undisturbed_share * max(math.fsum(clean[lit]), 1):
        return math.nan
    ghi, poa = (curves.ghi[row].tolist(), curves.poa_global[row].tolist())
    smooth = plain_smooth(ghi, clean)
    plane = smooth if days.reference_kind[row] == "poa_sensor" else plain_smooth(poa, curves.clean_poa[row])
    stated = days.orientation_known[row]
    turned = smooth if stated else [v * (0 if math.isnan(g) else g) for v, g in zip(smooth, gain[row], strict=True)]
    least = RULE.least_spread_kwh_per_kw * days.capacity_kw[row]
    found = [plain_r(left, reference, least) for reference in (ghi, poa, smooth, plane, turned)]
    return max((r for r in found if not math.isnan(r)), default=math.nan)


@pytest.mark.parametrize("kind", ["satellite", "poa_sensor"])
@pytest.mark.parametrize("stated", [True, False])
def test_the_days_r_agrees_with_a_slow_plain_one(kind, stated):
    rng = np.random.default_rng(11)
    days = random_days(11)
    days = replace(
        days,
        reference_kind=np.full(len(days), kind),
        surface_tilt=days.surface_tilt if stated else np.full(len(days), np.nan),
        capacity_kw=np.where(np.arange(len(days)) % 9 == 1, 500.0, 5.0),
        ghi_wh_m2=np.where(np.arange(len(days)) % 8 == 3, 0.5, 1.0)[:, None] * days.ghi_wh_m2,
    )
    curves = expected.derive(days)
    kwh = np.where(np.isnan(days.kwh) & (curves.cosine_zenith == 0), 0.0, days.kwh)
    gain = np.where(rng.random(kwh.shape) < 0.1, np.nan, rng.uniform(0.5, 1.5, kwh.shape))
    # Output that is one of the references itself, or that one without which it would be none.
    kwh[0::9] = np.nan_to_num(theory.smoothed(curves.poa_global, curves.clean_poa))[0::9] / 1000
    kwh[4::9] = np.nan_to_num(theory.smoothed(curves.ghi, curves.clean_ghi) * gain)[4::9] / 1000
    calm = (curves.cosine_zenith > RULE.sun_cosine) & (rng.random(kwh.shape) < rng.uniform(0.2, 1.3, (len(days), 1)))
    found = theory.correlation_by_month(kwh, calm, days, curves, month(len(days), gain=gain), RULE)
    slow = [plain_by_month(kwh, calm, days, curves, gain, row) for row in range(len(days))]
    np.testing.assert_allclose(found, slow, atol=1e-9)
    assert 5 < np.isnan(found).sum() < len(days) - 5


@pytest.mark.parametrize(("above", "defined"), [(1e-9, False), (-1e-9, True)])
def test_the_undisturbed_share_is_that_of_the_sunlit_cloudless_energy(above, defined):
    days = random_days(2)
    curves = expected.derive(days)
    lit = curves.cosine_zenith > RULE.sun_cosine
    calm = lit & (np.arange(24) % 3 != 0)
    share = (curves.clean_ghi * calm).sum(axis=1) / (curves.clean_ghi * lit).sum(axis=1)
    kwh = np.nan_to_num(days.kwh)
    for row in range(3):
        rule = replace(RULE, undisturbed_share=share[row] + above)
        found = theory.correlation_by_month(kwh, calm, days, curves, month(len(days)), rule)
        assert np.isfinite(found[row]) == defined


def test_each_days_index_is_smoothed_by_itself():
    rng = np.random.default_rng(12)
    clean = rng.uniform(0, 5, (4, 24))
    curve = np.where(rng.random((4, 24)) < 0.3, np.nan, clean * rng.uniform(0, 1, (4, 24)))
    plain = [plain_smooth(curve[row].tolist(), clean[row]) for row in range(4)]
    np.testing.assert_allclose(theory.smoothed(curve, clean), plain)


@pytest.mark.parametrize(("clean", "index"), [(0.21, 0.5), (0.2, 0.0)])
def test_an_index_of_dust_is_none(clean, index):
    assert theory.smoothed(np.full((1, 24), clean / 2), np.full((1, 24), clean))[0] == pytest.approx(clean * index)
