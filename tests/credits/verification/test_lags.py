"""The month's lags beside a plain walk over days, hours and splits."""

import math

import numpy as np
import pytest

from credits.verification import lags

from .test_anomalies import plain_within

HOURS = [-2, -1, 0, 1, 2]


def cloudy(seed=0, n=2, w=14):
    """The sky of some months under a bell: float64 (n, w, 24), and hours that count."""
    rng = np.random.default_rng(seed)
    bell = np.sin((np.arange(24) - 5.5) / 12 * np.pi).clip(min=0) * 900
    clouds = np.clip(np.repeat(rng.uniform(0.2, 1.0, (n, w, 8)), 3, axis=2) + rng.normal(0, 0.1, (n, w, 24)), 0, None)
    mask = ((bell > 0) & (rng.random((n, w, 24)) < 0.9)).astype(float)
    mask[0, 3] = 0
    mask[1, 2, 8:] = mask[1, 2, 6] = 0
    mask[1, 2, 7] = 1
    return bell * clouds, mask


def own_day(n, w, at=5):
    """The judged day of the first month, and for each month the next."""
    return np.arange(w) == at + np.arange(n)[:, None]


def plain_shares(made, sky, mask):
    """What each day adds to the agreement of one month with one sky, by its clouds and by all its hours."""
    counted = [(d, h) for d in range(len(made)) for h in range(24) if mask[d][h]]
    parts = []
    for centre in (False, True):
        curves = []
        for curve in (made * mask, sky * mask):
            mean = math.fsum(curve[d][h] for d, h in counted) / len(counted)
            left = [[v - mean for v in day] for day in curve] if centre else plain_within(curve, mask)[0]
            curves.append([[left[d][h] if mask[d][h] else 0.0 for h in range(24)] for d in range(len(made))])
        x, y = curves
        size = math.sqrt(math.prod(math.fsum(v * v for day in curve for v in day) for curve in (x, y)))
        parts.append([math.fsum(a * b for a, b in zip(*pair, strict=True)) / size for pair in zip(x, y, strict=True)])
    return parts


def plain_change(shares, counted, judged):
    """(before, after, gain, offset) of the best split of one month, from {hours: what each day adds}."""
    single = max(math.fsum(days) for days in shares.values())
    best = (-math.inf, 0, 0, 0)
    for at in range(1, len(counted)):
        if min(sum(counted[:at]), sum(counted[at:])) < 5:
            continue
        sides = [
            max(HOURS, key=lambda h, part=part: math.fsum(shares[h][part])) for part in (slice(at), slice(at, None))
        ]
        both = math.fsum(shares[sides[0]][:at]) + math.fsum(shares[sides[1]][at:])
        best = max(best, (both, -at, *sides), key=lambda one: one[:2])
    both, at, before, after = best
    return before, after, both - single, -at - judged


def assert_agree(found, output, reference, mask, judged):
    for month in range(len(output)):
        skies = {h: np.roll(reference[month], h, axis=1) for h in HOURS}
        shares = {h: plain_shares(output[month], sky, mask[month]) for h, sky in skies.items()}
        counted = [bool(day.any()) for day in mask[month]]
        for part, (kind, change) in enumerate([("clouds", found.cloud_change), ("sun", found.sun_change)]):
            mine = {h: days[part] for h, days in shares.items()}
            sums = [math.fsum(mine[h]) for h in HOURS]
            np.testing.assert_allclose(getattr(found, kind)[month], sums, atol=1e-5)
            plain = plain_change(mine, counted, judged + month)
            told = [getattr(change, name)[month] for name in ("before", "after", "gain", "offset")]
            sure = 4 if plain[0] != plain[1] else 3  # equal sides are no change, and lie anywhere
            assert told[:sure] == pytest.approx(plain[:sure], abs=1e-5)


