"""How far months repeat one curve, beside medians taken by hand."""

import math

import numpy as np
import pytest

from credits.verification.copies.repeats import dull_days, repeats
from credits.verification.thresholds import RULE

NAN = math.nan
BELL = np.sin((np.arange(24) - 5.5) / 13 * np.pi).clip(min=0)


def lower_median(values):
    return sorted(values)[(len(values) - 1) // 2] if len(values) else math.inf


def known(values):
    return [value for value in values if not math.isnan(value)]


def plain_repeats(kwh, dull):
    """(deviation of each day, dull days, those that repeat) of one month."""
    typical = [lower_median(known(kwh[:, h])) for h in range(24)]
    typical = [0.0 if math.isinf(value) else value for value in typical]
    top = max(typical)
    high = [h for h in range(24) if typical[h] > 0 and typical[h] >= RULE.high_hour * top]
    at_ceiling = [h for h in high if typical[h] >= (1 - RULE.repeat_deviation) * top]
    shaped = len(at_ceiling) <= RULE.ceiling_hours * len(high)
    apart = [lower_median(known([abs(day[h] / typical[h] - 1) for h in high])) if shaped else math.inf for day in kwh]
    counted = [n for n in range(len(kwh)) if dull[n] and not math.isinf(apart[n])]
    return apart, len(counted), sum(apart[n] <= RULE.repeat_deviation for n in counted)


def test_months_are_held_against_their_typical_curve_as_by_hand():
    rng = np.random.default_rng(1)
    noise = np.array([0.0, 0.03, 0.08, 0.3, 0.03, 0.03, 0.03])[:, None, None]
    size = np.array([0.1, 4.0, 0.5, 9.0, 4.0, 1.0, 2.0])[:, None, None]
    kwh = size * BELL * (1 + noise * rng.normal(0, 1, (7, 9, 24)))
    kwh[rng.random(kwh.shape) < 0.05] = NAN
    kwh[4] = np.minimum(kwh[4], 2.0)
    kwh[0, :, 12] = NAN
    kwh[5, 3] = NAN
    kwh[6] = NAN
    dull = rng.random((7, 9)) < 0.5
    found = repeats(kwh, dull, RULE)
    for month in range(7):
        apart, count, repeated = plain_repeats(kwh[month], dull[month])
        assert found.deviation[month] == pytest.approx(apart)
        assert (found.dull[month], found.repeated[month]) == (count, repeated)
    assert np.isinf(found.deviation).all(axis=1).tolist() == [False] * 4 + [True, False, True]
    assert 0 < found.repeated[2] < found.dull[2]


@pytest.mark.parametrize(("flat", "shaped"), [(4, True), (5, False)])
def test_a_curve_at_its_ceiling_for_more_than_half_its_hours_has_no_shape(flat, shaped):
    curve = np.zeros(24)
    curve[8:16] = [0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.94]
    curve[8 : 8 + flat] = 1.0
    found = repeats(np.tile(curve, (1, 3, 1)), np.ones((1, 3), bool), RULE)
    assert np.isfinite(found.deviation).all() == shaped
    assert (found.dull[0], found.repeated[0]) == ((3, 3) if shaped else (0, 0))


def plain_dull(sky):
    clear = sorted(known(sky))
    if not clear:
        return [False] * len(sky)
    limit = RULE.dull_day * clear[math.floor(RULE.clear_quantile * (len(clear) - 1))]
    return [value <= limit for value in sky]


def test_dull_days_lie_far_below_the_clear_ones_of_their_month():
    rng = np.random.default_rng(2)
    sky = np.where(rng.random((30, 31)) < 0.2, NAN, rng.uniform(0.2, 1.0, (30, 31)))
    sky[3], sky[4, 1:] = NAN, NAN
    assert dull_days(sky, RULE).tolist() == [plain_dull(month) for month in sky.tolist()]
