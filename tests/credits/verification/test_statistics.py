import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from credits.verification.statistics import pearson, run_lengths, shifted

NAN = np.nan
LIMITS = {"least_pairs": 3, "spread_x": 1e-3, "spread_y": 1e-3}


def plain_pearson(x, y, least_pairs, spread_x, spread_y):
    """The slow second answer: one row, one pair at a time, exact sums."""
    pairs = [(a, b) for a, b in zip(x, y, strict=True) if not (math.isnan(a) or math.isnan(b))]
    if len(pairs) < least_pairs:
        return None
    mean_x, mean_y = (math.fsum(column) / len(pairs) for column in zip(*pairs, strict=True))
    var_x = math.fsum((a - mean_x) ** 2 for a, _ in pairs) / len(pairs)
    var_y = math.fsum((b - mean_y) ** 2 for _, b in pairs) / len(pairs)
    if var_x <= spread_x**2 or var_y <= spread_y**2:
        return None
    return math.fsum((a - mean_x) * (b - mean_y) for a, b in pairs) / len(pairs) / math.sqrt(var_x * var_y)


@given(
    arrays(float, (3, 24), elements=st.one_of(st.floats(0, 1000), st.just(NAN))),
    arrays(float, (3, 24), elements=st.one_of(st.floats(0, 1000), st.just(NAN))),
)
def test_the_correlation_agrees_with_a_slow_plain_one(x, y):
    for r, row_x, row_y in zip(pearson(x, y, **LIMITS), x, y, strict=True):
        slow = plain_pearson(row_x.tolist(), row_y.tolist(), **LIMITS)
        assert math.isnan(r) if slow is None else r == pytest.approx(slow, abs=1e-9)


@pytest.mark.parametrize(
    ("x", "y", "r"),
    [
        ([1, 2, 3, 4], [2, 4, 6, 8], 1.0),
        ([1, 2, 3, 4], [8, 6, 4, 2], -1.0),
        ([1, 2, NAN, 4], [2, 4, 100, 8], 1.0),
        ([1, 2, NAN, NAN], [2, 4, 6, 8], NAN),
        ([5, 5, 5, 5], [1, 2, 3, 4], NAN),
        ([0, 0, 0, 0], [1, 2, 3, 4], NAN),
        ([1, 2, 3, 4], [7, 7, 7, 7], NAN),
        ([NAN] * 4, [1, 2, 3, 4], NAN),
    ],
)
def test_correlations_at_the_edges(x, y, r):
    np.testing.assert_allclose(pearson(np.array([x], float), np.array([y], float), **LIMITS), [r])


def test_rounding_dust_on_a_constant_has_no_correlation():
    ghi = np.linspace(0, 900, 24)[None]
    assert np.isnan(pearson(0.1 * 3 + ghi * 1e-16, ghi, **LIMITS)[0])


def test_a_curve_far_from_zero_keeps_its_correlation():
    wave = np.sin(np.arange(24))[None]
    assert pearson(1e9 + wave, wave, **LIMITS)[0] == pytest.approx(1.0, abs=1e-6)


def test_each_row_has_its_own_spread():
    x = np.tile(np.arange(24.0), (2, 1))
    r = pearson(x, x, least_pairs=3, spread_x=np.array([1.0, 100.0]), spread_y=1.0)
    assert r[0] == pytest.approx(1.0)
    assert np.isnan(r[1])


@pytest.mark.parametrize(("least", "r"), [({"spread_y": 0.4}, 1.0), ({"spread_y": 0.6}, NAN), ({"spread_x": 0.6}, NAN)])
def test_a_curve_varies_by_more_than_its_spread(least, r):
    half = np.tile([0.0, 1.0], (1, 12))
    np.testing.assert_allclose(pearson(half, half, **(LIMITS | least)), [r])


@pytest.mark.parametrize("slope", [3.0, -3.0])
def test_rounding_never_carries_r_beyond_one(slope):
    x = np.random.default_rng(1).random((2000, 24))
    assert np.abs(pearson(x, slope * x + 0.1, **LIMITS)).max() == 1.0


def test_runs_are_counted_to_their_end():
    member = np.array([[1, 1, 0, 1, 1, 1], [0, 0, 0, 0, 0, 0]], bool)
    assert run_lengths(member).tolist() == [[1, 2, 0, 1, 2, 3], [0] * 6]
    assert run_lengths(member).dtype == np.int64


@pytest.mark.parametrize(
    ("hours", "moved"),
    [(0, [4, 0, 0, 8]), (1, [8, 4, 0, 0]), (-1, [0, 0, 8, 4]), (0.5, [6, 2, 0, 4]), (-0.5, [2, 0, 4, 6])],
)
def test_a_clock_that_runs_ahead_stamps_later(hours, moved):
    curves = np.array([[4.0, 0.0, 0.0, 8.0], [1.0, 1.0, 1.0, 1.0]])
    assert shifted(curves, hours).tolist() == [moved, [1.0] * 4]
