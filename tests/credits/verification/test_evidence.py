"""What the checks ask in common, beside plain questions about each day."""

import math
from dataclasses import fields, replace
from types import SimpleNamespace

import numpy as np
import pytest

from credits.verification import expected, theory
from credits.verification.clock import ClockFit, fit_clock
from credits.verification.days import DayBatch
from credits.verification.digits import measure as measure_digits
from credits.verification.evidence import cloudless_share, gather, hour_limit, lumps
from credits.verification.month import measure
from credits.verification.thresholds import RULE
from credits.verification.timing import settled
from credits.verification.traces import trace
from credits.verification.window import Window, alone

from .cells import NEAR as PLACES
from .cells import beside, kwh_of
from .cells import month as month_of_a_roof
from .making import batch, honest
from .months import around
from .supposed import evidence
from .test_second_month import random_days

NAN = math.nan


def fit(*hours):
    return ClockFit(np.array(hours, float), np.full(len(hours), 0.5), np.full(len(hours), 0.9))


@pytest.mark.parametrize(
    ("quantity", "coarse", "hourly"),
    [("pv_generation", False, True), ("pv_generation", True, False), ("load", False, False)],
)
def test_only_hourly_generation_can_be_cut_into_hours(quantity, coarse, hourly):
    found = evidence(days={"quantity": quantity}, coarse=np.array([coarse]))
    assert (found.hourly.tolist(), found.measurable.tolist(), found.whole.tolist()) == ([hourly],) * 3


@pytest.mark.parametrize(
    ("land", "kind", "coastal"),
    [(0.69, "satellite", True), (0.7, "satellite", False), (0.69, "ghi_sensor", False), (NAN, "satellite", False)],
)
def test_a_cell_of_more_sea_than_its_limit_is_coastal(land, kind, coastal):
    assert evidence(days={"land_share": land, "reference_kind": kind}).coastal.tolist() == [coastal]


@pytest.mark.parametrize(("hours", "far"), [(1.5, False), (2.0, True), (-2.0, True), (-1.5, False)])
def test_from_two_hours_on_a_clock_is_far_off(hours, far):
    assert evidence(clock=fit(hours)).far_clock.tolist() == [far]


def at_night(running, each, measured=10, **columns):
    """A day with energy in so many of the measured dark hours, ten of them; the rated power is 5 kW."""
    dark = np.isin(np.arange(24), [0, 1, 2, 3, 4, 19, 20, 21, 22, 23])
    order = np.flatnonzero(dark)
    kwh = np.where(dark, 0.0, 3.0)
    kwh[order[:running]] = each
    kwh[order[measured:]] = NAN
    return evidence(days={"kwh": kwh[None]}, dark=dark[None], **columns)


@pytest.mark.parametrize(
    ("columns", "load"),
    [
        ({"running": 6, "each": 0.2}, True),
        ({"running": 5, "each": 0.2}, False),
        ({"running": 3, "each": 0.2, "measured": 5}, True),
        ({"running": 10, "each": 0.05}, False),
        ({"running": 10, "each": 0.051}, True),
        ({"running": 10, "each": 1.5}, True),
        ({"running": 10, "each": 1.51}, False),
        ({"running": 6, "each": 2.5}, True),
        ({"running": 6, "each": 2.51}, False),
        ({"running": 0, "each": 0.0, "measured": 0}, False),
        ({"running": 6, "each": 0.2, "clock": fit(2.0)}, False),
    ],
)
def test_steady_output_through_the_night_at_a_households_size_is_like_a_load(columns, load):
    found = at_night(**columns)
    assert (found.like_load.tolist(), found.measurable.tolist()) == ([load], [not load])


def test_each_day_is_like_a_load_by_its_own_night():
    one, other = at_night(10, 1.4), at_night(3, 1.4)
    both = evidence(
        2, days={"kwh": np.concatenate([one.days.kwh, other.days.kwh])}, dark=np.concatenate([one.dark, other.dark])
    )
    assert both.like_load.tolist() == [True, False]


def test_a_lump_leaves_no_whole_day():
    lumps_of_two = np.array([np.arange(24) < 0, np.arange(24) == 9])
    assert evidence(2, lump=lumps_of_two).whole.tolist() == [True, False]


