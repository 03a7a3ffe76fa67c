"""A slow plain second answer to what time a month tells: one month at a time, as nested questions."""

import math
from dataclasses import fields

import numpy as np
import pytest

from credits.verification import timing
from credits.verification.clock import ClockFit
from credits.verification.thresholds import RULE

from .supposed import month

N = 3000
HOURS = [-2, -1, 0, 1, 2]


def months(seed, n=N):
    """Months of every kind, many of them near the limits of what they tell."""
    rng = np.random.default_rng(seed)
    hours = rng.choice([0.0, 30.0, 59.0, 60.0, 149.0, 150.0, 300.0], n)
    chance = 1 / np.sqrt(np.maximum(hours, 1))
    sun = 1 - rng.choice([0.02, 0.1, 0.25], (n, 1)) * rng.uniform(0.3, 1.7, (n, 5))
    return {
        "hours": hours,
        "days": rng.choice([9.0, 10.0, 14.0, 15.0, 31.0], n),
        "undisturbed": rng.choice([0.5, 0.6, 0.86, 0.87, 1.0], n),
        "sky_within": rng.choice([10.0, 25.0, 60.0], n),
        "sky_sure": rng.uniform(0.1, 1, n),
        "clouds": (rng.uniform(-1, 6, (n, 5)) - rng.choice([0, 20], (n, 5), p=[0.8, 0.2])) * chance[:, None],
        "sun": sun,
        "before": rng.integers(-2, 3, n),
        "after": rng.integers(-2, 3, n),
        "offset": rng.integers(-12, 13, n),
        "cloud_gain": rng.choice([0.0, np.nan, 1.5, 2.5, 4.0], n) * chance,
        "sun_gain": rng.choice([0.0, np.nan, 0.1, 0.2, 0.3, 0.6], n) * (1 - sun.max(axis=1)),
        "dark_share": rng.choice([0.0, 0.0001, 0.001], (n, 3)) * rng.choice([0.05, 0.2, 1.0], (n, 3)),
    }


def plain_half(clouds, best):
    """The peak's place in half hours."""
    lag, half = best - 2, 0.0
    if best in (1, 2, 3):
        left, top, right = clouds[best - 1 : best + 2]
        bend = min(left - 2 * top + right, -2.220446049250313e-16)
        offset = (left - right) / (2 * bend)
        half = math.copysign(0.5, offset) if abs(offset) > 0.35 else 0.0
    return float(lag) if abs(lag) == 1 and half * lag < 0 else lag + half


def plain_of_day(m):
    before, after = m["before"], m["after"]
    if abs(m["offset"]) <= RULE.change_days:
        return before if abs(before) > abs(after) else after
    return after if m["offset"] <= 0 else before


def plain_changes(m, stated):
    """Whether the clouds tell of a change, and whether the sun's path does."""
    chance, left = 1 / math.sqrt(max(m["hours"], 1)), 1 - max(m["sun"])
    by_clouds = m["cloud_gain"] >= RULE.change_sigmas * chance and (
        max(m["clouds"]) + m["cloud_gain"] >= 2 * RULE.clouds_sigmas * chance
    )
    halved = m["sun_gain"] >= (1 - RULE.lag_sun) * left
    bends = stated and m["sun_gain"] >= max(RULE.lag_bend, RULE.lag_bend_share * left)
    bends = bends and m["hours"] >= RULE.shape_hours and m["undisturbed"] >= RULE.bend_undisturbed
    enough, whole = m["hours"] >= RULE.month_hours, m["undisturbed"] >= RULE.lag_undisturbed
    return enough and by_clouds, enough and whole and (halved or bends)


def plain_sun(m, stated, seen):
    """Whether the sun's path tells of another hour, and the clouds do not deny it."""
    clouds, sun, doubt = m["clouds"], m["sun"], RULE.lag_doubt / math.sqrt(max(m["hours"], 1))
    by_sun = sun.index(max(sun))
    halved = 1 - sun[by_sun] <= RULE.lag_sun * max(1 - sun[2], 1e-16)
    rises = sun[by_sun] - sun[2] >= RULE.lag_rise and sun[by_sun] >= RULE.lag_path
    better = clouds[by_sun] - clouds[2]
    agreed = (not seen or better >= -doubt) if stated else better >= doubt
    return m["undisturbed"] >= RULE.lag_undisturbed and agreed and (rises or (stated and halved))


