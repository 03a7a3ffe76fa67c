"""A slow plain second answer to what neighbours share: one roof, one date, one hour at a time."""

import math
from statistics import median

import numpy as np
import pytest

from credits.verification.commons import in_common
from credits.verification.neighbours import compare
from credits.verification.thresholds import RULE
from credits.verification.traces import trace

from .cells import DATES, KWP, MIDDLE, NEAR, beside, kwh_of, month
from .months import around
from .test_second_month import plain_calm


def patchy(seed):
    rng = np.random.default_rng(seed)
    kwh = kwh_of(NEAR, seed).copy()
    kwh[rng.random(kwh.shape) < 0.04] = np.nan
    kwh[rng.random(kwh.shape) < 0.03] = 0.0
    return kwh


def plain_days(kwh, lit, ghi):
    """Of one roof the calm hours of each day: {hour: output}."""
    found = []
    for day in range(len(kwh)):
        usable = {
            h: (kwh[day, h] * 1000 / KWP, ghi[day, h]) for h in range(24) if lit[day, h] and not math.isnan(kwh[day, h])
        }
        found.append({h: usable[h][0] for h in sorted(plain_calm(usable))})
    return found


def plain_left(days, at):
    """What is left of one day by the month of all days, over the month's mean output."""
    hours = {h for day in days for h in day}
    means = {h: np.mean([day[h] for day in days if h in day]) for h in hours}
    level = np.mean([value for day in days for value in day.values()])
    size = math.fsum(days[at].values()) / math.fsum(means[h] for h in days[at]) if days[at] else 0.0
    return {h: (value - size * means[h]) / level for h, value in days[at].items()}


def plain_variation(left):
    pairs = [(day[h], day[h + 1]) for day in left for h in day if h + 1 in day]
    hours = sum(len(day) for day in left)
    square = math.fsum(value**2 for day in left for value in day.values()) / hours
    return math.sqrt(max(math.fsum(a * b for a, b in pairs) / len(pairs) + square * sum(map(bool, left)) / hours, 0))


def plain_median(roofs, day, least=3):
    values = {h: [roof[day][h] for roof in roofs if h in roof[day]] for h in range(24)}
    return {h: median(found) for h, found in values.items() if len(found) >= least}


def plain_agreement(mine, others, least=3):
    common = [plain_median(others, day, least) for day in range(len(mine))]
    pairs = [(mine[day][h], common[day][h]) for day in range(len(mine)) for h in mine[day] if h in common[day]]
    xx, yy, xy = (math.fsum(one[a] * one[b] for one in pairs) for a, b in ((0, 0), (1, 1), (0, 1)))
    return xy / math.sqrt(xx * yy)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_neighbours_share_agrees_with_a_slow_plain_answer(seed):
    kwh = patchy(seed)
    _, curves = month(kwh[0])
    lit = curves.cosine_zenith > RULE.sun_cosine
    everyone = np.ones((len(kwh) - 1, len(DATES)), bool)
    found = in_common(kwh[1:] * 1000 / KWP, DATES, lit, curves.ghi, everyone, RULE)
    calm = [plain_days(roof, lit, curves.ghi) for roof in kwh[1:]]
    left = [[plain_left(roof, day) for day in range(len(roof))] for roof in calm]
    assert found.count.tolist() == [4.0] * len(DATES)
    assert found.variation[MIDDLE] == pytest.approx(median(map(plain_variation, left)), rel=1e-4)
    common = plain_median(left, MIDDLE)
    assert sorted(common) == np.flatnonzero(found.sure[MIDDLE]).tolist()
    np.testing.assert_allclose(found.clouds[MIDDLE][sorted(common)], [common[h] for h in sorted(common)], atol=1e-5)
    each = [plain_agreement(left[one], left[:one] + left[one + 1 :], least=2) for one in range(4)]
    assert found.agreement[MIDDLE] == pytest.approx(median(each), rel=1e-4)
    highest = [sorted(max(day.values(), default=0) for day in plain_all(roof, lit)) for roof in kwh[1:]]
    assert found.envelope[MIDDLE] == pytest.approx(max(values[math.floor(0.9 * 30)] for values in highest))


def plain_all(kwh, lit):
    return [
        {h: kwh[day, h] * 1000 / KWP for h in range(24) if lit[day, h] and not math.isnan(kwh[day, h])}
        for day in range(len(kwh))
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_month_beside_its_neighbours_agrees_with_a_slow_plain_answer(seed):
    kwh = kwh_of(NEAR, seed)
    days, curves = month(kwh[0])
    lit = curves.cosine_zenith > RULE.sun_cosine
    window = around(days)
    found = compare(trace(days, curves, RULE), window, beside(kwh[1:], curves))
    calm = [plain_days(roof, lit, curves.ghi) for roof in kwh]
    mine, *others = [[plain_left(roof, day) for day in range(len(roof))] for roof in calm]
    assert set(window.days[MIDDLE]) == set(range(31))
    assert found.variation[MIDDLE] == pytest.approx(plain_variation(mine), rel=2e-3)
    assert found.agreement[MIDDLE] == pytest.approx(plain_agreement(mine, others), abs=2e-3)
    assert found.hours[MIDDLE] == sum(h in plain_median(others, day) for day in range(31) for h in mine[day])