@pytest.mark.parametrize(
    ("figures", "hours", "days", "supported"),
    [
        ({}, 0.0, {}, True),
        ({"days": 9.0}, 0.0, {}, False),
        ({}, 0.5, {}, False),
        ({}, 0.0, {"quantity": "load"}, False),
    ],
)
def test_a_month_supports_a_day_at_its_stamped_hours(figures, hours, days, supported):
    assert evidence(figures=figures, clock=fit(hours), days=days).supported.tolist() == [supported]


def test_r_is_the_better_of_the_days_own_and_its_months_where_it_is_supported():
    figures = {"days": np.array([31.0, 31.0, 9.0, 31.0, 31.0])}
    clock = ClockFit(np.zeros(5), np.array([0.2, 1.0, 0.3, 0.4, NAN]), np.zeros(5))
    published = np.array([True, True, True, False, True])
    found = evidence(5, figures=figures, clock=clock, published=published)
    by_month = theory.correlation_by_month(found.kwh, found.calm, found.days, found.curves, found.month, RULE)
    np.testing.assert_array_equal(found.correlation, [by_month[0], 1.0, 0.3, NAN, by_month[4]])
    assert (by_month > 0.9).all()
    load = evidence(5, figures=figures, clock=clock, days={"quantity": "load"})
    assert np.isnan(load.correlation).all()


def varied_days():
    """A month with gaps by day and by night, unknown arrays, and a satellite that is missing now and then."""
    days = random_days(41)
    row, hours = np.arange(len(days)), np.arange(24)
    kwh = np.where((row[:, None] % 5 == 0) & (hours < 4), NAN, days.kwh)
    ghi = np.where((row[:, None] % 7 == 3) & (hours > 10), NAN, days.ghi_wh_m2)
    return replace(
        days,
        kwh=kwh,
        ghi_wh_m2=ghi,
        interval_minutes=np.select([row % 11 == 0, row % 11 == 1], [61.0, NAN], 60.0),
        dc_capacity_kwp=np.where(row % 3 == 0, NAN, 6.0),
        hours_since_previous=np.where(row % 4 == 0, NAN, 1.0 + row % 4),
    )


def test_the_evidence_of_each_judged_day_is_what_plain_questions_find():
    days = varied_days()
    curves, rows = expected.derive(days), np.array([44, 0, 17, 30, 11, 12])
    found = gather(days, curves, window=Window(rows, around(days).days[rows]))
    for n, at in enumerate(rows):
        dark = [up == 0 for up in curves.cosine_zenith[at]]
        clean = curves.clean_ghi[at]
        kwh = [0.0 if math.isnan(e) and gone else e for e, gone in zip(days.kwh[at], dark, strict=True)]
        np.testing.assert_array_equal(found.kwh[n], kwh)
        assert found.dark[n].tolist() == dark
        assert found.energy[n] == pytest.approx(np.nansum(days.kwh[at]))
        shares = [clean[~np.isnan(curve[at])].sum() / clean.sum() for curve in (days.kwh, days.ghi_wh_m2)]
        assert [found.daylight_measured[n], found.daylight_published[n]] == pytest.approx(shares)
        assert found.published[n] == (shares[1] >= 0.9)
        assert found.coarse[n] == (days.interval_minutes[at] > 60)
        assert found.array_kwp[n] == (7.5 if math.isnan(days.dc_capacity_kwp[at]) else 6.0)
        assert found.lump[n].tolist() == lumps(days, RULE)[at].tolist()
    assert {*found.published.tolist()} == {True, False}


def test_month_clock_and_digits_are_those_of_the_judged_days():
    days = varied_days()
    curves, rows = expected.derive(days), np.array([44, 3, 17])
    window = Window(rows, around(days).days[rows])
    found = gather(days, curves, window=window)
    traces = trace(days, curves, RULE)
    month = measure(traces, window, RULE)
    np.testing.assert_array_equal(found.month.within_r, month.within_r)
    np.testing.assert_array_equal(found.calm, traces.undisturbed[rows])
    np.testing.assert_array_equal(found.digits.highest, measure_digits(days, window).highest)
    own = fit_clock(found.kwh, found.days, found.curves, found.published, RULE)
    told = settled(own, month, found.days.orientation_known, RULE)
    for column in fields(ClockFit):
        np.testing.assert_array_equal(getattr(found.clock, column.name), getattr(told, column.name))
    assert found.window is window
    np.testing.assert_array_equal(found.days.kwh, days.kwh[rows])
    np.testing.assert_array_equal(found.curves.clean_poa, curves.clean_poa[rows])


