"""What a month shows of its sky, held against what an honest roof would show."""

import math
from dataclasses import replace

import numpy as np
import pytest

from credits.verification import expected, theory
from credits.verification.month import measure
from credits.verification.thresholds import RULE
from credits.verification.traces import trace

from .making import golden
from .months import MIDDLE, around


@pytest.fixture(scope="module")
def month():
    days = golden()
    return measure(trace(days, expected.derive(days), RULE), around(days), RULE)


def with_values(month, **values):
    return replace(month, **{name: np.full(len(month.days), value) for name, value in values.items()})


def test_both_agreements_weigh_by_what_an_honest_roof_shows(month):
    one = with_values(month, hours=400.0, days=31.0, within_r=0.3, daily_r=0.5, sky_sure=0.5, totals_sure=0.9)
    shown, honest = (float(found[0]) for found in theory.follows_sky(one, RULE))
    clouds, sizes = 0.4 * 0.5 * 20.0, 0.8 * 0.9 * math.sqrt(20.0)
    assert honest == pytest.approx(math.hypot(clouds, sizes))
    assert shown == pytest.approx((clouds * 0.3 * 20.0 + sizes * 0.5 * math.sqrt(20.0)) / honest)


@pytest.mark.parametrize("daily_r", [np.nan, 0.9])
def test_days_that_are_all_alike_leave_the_clouds_alone(month, daily_r):
    one = with_values(month, daily_r=daily_r, totals_sure=0.0 if daily_r == 0.9 else 0.9, within_r=0.3, sky_sure=0.5)
    shown, honest = theory.follows_sky(one, RULE)
    np.testing.assert_allclose(honest, 0.4 * 0.5 * np.sqrt(one.hours))
    np.testing.assert_allclose(shown, 0.3 * np.sqrt(one.hours))


def test_where_the_sky_shows_nothing_nothing_is_shown_and_nothing_asked(month):
    shown, honest = theory.follows_sky(with_values(month, sky_sure=0.0, totals_sure=0.0), RULE)
    assert (shown[MIDDLE], honest[MIDDLE], theory.sky_limit(honest, RULE)[MIDDLE]) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(("honest", "limit"), [(2.0, 1.4), (3.0, 2.1), (8.0, 2.75)])
def test_no_more_is_asked_than_what_lies_beyond_chance(honest, limit):
    assert theory.sky_limit(np.array([honest]), RULE)[0] == pytest.approx(limit)


@pytest.mark.parametrize(("r", "supports"), [(0.6, True), (0.0, False)])
def test_a_month_that_shows_too_little_of_its_sky_eases_nothing(month, r, supports):
    unclear = with_values(month, within_r=r, daily_r=r, sky_sure=0.3, totals_sure=0.6, sky_daily=0.05)
    assert not theory.conclusive(unclear, RULE)[MIDDLE]
    assert bool(theory.uncontradicted(unclear, RULE)[MIDDLE]) is supports