def plain_lag(m, stated):
    """Whether one month tells the time, and the lag."""
    chance, clouds, sun = 1 / math.sqrt(max(m["hours"], 1)), m["clouds"], m["sun"]
    enough, best, by_sun = m["hours"] >= RULE.month_hours, clouds.index(max(clouds)), sun.index(max(sun))
    seen = enough and (clouds[best] >= RULE.lag_clouds_sigmas * chance or clouds[2] >= RULE.clouds_sigmas * chance)
    known = enough and m["days"] >= RULE.clouds_days and m["sky_within"] >= RULE.sky_within
    known = known and RULE.roof_agreement * m["sky_sure"] >= RULE.clouds_sigmas * chance
    if known and not seen:
        return True, 0.0
    if any(plain_changes(m, stated)):
        return True, plain_of_day(m)
    surer = clouds[best] - clouds[2] >= RULE.lag_sigmas * chance
    if seen and clouds[best] >= RULE.lag_clouds_sigmas * chance and surer:
        return True, plain_half(clouds, best)
    stamped, *shifted = m["dark_share"]
    if m["days"] >= RULE.month_days and stamped >= RULE.month_dark and min(shifted) <= RULE.dark_left * stamped:
        return True, (1, -1)[shifted.index(min(shifted))]
    if enough and plain_sun(m, stated, seen):
        return True, HOURS[by_sun]
    return seen, 0.0


def plain_settled(m, stated, hours, r, shifted_r):
    """(hours, r after, r before, by the month) of one day, whose own clock showed the rest."""
    told, lag = plain_lag(m, stated)
    if abs(hours) >= 2 or not told:
        return (hours, shifted_r, r, False) if hours else (0, r, r, False)
    if abs(lag) < 1:
        return 0, r, r, False
    return lag, m["sun"][min(max(round(lag) + 2, 0), 4)], m["sun"][2], True


def rows(figures, n=N):
    return [{name: column[row].tolist() for name, column in figures.items()} for row in range(n)]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_months_lag_is_the_one_that_plain_questions_find(seed):
    figures = months(seed)
    stated = np.random.default_rng(seed).random(N) < 0.7
    told, lag = timing.month_lag(month(N, **figures), stated, RULE)
    plain = [plain_lag(m, known) for m, known in zip(rows(figures), stated.tolist(), strict=True)]
    assert told.tolist() == [known for known, _ in plain]
    np.testing.assert_allclose(np.where(told, lag, 0), [hours if known else 0 for known, hours in plain])
    assert set(lag[told]) == {-2, -1.5, -1, 0, 1, 1.5, 2}


def test_a_change_is_seen_by_the_clouds_or_by_the_sun():
    figures = months(3)
    stated = np.random.default_rng(3).random(N) < 0.7
    found = timing.changing(month(N, **figures), stated, RULE)
    assert found.tolist() == [any(plain_changes(m, known)) for m, known in zip(rows(figures), stated, strict=True)]


@pytest.mark.parametrize("seed", [4, 5])
def test_the_days_clock_gives_way_to_its_months_as_plain_questions_have_it(seed):
    rng, figures = np.random.default_rng(seed), months(seed)
    hours = rng.choice([-7.0, -2.0, -1.5, 0.0, 1.0, 2.0, 9.5], N)
    fit = ClockFit(hours, rng.uniform(0, 1, N), rng.uniform(0, 1, N))
    stated = rng.random(N) < 0.7
    found = timing.settled(fit, month(N, **figures), stated, RULE)
    for row, m in enumerate(rows(figures)):
        own = (float(column[row]) for column in (fit.hours, fit.correlation, fit.shifted_correlation))
        told = [
            getattr(found, name)[row] for name in ("hours", "shifted_correlation", "stamped_correlation", "by_month")
        ]
        assert told == pytest.approx(plain_settled(m, stated[row], *own)), row
    np.testing.assert_array_equal(found.correlation, fit.correlation)
    assert {f.name for f in fields(found)} == {
        "hours",
        "correlation",
        "shifted_correlation",
        "stamped_correlation",
        "by_month",
    }


EDGES = [
    ({"days": 10.0, "dark_share": [0.00015, 0.000014, 1.0]}, 1.0),
    ({"days": 9.0, "dark_share": [0.00015, 0.000014, 1.0]}, 0.0),
    ({"dark_share": [0.00014, 0.0, 1.0]}, 0.0),
    ({"dark_share": [0.001, 1.0, 0.00011]}, 0.0),
    ({"dark_share": [0.001, 1.0, 0.0001]}, -1.0),
]


@pytest.mark.parametrize(("figures", "hours"), EDGES)
def test_darkness_tells_from_its_limits_on(figures, hours):
    told, lag = timing.from_darkness(month(**figures), RULE)
    assert (told[0], lag[0] if told[0] else 0.0) == (hours != 0, hours)