def test_without_a_window_each_day_stands_alone_and_beside_nobody():
    days = honest(3)
    found = gather(days, expected.derive(days))
    assert found.window.days.tolist() == alone(3).days.tolist()
    assert (found.beside.count.tolist(), found.rule) == ([0.0] * 3, RULE)


def test_neighbours_are_held_beside_their_month():
    own, *others = kwh_of(PLACES)
    days, curves = month_of_a_roof(own)
    found = gather(days, curves, window=around(days), neighbours=beside(np.array(others), curves))
    assert (found.beside.count == 4).all()


def test_another_rule_is_carried_into_every_part():
    days = honest(2)
    strict = replace(RULE, published_share=1.1, array_per_inverter=3.0, interval_minutes=30.0, sun_cosine=0.9)
    found = gather(replace(days, dc_capacity_kwp=np.full(2, NAN)), expected.derive(days), strict)
    assert (found.published.any(), found.array_kwp.tolist(), found.coarse.all()) == (False, [15.0, 15.0], True)
    assert found.calm.sum() == 0
    assert found.rule is strict


def test_curves_of_other_days_are_refused_with_both_counts():
    with pytest.raises(ValueError, match=r"^2 days cannot be judged by the curves of 1$"):
        gather(honest(2), expected.derive(honest(1)))


def test_a_share_of_no_daylight_is_unknown():
    curves = SimpleNamespace(clean_ghi=np.array([[0.0, 0.0], [0.1, 0.3]]))
    np.testing.assert_allclose(cloudless_share(curves, np.array([[True, False]] * 2)), [NAN, 0.25])


@pytest.mark.parametrize(("array", "limit"), [(6.0, 6.9), (NAN, 7.5)])
def test_an_hour_is_limited_by_the_array_or_by_the_largest(array, limit):
    assert hour_limit(batch(1, dc_capacity_kwp=array), RULE) == pytest.approx([limit])


def plain_lumps(days: DayBatch, row: int):
    """Which slots of one day may hold the energy of the gap before them."""
    kwh, before = days.kwh[row].tolist(), days.hours_since_previous[row]
    before = math.inf if math.isnan(before) else before
    stated = days.dc_capacity_kwp[row]
    nominal, limit = (days.capacity_kw[row], 7.5) if math.isnan(stated) else (stated, 1.15 * stated)
    found = []
    for slot, energy in enumerate(kwh):
        gap = 0
        while gap < slot and math.isnan(kwh[slot - 1 - gap]):
            gap += 1
        overnight = gap == slot and before > 1
        hours = 1 + gap + (before - 1 if overnight else 0)
        found.append((gap > 0 or overnight) and nominal < energy <= limit * hours)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_lumps_are_those_that_a_plain_walk_finds(seed):
    rng = np.random.default_rng(seed)
    n = 120
    kwh = np.where(rng.random((n, 24)) < 0.4, NAN, rng.choice([0.0, 5.0, 5.5, 6.0, 6.1, 7.5, 14.0, 40.0], (n, 24)))
    days = batch(
        n, kwh=kwh, hours_since_previous=rng.choice([NAN, 0.5, 1.0, 1.5, 2.0, 9.0], n),
        dc_capacity_kwp=rng.choice([6.0, NAN], n),
    )  # fmt: skip
    found = lumps(days, RULE)
    assert found.tolist() == [plain_lumps(days, row) for row in range(n)]


@pytest.mark.parametrize(("latitude", "level"), [(9.0, 0.92), (-23.5, 0.92), (23.6, 0.95), (-40.0, 0.95)])
def test_the_best_plants_of_the_tropics_make_less(latitude, level):
    assert evidence(days={"latitude": latitude}).best_level.tolist() == [level]
