"""A month's level, steps and days that stand out, beside a slow plain second answer: one day at a time."""

import math
from dataclasses import replace
from statistics import median

import numpy as np
import pytest

from credits.verification.levels import measure
from credits.verification.thresholds import RULE
from credits.verification.traces import Traces
from credits.verification.window import Window, alone, nearest

NAN = math.nan


def traces(made, given, held=None, flat=0.5):
    """Days with that output over that irradiation, spread over ten hours of which `held` were held down."""
    made, given = (np.asarray(column, float) for column in (made, given))
    held = np.zeros(len(made), int) if held is None else np.asarray(held)
    usable = np.tile((np.arange(24) >= 7) & (np.arange(24) < 17), (len(made), 1))
    calm = usable & (np.arange(24) >= 7 + held[:, None])
    spread = calm / np.maximum(calm.sum(axis=1), 1)[:, None]
    curves = (spread * column[:, None] for column in (made, given, given * flat))
    # What an outage leaves of its hours counts for nothing.
    output, poa, ghi = (np.where(usable & ~calm, 7.0, curve) for curve in curves)
    return Traces(output, poa, ghi, usable, calm, made, np.zeros((len(made), 3)))


def around(days: int) -> Window:
    dates = np.datetime64("2025-01-01") + np.arange(days)
    return nearest(np.zeros(days, int), dates, np.arange(days))


def plain_split(ratios):
    """The clearest split of the known ratios: how clear in sigmas, the later side over the earlier, and its place."""
    known = [value for value in ratios if value is not None]
    best = (0.0, NAN, 0)
    for at in range(1, len(ratios)):
        sides = [[v for v in part if v is not None] for part in (ratios[:at], ratios[at:])]
        if min(map(len, sides)) < 5:
            continue
        means = [math.fsum(side) / len(side) for side in sides]
        left = math.fsum((v - mean) ** 2 for side, mean in zip(sides, means, strict=True) for v in side)
        least = RULE.level_noise * math.fsum(known) / len(known)
        sigma = math.sqrt(max(left / max(len(known) - 2, 1), least**2))
        clear = abs(means[1] - means[0]) / (sigma * math.sqrt(sum(1 / len(side) for side in sides)))
        best = max(best, (clear, means[1] / means[0], -at))
    return best[0], best[1], -best[2]


def plain_step(ratios, rule):
    """The place and size of a split that is clear and large; 0 and NaN where none is."""
    clear, change, at = plain_split(ratios)
    big = clear >= rule.step_sigmas and max(change, 1 / change) >= rule.step_ratio
    return (change, at) if big else (NAN, 0)


def plain_levels(sums, calm, judged, rule):
    """The levels of one judged day, whose month is (made, given) a day, None where too dark or absent."""
    ratios = [pair and pair[0] / pair[1] for pair in sums]
    step, at = plain_step(ratios, rule)
    mine = [n for n, r in enumerate(ratios) if r is not None and (math.isnan(step) or (n >= at) == (judged >= at))]
    middle = median([ratios[n] for n in mine]) if mine else 0.0
    beyond = {n: sums[n][0] - middle * sums[n][1] for n in mine}
    below = [-value for value in beyond.values() if value <= 0]
    out = set()
    for n in mine:
        usual = middle * sums[n][1]
        spread = 1.4826 * median(below) if below else 0.0
        sigma = max(spread, rule.level_noise * usual, rule.satellite_slack_wh_m2 / 2 * middle)
        far = beyond[n] > rule.outlier_sigmas * sigma and beyond[n] > (rule.outlier_ratio - 1) * usual
        if far and calm[n] >= rule.fair_share:
            out.add(n)
    total = math.fsum(sums[n][1] for n in mine)
    return {
        "level": math.fsum(sums[n][0] for n in mine) / total if total else NAN,
        "step": step,
        "step_offset": at - judged,
        "day_ratio": NAN if ratios[judged] is None else ratios[judged] / middle,
        "day_stands_out": judged in out,
        "outliers": len(out),
    }


def assert_agree(made, given, held, window: Window, rule=RULE):
    found = measure(traces(made, given, held), window, rule)
    for row, days in enumerate(window.days):
        dark = [at < 0 or given[at] <= rule.least_day_wh_m2 for at in days]
        sums = [None if gone else (made[at], given[at]) for at, gone in zip(days, dark, strict=True)]
        plain = plain_levels(sums, [1 - held[at] / 10 for at in days], days.tolist().index(window.rows[row]), rule)
        for name, value in plain.items():
            assert getattr(found, name)[row] == pytest.approx(value, rel=1e-9, nan_ok=True), (row, name)


