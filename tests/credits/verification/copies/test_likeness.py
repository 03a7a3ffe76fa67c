"""What is left between two inverters, beside a count by hand; and what two honest roofs keep."""

import math

import numpy as np
import pytest

from credits.verification.copies.likeness import least_residual, likeness, median
from credits.verification.thresholds import RULE

from ..test_copies_likeness import change, lower_median, relative

NAN = math.nan
BELL = np.sin((np.arange(24) - 5.5) / 13 * np.pi).clip(min=0)


def plain_likeness(mine, theirs):
    """(residual, changes that count) of two months."""
    mine, theirs = ([[float(value) for value in day] for day in month] for month in (mine, theirs))
    both = [[m > 0 and t > 0 for m, t in zip(*pair, strict=True)] for pair in zip(mine, theirs, strict=True)]
    mine, theirs = (relative(month, both) for month in (mine, theirs))
    left, own = [], []
    for my_day, their_day in zip(mine, theirs, strict=True):
        steps = [h for h in range(23) if None not in (*my_day[h : h + 2], *their_day[h : h + 2])]
        changes = [(change(my_day, h), change(their_day, h)) for h in steps]
        if changes and math.sqrt(math.fsum(m * m for m, _ in changes) / len(changes)) >= RULE.rough_change:
            left += [abs(m - t) for m, t in changes]
            own += [abs(m) for m, _ in changes]
    enough = len(left) >= RULE.rough_changes and lower_median(own) > 0
    return lower_median(left) / lower_median(own) if enough else NAN, len(left)


def test_what_is_left_between_two_months_agrees_with_a_plain_count():
    rng = np.random.default_rng(1)
    calm = np.array([0.05, 0.1, 0.2, 0.4, 0.4, 0.4, 0.0, 0.4])[:, None, None]
    size = np.array([0.1, 9.0, 0.5, 4.0, 0.1, 1.0, 2.0, 20.0])[:, None, None]
    mine = size * BELL * (1 + calm * rng.normal(0, 1, (8, 14, 24))).clip(0.05)
    theirs = 3 * mine * np.linspace(0.5, 1.5, 24) * rng.normal(1, 0.1, mine.shape).clip(0.1)
    for curve in (mine, theirs):
        curve[rng.random(curve.shape) < 0.04] = NAN
        curve[rng.random(curve.shape) < 0.04] = 0.0
    mine[3, :, 12] = 0.0
    theirs[4, 4:] = NAN
    mine[5, 1:] = NAN
    found = likeness(mine, theirs, RULE)
    for pair in range(8):
        residual, changes = plain_likeness(mine[pair], theirs[pair])
        assert found.changes[pair] == changes
        assert found.residual[pair] == pytest.approx(residual, nan_ok=True)
    assert np.isnan(found.residual).tolist() == [True, *[bool(c < RULE.rough_changes) for c in found.changes[1:]]]
    assert np.isfinite(found.residual).sum() >= 3


@pytest.mark.parametrize("changes", [40, 39])
def test_forty_changes_tell_and_fewer_do_not(changes):
    rng = np.random.default_rng(3)
    mine = np.full((1, 5, 24), NAN)
    mine[0, :, 8:17] = rng.choice([1.0, 3.0], (5, 9))
    mine[0, 4, 16] = NAN if changes == 39 else 2.0
    found = likeness(mine, 2 * mine, RULE)
    assert (found.changes.tolist(), np.isfinite(found.residual[0])) == ([changes], changes == 40)


def test_a_month_whose_output_hardly_ever_changes_tells_nothing():
    mine = np.full((1, 6, 24), NAN)
    mine[0, :, 8:17] = 1.0
    for day in range(6):
        mine[0, day, 9 + day] = 4.0
    found = likeness(mine / mine[:, :1], mine / mine[:, :1], RULE)
    assert (found.changes[0] >= RULE.rough_changes, np.isnan(found.residual[0])) == (True, True)


@pytest.mark.parametrize("km", [0.5, 1.0, 3.0, 8.0, 40.0])
def test_two_honest_roofs_keep_what_their_clouds_decorrelate(km):
    rho = math.exp(-2 * km / 60)
    plain = min(0.5 * math.sqrt(2 * (1 - rho)), 0.25)
    assert least_residual(np.array([0.0, km]), RULE) == pytest.approx([0.0, plain])


def test_medians_are_the_lower_of_two_of_the_chosen():
    values = np.array([[[4.0, 1.0], [3.0, 2.0]], [[4.0, 1.0], [3.0, 2.0]], [[4.0, 1.0], [3.0, 2.0]]])
    which = np.array([[[True, True], [True, True]], [[True, False], [False, False]], [[True, True], [False, True]]])
    assert median(values, which).tolist() == [2.0, 4.0, 2.0]
    assert median(values[:0], which[:0]).shape == (0,)
