"""What neighbours share around each date, beside a plain walk over roofs, dates and hours."""

import math
from statistics import median

import numpy as np
import pytest

from credits.verification.commons import Commons, joined
from credits.verification.commons import in_common as in_common_of
from credits.verification.likeness import LEAST_HOURS
from credits.verification.thresholds import RULE

from .test_second_month import plain_calm
from .test_second_neighbours import plain_agreement, plain_left, plain_median, plain_variation

NAN = math.nan
OFFSETS = np.r_[0:20, 60:82]
DATES = np.datetime64("2025-01-01") + OFFSETS
BELL = np.sin((np.arange(24) - 5.5) / 12 * np.pi).clip(min=0)
LIT = np.tile(BELL > 0.2, (len(OFFSETS), 1))
GHI = np.where(np.arange(24) == 12, np.where(OFFSETS[:, None] == 5, NAN, 800.0), 800.0) * np.where(BELL > 0, BELL, 1.0)


def roofs(k, seed=1):
    """Output of k roofs under clouds that drift over all of them; the last has hardly a day in its second month."""
    rng = np.random.default_rng(seed)
    clouds = np.repeat(rng.uniform(0.3, 1.0, (len(OFFSETS), 8)), 3, axis=1)
    output = 1000 * BELL * clouds * rng.normal(1, 0.06, (k, len(OFFSETS), 24)).clip(0.5)
    output[rng.random(output.shape) < 0.03] = NAN
    output[rng.random(output.shape) < 0.02] = 0.0
    if k:
        output[-1, 28:] = NAN
    return output


def in_common(output, *given):
    """What all the roofs have in common."""
    *sky, rule = given
    return in_common_of(output, *sky, np.ones(output.shape[:2], bool), rule)


def plain_roof(output, lit_hours, ghi):
    """Of one roof, for each date: its usable hours and the calm ones among them, as {hour: output}."""
    usable = [
        {h: (out[h], sky[h]) for h in range(24) if lit[h] and not math.isnan(out[h] + sky[h])}
        for out, lit, sky in zip(output, lit_hours, ghi, strict=True)
    ]
    return [{h: day[h][0] for h in sorted(day)} for day in usable], [
        {h: day[h][0] for h in sorted(plain_calm(day))} for day in usable
    ]


def plain_commons(output, at):
    """The figures of one date, from the dates of its month."""
    near = [n for n, offset in enumerate(OFFSETS) if abs(offset - OFFSETS[at]) <= 30]
    every = [plain_roof(roof[near], LIT[near], GHI[near]) for roof in output]
    counted = [
        (usable, calm) for usable, calm in every
        if sum(len(day) >= LEAST_HOURS for day in calm) >= RULE.clouds_days and sum(map(len, calm)) >= RULE.month_hours
    ]  # fmt: skip
    left = [[plain_left(calm, day) for day in range(len(near))] for _, calm in counted]
    agreements = [
        plain_agreement(one, left[:n] + left[n + 1 :], least=2) if len(left) > 2 else 0.0 for n, one in enumerate(left)
    ]
    highest = [sorted(max(day.values()) for day in usable if day) for usable, _ in counted]
    return {
        "count": len(counted),
        "clouds": plain_median(left, near.index(at)),
        "variation": median(map(plain_variation, left)) if left else NAN,
        "agreement": median(agreements) if left else NAN,
        "envelope": max((days[math.floor(0.9 * (len(days) - 1))] for days in highest), default=-math.inf),
    }


@pytest.mark.parametrize("k", [0, 1, 2, 3, 5, 6])
def test_what_is_shared_around_each_date_agrees_with_a_plain_walk(k):
    output = roofs(k)
    found = in_common(output, DATES, LIT, GHI, RULE)
    for at in (0, 5, 19, 20, 27, 30, 41):
        plain = plain_commons(output, at)
        clouds = plain.pop("clouds")
        for name, value in plain.items():
            assert getattr(found, name)[at] == pytest.approx(value, rel=1e-6, nan_ok=True), (at, name)
        assert np.flatnonzero(found.sure[at]).tolist() == sorted(clouds)
        told = [clouds.get(hour, 0.0) for hour in range(24)]
        np.testing.assert_allclose(found.clouds[at], told, atol=1e-5)
    assert (found.clouds.dtype, found.sure.dtype, found.count.dtype) == (np.float32, bool, float)


def test_neighbours_whose_months_are_too_short_share_nothing():
    found = in_common(roofs(4)[:, :14], DATES[:14], LIT[:14], GHI[:14], RULE)
    assert found.count.tolist() == [0.0] * 14
    assert not found.sure.any()
    assert np.isnan(found.variation).all() and np.isnan(found.agreement).all()
    assert np.isinf(found.envelope).all()


@pytest.mark.parametrize(("days", "months"), [(15, 4.0), (14, 0.0)])
def test_a_month_begins_with_as_many_days_as_clouds_need(days, months):
    output = np.where(np.arange(20)[:, None] < days, 1000 * BELL, NAN)[None] * np.ones((4, 1, 1))
    found = in_common(output, DATES[:20], LIT[:20], 800 * BELL * np.ones((20, 1)), RULE)
    assert found.count.tolist() == [months] * 20


@pytest.mark.parametrize(("apart", "count"), [(30, 4.0), (31, 0.0)])
def test_a_month_reaches_thirty_days_to_either_side(apart, count):
    dates = np.datetime64("2025-01-01") + np.r_[0:14, 13 + apart : 27 + apart]
    output = np.broadcast_to(1000 * BELL, (4, 28, 24))
    found = in_common(output, dates, LIT[:28], np.tile(800 * BELL, (28, 1)), RULE)
    assert np.flatnonzero(found.count == 4).tolist() == ([13, 14] if count else [])


def test_places_are_joined_in_their_order():
    parts = [in_common(roofs(k, seed=k), DATES, LIT, GHI, RULE) for k in (3, 5)]
    whole = joined(parts)
    for name, column in vars(whole).items():
        np.testing.assert_array_equal(column, np.concatenate([getattr(part, name) for part in parts]))
    assert isinstance(whole, Commons)