@pytest.mark.parametrize("days", [1, 2, 9, 11, 40])
@pytest.mark.parametrize(("at", "factor"), [(0, 1.0), (5, 1.6), (6, 0.5), (20, 1.3), (33, 0.7)])
def test_the_levels_agree_with_a_slow_plain_answer(days, at, factor):
    rng = np.random.default_rng([days, at])
    given = rng.uniform(800, 7000, days)
    made = given * rng.normal(0.8, 0.04, days)
    made[at:] *= factor
    made[:: 5 if factor == 1 else 13] *= 1.7
    held = rng.choice([0, 2, 3, 6], days, p=[0.7, 0.1, 0.1, 0.1])
    assert_agree(made, given, held, around(days))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("brightest", [2500, 8000])
def test_days_stand_out_by_the_widest_of_three_measures(seed, brightest):
    rng = np.random.default_rng([seed, brightest])
    given = rng.uniform(1000, brightest, 40)
    made = given * rng.normal(0.8, 0.05 + 0.05 * (seed % 3), 40)
    rule = replace(RULE, outlier_ratio=1.0, outlier_sigmas=rng.uniform(0.2, 2), step_sigmas=99.0)
    assert_agree(made, given, np.zeros(40, int), around(40), rule)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("limit", "place"), [("step_sigmas", 0), ("step_ratio", 1)])
def test_a_step_is_seen_up_to_its_very_limit(seed, limit, place):
    rng = np.random.default_rng(seed)
    ratios = rng.normal(0.8, 0.12 if seed % 2 else 0.01, 31) * np.where(
        np.arange(31) < 8 + 3 * seed, 1.0, 1.3 - 0.2 * seed
    )
    found = plain_split(ratios.tolist())[place]
    found = max(found, 1 / found) if place else found
    for over, seen in ((1e-9, False), (-1e-9, True)):
        rule = replace(RULE, **({"step_sigmas": 0.0, "step_ratio": 1.0} | {limit: found * (1 + over)}))
        levels = measure(
            traces(ratios * 5000, np.full(31, 5000.0)), Window(np.arange(31), np.tile(np.arange(31), (31, 1))), rule
        )
        assert np.isfinite(levels.step).tolist() == [seen] * 31


def test_fewer_days_than_two_sides_have_no_step_by_any_rule():
    made = np.where(np.arange(9) < 5, 4000.0, 8000.0)
    found = measure(traces(made, np.full(9, 5000.0)), around(9), replace(RULE, step_sigmas=0.5))
    assert np.isnan(found.step).all()


def test_noisy_days_below_the_middle_are_what_standing_out_is_measured_by():
    rng = np.random.default_rng(9)
    given, held = rng.uniform(1000, 7000, 31), np.zeros(31, int)
    made = given * rng.choice([0.3, 0.5, 0.8, 0.9, 1.3, 1.9], 31)
    assert_agree(made, given, held, around(31))


def test_the_better_of_plane_and_horizontal_is_what_was_given():
    made, given = np.full(12, 3000.0), np.full(12, 5000.0)
    steep, flat = (measure(traces(made, given, flat=flat), around(12), RULE).level for flat in (0.5, 1.25))
    np.testing.assert_allclose(steep, 0.6)
    np.testing.assert_allclose(flat, 0.48)


def test_a_day_without_light_has_no_level_and_no_ratio():
    found = measure(traces([0.0, 900.0], [0.0, 1000.0]), alone(2), RULE)
    assert np.isnan(found.level).all()
    assert np.isnan(found.day_ratio).all()
    assert found.outliers.tolist() == [0.0, 0.0]


@pytest.mark.parametrize(("given", "known"), [(1000.0, False), (1000.1, True)])
def test_a_day_counts_above_its_limit(given, known):
    assert np.isfinite(measure(traces([500.0], [given]), alone(1), RULE).level[0]) == known


@pytest.mark.parametrize(("held", "outliers"), [(2, 1), (3, 0)])
def test_a_morning_alone_does_not_stand_out(held, outliers):
    made, given = np.full(15, 4000.0), np.full(15, 5000.0)
    made[7] *= 1.6
    rule = replace(RULE, fair_share=0.8)
    found = measure(traces(made, given, np.where(np.arange(15) == 7, held, 0)), around(15), rule)
    assert found.outliers.tolist() == [outliers] * 15
    assert found.day_stands_out.sum() == outliers


@pytest.mark.parametrize(("least", "seen"), [(1.25, True), (1.5, False)])
def test_a_step_is_as_large_as_its_limit(least, seen):
    made = np.where(np.arange(24) < 12, 4000.0, 5600.0)
    found = measure(traces(made, np.full(24, 5000.0)), around(24), replace(RULE, step_ratio=least))
    assert np.isfinite(found.step).all() == seen
    assert (found.step_offset[0] == 12) == seen
