"""Every figure of a month beside plain sums over its days, and the blocks that it is measured in."""

import math
from dataclasses import fields, replace

import numpy as np
import pytest

from credits.verification import anomalies, expected, lags, levels, likeness, month
from credits.verification.thresholds import RULE
from credits.verification.traces import trace

from .making import golden
from .months import around
from .test_anomalies import plain_lasting, plain_over_days, plain_within
from .test_likeness import plain_about, plain_repeated, plain_spread
from .test_second_month import random_days

ROWS = (0, 13, 44)


def varied_days():
    days = random_days(21)
    kwh = days.kwh.copy()
    kwh[5:9, 9:15] *= 0.02
    kwh[12, 10:] = np.nan
    kwh[:, 1] = 0.05
    kwh[3, :9] = kwh[3, 12:] = np.nan  # two hours are left besides the first after a gap
    return replace(days, kwh=kwh)


def bells():
    """One curve every day, in which the changing sky leaves next to nothing, on a steep roof."""
    days = random_days(22)
    days = replace(days, surface_tilt=np.full(len(days), 50.0))
    clean, rng = expected.derive(days).clean_ghi, np.random.default_rng(23)
    clouds = rng.uniform(0.3, 1, (len(days), 1)) * rng.normal(1, 0.15, clean.shape).clip(0.1)
    return replace(days, ghi_wh_m2=clean * clouds, kwh=clean[:1] / 250 * (1 + 0.004 * clouds))


def plain_others(left, sky, dust):
    """How well the output follows the sky of each day within a week, as {days away: agreement}."""
    size = math.sqrt(max(sum_of(left, left), dust) * sum_of(sky, sky))
    count = len(left)
    return {
        away: math.fsum(
            a * b for day in range(count) if 0 <= day + away < count
            for a, b in zip(left[day], sky[day + away], strict=True)
        ) / size
        for away in [*range(-7, 0), *range(1, 8)]
    }  # fmt: skip


def sum_of(one, other):
    return math.fsum(a * b for days in zip(one, other, strict=True) for a, b in zip(*days, strict=True))


def plain_month(traces, positions):
    """The figures of one month, from its traced days."""
    there = [at for at in positions if at >= 0]
    made, poa, ghi, usable, calm = (
        getattr(traces, name)[there].astype(float) for name in ("output", "poa", "ghi", "usable", "undisturbed")
    )
    counts, hours = calm.sum(axis=1).tolist(), calm.sum()
    left, sizes = plain_within(made * calm, calm)
    skies = [plain_within(reference * calm, calm) for reference in (poa, ghi)]
    dust = 0.02**2 * float((made * calm * made).sum())
    within = [sum_of(left, sky) / math.sqrt(max(sum_of(left, left), dust) * sum_of(sky, sky)) for sky, _ in skies]
    daily = [plain_over_days(sizes, days, counts) for _, days in skies]
    sky, days = skies[1]
    lasting, varied, apart = plain_lasting(sky, calm), sum_of(sky, sky) / hours, plain_spread(days, counts)
    error = math.sqrt(max(varied - lasting**2, 0) / (hours / len(positions))) / ((ghi * calm).sum() / hours)
    others = plain_others(left, sky, dust)
    residual, slots, spread = min(plain_about(made, reference) for reference in (poa, ghi))
    return {
        "days": int((usable.sum(axis=1) >= likeness.LEAST_HOURS).sum()), "hours": hours,
        "undisturbed": hours / usable.sum(),
        "within_r": max(within), "daily_r": daily[int(np.argmax(within))],
        "other_r": max(others.values()), "other_day": max(others, key=others.get),
        "moves": plain_lasting(left, calm) / ((made * calm).sum() / hours),
        "sky_moves": lasting / ((ghi * calm).sum() / hours),
        "sky_within": lasting, "sky_sure": lasting / math.sqrt(varied), "sky_daily": apart,
        "totals_sure": math.sqrt(max(1 - (error / apart) ** 2, 0)),
        "residual": residual, "slot_spread": slots, "day_spread": spread,
        **plain_repeated(made, ghi, poa, usable),
        "dark_share": traces.dark_energy[there].sum(axis=0) / traces.energy[there].sum(),
    }  # fmt: skip