@pytest.mark.parametrize("moved", [(0, 0), (1, 1), (-2, 1), (2, 0)])
@pytest.mark.parametrize("at", [5, 6, 8, 9])
def test_the_lags_agree_with_a_plain_walk(moved, at):
    sky, mask = cloudy()
    output = np.concatenate([np.roll(sky[:, :at], moved[0], axis=2), np.roll(sky[:, at:], moved[1], axis=2)], axis=1)
    output = 0.8 * output + np.random.default_rng(1).normal(0, 20, output.shape)
    found = lags.measure(output * mask, sky, own_day(2, 14), mask)
    assert_agree(found, output, sky, mask, judged=5)


def test_a_change_is_found_where_it_lies_and_gains():
    sky, mask = cloudy(w=20)
    output = np.concatenate([sky[:, :9], np.roll(sky[:, 9:], 1, axis=2)], axis=1)
    change = lags.measure(output * mask, sky, own_day(2, 20, at=12), mask).cloud_change
    assert (change.before.tolist(), change.after.tolist(), change.offset.tolist()) == ([0, 0], [1, 1], [-3, -4])
    assert (change.gain > 0.2).all()


def test_an_hour_before_midnight_moves_into_the_same_days_first():
    rng = np.random.default_rng(3)
    sky, mask = rng.uniform(100, 900, (2, 14, 24)), np.ones((2, 14, 24))
    assert_agree(lags.measure(sky * mask, sky, own_day(2, 14), mask), sky, sky, mask, judged=5)


@pytest.mark.parametrize("w", [1, 9])
def test_few_days_have_no_change(w):
    sky, mask = cloudy(w=w) if w > 3 else (column[:, 5:6] for column in cloudy())
    change = lags.measure(sky * mask, sky, own_day(2, w, at=0), mask).sun_change
    assert np.isnan(change.gain).all()
    assert w > 1 or (change.before.tolist(), change.after.tolist(), change.offset.tolist()) == ([0, 0],) * 3


def test_nothing_agrees_with_nothing():
    nothing = np.zeros((1, 12, 24))
    found = lags.measure(nothing, nothing, own_day(1, 12), nothing)
    assert (found.clouds.tolist(), found.sun.tolist()) == ([[0.0] * 5],) * 2


def test_blocks_are_joined_in_their_order():
    sky, mask = cloudy()
    whole = lags.measure(np.roll(sky, 1, axis=2) * mask, sky, own_day(2, 14), mask)
    parts = [
        lags.measure(np.roll(sky[n], 1, axis=2) * mask[n], sky[n], own_day(2, 14)[n], mask[n])
        for n in (slice(0, 1), slice(1, 2))
    ]
    joined = lags.joined(parts)
    for name in ("clouds", "sun"):
        np.testing.assert_allclose(getattr(joined, name), getattr(whole, name))
    for kind in ("cloud_change", "sun_change"):
        for name in ("before", "after", "gain", "offset"):
            np.testing.assert_allclose(getattr(getattr(joined, kind), name), getattr(getattr(whole, kind), name))


@pytest.mark.parametrize(
    ("before", "after", "offset", "told"),
    [
        (1, -2, 8, 1), (1, -2, -8, -2), (1, -2, 7, -2), (1, -2, -7, -2), (-2, 1, 7, -2), (0, 1, 0, 1), (1, -1, 3, -1),
        (1, -1, -3, -1), (2, 0, 8, 2),
    ],
)  # fmt: skip
def test_near_a_change_the_larger_lag_is_told_and_far_from_it_the_days_own(before, after, offset, told):
    change = lags.Change(np.array([before]), np.array([after]), np.array([0.1]), np.array([offset]))
    assert change.of_day(7).tolist() == [told]
    assert change.of_day(7).dtype == float


@pytest.mark.parametrize(("offset", "told"), [(0, 2.0), (1, 1.0), (-1, 2.0)])
def test_a_change_counts_from_its_first_day(offset, told):
    change = lags.Change(np.array([1]), np.array([2]), np.array([0.1]), np.array([offset]))
    assert change.of_day(-1).tolist() == [told]
