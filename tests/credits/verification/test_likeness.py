"""How like a month is to a curve, and its days to one another, beside plain sums over its hours."""

import math

import numpy as np
import pytest

from credits.verification import likeness

from .test_anomalies import made_up, plain_means, plain_within


def plain_spread(values, weights):
    total = math.fsum(weights)
    if not total:
        return 0.0
    mean = math.fsum(v * w for v, w in zip(values, weights, strict=True)) / total
    return math.sqrt(math.fsum(w * (v - mean) ** 2 for v, w in zip(values, weights, strict=True)) / total) / mean


def plain_about(output, reference):
    """Residual, spread of the hours and spread of the days about one multiple of a reference, of one month."""
    pairs = list(zip(output.ravel(), reference.ravel(), strict=True))
    energy, cross, given = (math.fsum(f(a, b) for a, b in pairs) for f in (
        lambda a, b: a * a, lambda a, b: a * b, lambda a, b: b * b))  # fmt: skip
    scale = cross / given
    residual = math.sqrt(math.fsum((a - scale * b) ** 2 for a, b in pairs) / energy)
    spreads = []
    for axis in (0, 1):
        made, sky = output.sum(axis=axis), reference.sum(axis=axis)
        kept = sky > 1
        spreads.append(plain_spread((made[kept] / sky[kept]).tolist(), sky[kept].tolist()))
    return (residual, *spreads)


def plain_repeated(output, ghi, poa, mask):
    hours, means = mask.sum(), plain_means(output, mask)
    left = [output[d][h] - means[h] for d in range(len(output)) for h in range(24) if mask[d][h]]
    sizes = plain_within(ghi, mask)[1]
    counted = sorted((size, d) for d, size in enumerate(sizes) if mask[d].sum() >= likeness.LEAST_HOURS)
    dull = [d for _, d in counted[: max(len(counted) // 5, 1)]]
    sky = math.fsum(max(ghi[d].sum(), poa[d].sum()) for d in dull)
    return {
        "repeat": math.sqrt(math.fsum(v * v for v in left) / hours) / (output.sum() / hours),
        "dull_ratio": math.fsum(output[d].sum() for d in dull) / sky,
    }


@pytest.fixture
def curves():
    """Output and two skies of two months of 16 days, with an hour that never shines and days of few hours."""
    ghi, mask = made_up(2, n=3, w=16)
    ghi, mask = ghi[:2], mask[:2]
    mask[1, 4, 9:] = mask[0, 5, 10:] = 0
    ghi[1, 4] *= 0.01
    mask[0, 7] = np.arange(24) < 10
    mask[0, 7, :6] = 0
    rng = np.random.default_rng(3)
    output, poa = (ghi * rng.normal(1, spread, ghi.shape) * mask for spread in (0.2, 0.3))
    ghi = ghi * mask
    for curve in (ghi, poa):
        curve[:, :, 22] = 1e-3 * mask[:, :, 22]
        curve[:, :, 23] = 1.5 * mask[:, :, 23] / mask[:, :, 23].sum(axis=1, keepdims=True)
    return output, ghi, poa, mask


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_the_nearest_reference_is_the_one_with_the_least_residual(curves, order):
    output, mask = curves[0], curves[3]
    output[1] = curves[2][1] * np.random.default_rng(4).normal(0.7, 0.02, output[1].shape)
    found = likeness.copied(output, tuple(curves[n] for n in order), mask)
    for month in range(2):
        plain = min(plain_about(output[month], curves[n][month]) for n in order)
        assert [found[name][month] for name in ("residual", "slot_spread", "day_spread")] == pytest.approx(plain)


def test_nearest_is_meant_by_the_hours_and_not_by_their_sums():
    rng = np.random.default_rng(5)
    sky, mask = rng.uniform(100, 900, (1, 16, 24)), np.ones((1, 16, 24))
    output = sky * (1 + 0.1 * (np.arange(24) % 2))
    shuffled = np.take_along_axis(output, rng.permuted(np.tile(np.arange(16)[:, None], (1, 24)), axis=0)[None], axis=1)
    found = likeness.copied(output, (shuffled, sky), mask)
    plain = [plain_about(output[0], reference[0]) for reference in (shuffled, sky)]
    assert plain[0][0] > plain[1][0] and plain[0][1] < plain[1][1]
    assert [float(value[0]) for value in found.values()] == pytest.approx(plain[1])


def test_one_multiple_of_a_curve_leaves_nothing(curves):
    found = likeness.copied(0.3 * curves[1], (curves[1], curves[2]), curves[3])
    for name in ("residual", "slot_spread", "day_spread"):
        np.testing.assert_allclose(found[name], 0, atol=1e-6)


def test_repetition_and_the_dullest_days_agree_with_plain_sums(curves):
    found = likeness.repeated(*curves)
    for month in range(2):
        plain = plain_repeated(*(curve[month] for curve in curves))
        assert {name: found[name][month] for name in plain} == pytest.approx(plain)


def test_a_day_of_two_hours_counts_and_one_of_one_does_not():
    mask = np.zeros((1, 6, 24))
    mask[0, :, 8:14] = 1
    sky = np.full((1, 6, 1), 500.0) * mask
    for hours, ratio in ((2, 2.0), (1, 1.0)):
        mask[0, 2, 8 + hours :] = 0
        dull = sky * mask
        dull[0, 2] *= 0.1
        output = dull.copy()
        output[0, 2] *= 2
        assert likeness.repeated(output, dull, dull, mask)["dull_ratio"] == pytest.approx([ratio])


def test_nothing_is_like_nothing_and_all_figures_are_double():
    nothing = np.zeros((1, 5, 24), np.float32)
    found = likeness.copied(nothing, (nothing, nothing), nothing) | likeness.repeated(*[nothing] * 4)
    assert {name: (float(value[0]), value.dtype) for name, value in found.items()} == {
        "residual": (1.0, float), "slot_spread": (0.0, float), "day_spread": (0.0, float), "repeat": (0.0, float),
        "dull_ratio": (0.0, float),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "weights"),
    [([1, 2, 4], [1, 1, 2]), ([1, 2, 4], [0, 0, 3]), ([5, 9, 1], [0, 0, 0]), ([3, 5, 1], [2, 1, 0])],
)
def test_a_spread_is_the_weighted_deviation_over_the_mean(values, weights):
    both = (np.array([values, values], float), np.array([weights, [1, 1, 1]], float))
    np.testing.assert_allclose(likeness.spread(*both), [plain_spread(values, weights), plain_spread(values, [1, 1, 1])])


@pytest.mark.parametrize(
    ("sizes", "hours", "spread"),
    [
        ([1.0, 1.2, 0.8, 1.0], [9, 9, 9, 9], 1.2533 * 0.1),
        ([1.0, 1.2, 0.8, 5.0], [9, 9, 2, 1], 1.2533 * 0.4 / 3),
        ([2.0, 2.4, 1.6], [9, 9, 9], 1.2533 * 0.8 / 3 / 2),
        ([1.0, 3.0], [9, 9], 1.2533),
        ([0.7], [9], 0.0),
        ([3.0, 4.0], [0, 1], 0.0),
    ],
)
def test_days_differ_by_their_mean_deviation_from_the_lower_middle(sizes, hours, spread):
    others = np.ones((2, len(sizes)))
    found = likeness.usual_spread(np.vstack([[sizes], others]), np.vstack([[hours], 9 * others]))
    assert found.tolist() == pytest.approx([spread, 0.0, 0.0])
    assert found.dtype == float
