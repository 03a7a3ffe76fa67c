"""The anomalies of a month beside plain loops over its days and hours."""

import math
from itertools import pairwise

import numpy as np
import pytest

from credits.verification import anomalies

HOURS = range(24)


def made_up(seed=0, n=3, w=9, scale=500.0):
    """Months with lost hours, a day without any, and a last month with nothing at all."""
    rng = np.random.default_rng(seed)
    mask = (rng.random((n, w, 24)) < 0.7).astype(float)
    mask[:, :, :6] = 0
    mask[0, 2] = mask[-1] = 0
    return rng.uniform(0, scale, mask.shape) * mask, mask


def plain_means(curve, mask):
    """The mean of each hour over the days that have it."""
    shown = [[day[h] for day, there in zip(curve, mask, strict=True) if there[h]] for h in HOURS]
    return [math.fsum(values) / max(len(values), 1) for values in shown]


def plain_within(curve, mask):
    """What is left of each day beside its mean day in its own size, and the sizes."""
    means, left, scales = plain_means(curve, mask), [], []
    for day, there in zip(curve, mask, strict=True):
        usual = math.fsum(means[h] for h in HOURS if there[h])
        scales.append(math.fsum(day) / usual if usual > 0 else 0.0)
        left.append([day[h] - scales[-1] * means[h] if there[h] else 0.0 for h in HOURS])
    return left, scales


def plain_lasting(left, mask):
    """The root of what neighbouring hours share, with what the day's own mean took off given back."""
    both = [(d, h) for d in range(len(left)) for h in range(23) if mask[d][h] and mask[d][h + 1]]
    shared = math.fsum(left[d][h] * left[d][h + 1] for d, h in both) / max(len(both), 1)
    hours, days = max(int(np.sum(mask)), 1), sum(any(day) for day in mask)
    return math.sqrt(max(shared + math.fsum(v * v for day in left for v in day) / hours * days / hours, 0))


def plain_over_days(x, y, counts):
    weights = [min(pair) for pair in pairwise(counts)]
    weights = [weight / max(sum(weights), 1) for weight in weights]
    dx, dy = ([after - before for before, after in pairwise(c)] for c in (x, y))
    xx, yy, xy = (
        math.fsum(w * a * b for w, a, b in zip(weights, *pair, strict=True)) for pair in ((dx, dx), (dy, dy), (dx, dy))
    )
    return xy / math.sqrt(xx * yy) if min(xx, yy) > 1e-6 else math.nan


@pytest.mark.parametrize(("seed", "w", "scale"), [(0, 9, 500.0), (1, 9, 0.01), (2, 1, 500.0)])
def test_what_is_left_within_the_days_is_what_a_plain_walk_leaves(seed, w, scale):
    curve, mask = made_up(seed, w=max(w, 3), scale=scale)
    curve, mask = curve[:, :w], mask[:, :w]
    left, scales = anomalies.within_days(curve, mask)
    for month in range(len(curve)):
        plain = plain_within(curve[month], mask[month])
        np.testing.assert_allclose(left[month], plain[0], atol=1e-9)
        np.testing.assert_allclose(scales[month], plain[1], atol=1e-12)
        np.testing.assert_allclose(anomalies.slot_means(curve, mask)[month], plain_means(curve[month], mask[month]))


def test_single_precision_stays_single():
    curve, mask = (column.astype(np.float32) for column in made_up())
    left, scales = anomalies.within_days(curve, mask)
    assert (left.dtype, scales.dtype, anomalies.by_day(curve).dtype) == (np.float32,) * 3
    assert anomalies.lasting(left, mask).dtype == float


@pytest.mark.parametrize("stray", [0.0, 0.3, 3.0])
def test_lasting_is_what_neighbouring_hours_share(stray):
    rng = np.random.default_rng(4)
    _, mask = made_up()
    slow = np.repeat(rng.normal(0, 1, (3, 9, 8)), 3, axis=2)
    left = (slow + rng.normal(0, stray, mask.shape)) * mask
    plain = [plain_lasting(left[month].tolist(), mask[month].tolist()) for month in range(3)]
    np.testing.assert_allclose(anomalies.lasting(left, mask), plain, atol=1e-12)
    assert plain[2] == 0


@pytest.mark.parametrize(("hours", "lasting"), [(1, 2.0), (2, math.sqrt(6))])
def test_a_single_hour_and_a_single_pair_last_as_they_are(hours, lasting):
    mask = np.zeros((1, 3, 24))
    mask[0, 1, 9 : 9 + hours] = 1
    assert anomalies.lasting(2 * mask, mask) == pytest.approx([lasting])


def test_hours_that_alternate_share_nothing():
    left = np.tile([1.0, -1.0], (1, 5, 12))
    assert anomalies.lasting(left, np.ones_like(left)).tolist() == [0.0]


@pytest.mark.parametrize("scale", [1.0, 0.01])
def test_days_agree_by_their_changes_weighed_by_the_hours_they_share(scale):
    rng = np.random.default_rng(5)
    x, y = rng.normal(0, scale, (4, 9)), rng.normal(0, scale, (4, 9))
    counts = rng.integers(0, 12, (4, 9)).astype(float)
    y[1], x[2], counts[3] = 2.0, 2.0, 0.0
    plain = [plain_over_days(*(column[row].tolist() for column in (x, y, counts))) for row in range(4)]
    np.testing.assert_allclose(anomalies.over_days(x, y, counts), plain, rtol=1e-9)
    assert np.isnan(plain).tolist() == [False, True, True, True]


@pytest.mark.parametrize(("size", "defined"), [(0.0004, False), (0.0007, True)])
@pytest.mark.parametrize("shared", [9, 2])
def test_a_column_that_hardly_changes_is_constant_however_many_hours_and_months_there_are(size, defined, shared):
    x = np.tile([size, -size], (3, 5))
    counts = np.where(np.arange(10) < shared, 8.0 if shared > 2 else 1.0, 0.0) * np.ones((3, 1))
    r = anomalies.over_days(x, x, counts)
    np.testing.assert_allclose(r, 1.0 if defined else np.nan)


@pytest.mark.parametrize("least", [0.0, 1e9])
def test_agreement_is_correlation_and_dust_lowers_it(least):
    x, _ = made_up(6)
    y, _ = made_up(7)
    size = [
        math.sqrt(max(max(float((a * a).sum()), least) * float((b * b).sum()), 1e-6)) for a, b in zip(x, y, strict=True)
    ]
    plain = [float((a * b).sum()) / root for a, b, root in zip(x, y, size, strict=True)]
    np.testing.assert_allclose(anomalies.agreement(x, y, least), plain, rtol=1e-9)
    assert plain[2] == 0
    np.testing.assert_allclose(anomalies.square(x), (x * x).sum(axis=(1, 2)))


def test_agreement_without_a_limit_is_full_for_a_small_curve():
    x = made_up(6, scale=0.01)[0][:2]
    np.testing.assert_allclose(anomalies.agreement(x, 3 * x), 1.0)