@pytest.mark.parametrize(
    "days",
    [golden().take(slice(20, 65)), varied_days(), bells(), varied_days().take(slice(0, 20))],
    ids=["real", "random", "bells", "few"],
)
def test_every_figure_of_a_month_agrees_with_plain_sums(days):
    curves, window = expected.derive(days), around(days)
    found = month.measure(trace(days, curves, RULE), window, RULE)
    traces = trace(days, curves, RULE)
    for row in (0, 13, len(days) - 1):
        for name, plain in plain_month(traces, window.days[row].tolist()).items():
            assert getattr(found, name)[row] == pytest.approx(
                plain, rel=1e-5 if name == "dark_share" else 1e-3, abs=1e-4 * (name != "dark_share")
            ), (
                row,
                name,
            )


def test_the_gain_of_each_hour_is_that_of_the_other_days():
    days = varied_days()
    curves, window = expected.derive(days), around(days)
    found = month.measure(trace(days, curves, RULE), window, RULE)
    traces = trace(days, curves, RULE)
    for row in ROWS:
        others = [at for at in window.days[row] if at >= 0 and at != row]
        calm = traces.undisturbed[others]
        made, given = (np.where(calm, curve[others], 0).sum(axis=0) for curve in (traces.output, traces.ghi))
        plain = [m / g if g > 1 else math.nan for m, g in zip(made, given, strict=True)]
        np.testing.assert_allclose(found.gain[row], plain, rtol=1e-4)


def test_blocks_of_months_do_not_show(monkeypatch):
    days = varied_days()
    curves, window = expected.derive(days), around(days)
    whole = month.measure(trace(days, curves, RULE), window, RULE)
    monkeypatch.setattr(month, "BLOCK", 7)
    parts = month.measure(trace(days, curves, RULE), window, RULE)
    for column in fields(month.Month):
        if column.name not in ("level", "lag"):
            np.testing.assert_array_equal(getattr(parts, column.name), getattr(whole, column.name))
    np.testing.assert_array_equal(parts.lag.cloud_change.gain, whole.lag.cloud_change.gain)


def test_levels_and_lags_are_those_of_the_same_traces():
    days = varied_days()
    curves, window = expected.derive(days), around(days)
    found = month.measure(trace(days, curves, RULE), window, RULE)
    traces, there = trace(days, curves, RULE), (window.days >= 0)[:, :, None]
    output, poa, calm = (getattr(traces, name)[window.days] * there for name in ("output", "poa", "undisturbed"))
    lag = lags.measure(output * calm, poa, window.days == window.rows[:, None], calm.astype(np.float32))
    np.testing.assert_array_equal(found.level.level, levels.measure(traces, window, RULE).level)
    np.testing.assert_array_equal(found.lag.cloud_change.offset, lag.cloud_change.offset)
    np.testing.assert_allclose(found.lag.sun, lag.sun, atol=1e-5)


def following(days, away):
    """Output that follows the sky of the day so many days away: before is negative."""
    rng = np.random.default_rng(31)
    sky = rng.uniform(100, 900, (1, days, 24)).astype(np.float32)
    left = np.zeros_like(sky)
    rows = np.arange(days)
    kept = (rows + away >= 0) & (rows + away < days)
    left[0, rows[kept]] = sky[0, rows[kept] + away] - 500
    return left, sky - 500


@pytest.mark.parametrize("away", [-7, -3, -1, 1, 2, 7])
def test_another_days_sky_is_found_where_it_lies(away):
    r, day = month._of_other_days(*following(31, away), np.zeros(1))
    assert (day.tolist(), r.dtype) == ([away], np.dtype(float))
    assert r[0] > 0.8


@pytest.mark.parametrize("away", [0, 8, -8])
def test_the_days_own_sky_and_one_beyond_a_week_are_nobody_elses(away):
    r, _ = month._of_other_days(*following(31, away), np.zeros(1))
    assert r[0] < 0.3


@pytest.mark.parametrize("days", [1, 2])
def test_so_few_days_have_no_other_sky(days):
    r, day = month._of_other_days(*following(days, 0), np.zeros(1))
    assert np.isnan(r).all()
    assert day.tolist() == [0.0]


def test_dust_that_is_left_follows_no_other_sky():
    left, sky = following(31, 2)
    r, _ = month._of_other_days(left, sky, anomalies.square(left) * 100)
    assert r[0] == pytest.approx(0.1, rel=0.2)
