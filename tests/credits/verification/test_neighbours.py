"""Judged months beside what neighbours are said to share, compared by a plain walk over days and hours."""

import math
from dataclasses import fields

import numpy as np
import pytest

from credits.verification import expected, neighbours
from credits.verification.commons import Commons
from credits.verification.neighbours import Beside, Neighbours, compare, nobody
from credits.verification.thresholds import RULE
from credits.verification.traces import trace
from credits.verification.window import Window

from .months import around
from .test_second_month import random_days
from .test_second_neighbours import plain_left, plain_variation

NAN = math.nan
DAYS = 45


def shared(seed=1):
    """What is said to be shared on 50 dates, and the row of each day of a batch: some days have none."""
    rng = np.random.default_rng(seed)
    figures = rng.uniform(0, 5, (4, 50))
    sure = rng.random((50, 24)) < 0.8
    commons = Commons(rng.normal(0, 0.3, (50, 24)).astype(np.float32) * sure, sure, *figures)
    rows = np.where(rng.random(DAYS) < 0.2, -1, rng.permutation(50)[:DAYS])
    rows[[0, 13, 44]] = 0, -1, 0
    return Neighbours(commons, rows, rng.uniform(0, 50, DAYS))


def plain_beside(traces, positions, near):
    """The figures of one month from its traced days."""
    there = [at for at in positions if at >= 0]
    calm = [{h: float(traces.output[at, h]) for h in np.flatnonzero(traces.undisturbed[at])} for at in there]
    left = [plain_left(calm, day) for day in range(len(there))]
    pairs = [
        (left[n][h], float(near.commons.clouds[near.rows[at], h]))
        for n, at in enumerate(there) for h in left[n] if near.rows[at] >= 0 and near.commons.sure[near.rows[at], h]
    ]  # fmt: skip
    xx, yy, xy = (math.fsum(one[a] * one[b] for one in pairs) for a, b in ((0, 0), (1, 1), (0, 1)))
    highest = sorted(high for high in traces.output[there].max(axis=1).tolist() if high > 0)
    return {
        "hours": len(pairs),
        "variation": plain_variation(left),
        "agreement": xy / math.sqrt(xx * yy),
        "envelope": highest[math.floor(0.9 * (len(highest) - 1))],
    }


@pytest.mark.parametrize("block", [neighbours.BLOCK, 7])
def test_each_month_is_held_beside_the_days_its_neighbours_have(monkeypatch, block):
    monkeypatch.setattr(neighbours, "BLOCK", block)
    days, near = random_days(61), shared()
    curves, whole = expected.derive(days), around(days)
    rows = np.array([44, 0, 13, *np.flatnonzero(near.rows >= 0)[5:15]])
    near = Neighbours(near.commons, near.rows, near.distance_km[: len(rows)])
    window = Window(rows, whole.days[rows])
    found, traces = compare(trace(days, curves, RULE), window, near), trace(days, curves, RULE)
    for n in (0, 1, 3, 12):
        for name, plain in plain_beside(traces, window.days[n].tolist(), near).items():
            assert getattr(found, name)[n] == pytest.approx(plain, rel=2e-3, abs=2e-4), (n, name)
        for name, of_date in (
            ("count", "count"), ("usual_variation", "variation"), ("usual_agreement", "agreement"),
            ("best_envelope", "envelope"),
        ):  # fmt: skip
            assert getattr(found, name)[n] == getattr(near.commons, of_date)[near.rows[rows[n]]]
    np.testing.assert_array_equal(found.distance_km, near.distance_km)


def test_a_short_month_is_held_beside_the_days_it_has():
    days, near = random_days(61).take(slice(0, 18)), shared()
    near = Neighbours(near.commons, near.rows[:18], near.distance_km[:18])
    days.kwh[4:7] = 0.0
    curves, window = expected.derive(days), around(days)
    found, traces = compare(trace(days, curves, RULE), window, near), trace(days, curves, RULE)
    assert (window.days < 0).any()
    for name, plain in plain_beside(traces, window.days[0].tolist(), near).items():
        assert getattr(found, name)[0] == pytest.approx(plain, rel=1e-6 if name == "envelope" else 2e-3, abs=2e-4), name


def test_a_day_without_neighbours_is_held_beside_nobody():
    days, near = random_days(61), shared()
    found = compare(trace(days, expected.derive(days), RULE), around(days), near)
    alone = {f.name: getattr(found, f.name)[13] for f in fields(Beside) if f.name != "distance_km"}
    assert (alone.pop("count"), alone.pop("hours")) == (0.0, 0.0)
    assert np.isnan(list(alone.values())).all()


def test_nobody_is_beside_any_day():
    days = random_days(61)
    near = nobody(DAYS, DAYS)
    found = compare(trace(days, expected.derive(days), RULE), around(days), near)
    assert (found.count == 0).all() and (found.hours == 0).all()
    assert np.isnan(found.distance_km).all() and np.isnan(found.envelope).all()
    assert (near.rows.tolist(), near.distance_km.shape) == ([-1] * DAYS, (DAYS,))
    assert {f.name: getattr(near.commons, f.name).shape for f in fields(Commons)} == {
        "clouds": (0, 24), "sure": (0, 24), "count": (0,), "variation": (0,), "agreement": (0,), "envelope": (0,),
    }  # fmt: skip


def test_a_month_without_output_has_no_envelope_above_zero():
    days = random_days(61)
    dark = days.take(np.arange(DAYS))
    dark.kwh[:] = 0.0
    found = compare(trace(dark, expected.derive(dark), RULE), around(dark), shared())
    assert found.envelope[0] == 0
