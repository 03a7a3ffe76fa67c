"""Beside its neighbours: an honest roof passes, an invented one is PENDING, and no neighbour's word does more."""

from dataclasses import replace

import numpy as np
import pytest

from credits.verification import expected
from credits.verification.checks.place_texts import NEIGHBOUR_CHECKS, SEA_CHECKS
from credits.verification.commons import in_common
from credits.verification.finding import Status
from credits.verification.neighbours import Neighbours
from credits.verification.thresholds import RULE
from credits.verification.verdict import assess
from tests.credits.verification.telling import judge

from .cells import FAR, KWP, NEAR, bell, beside, kwh_of, month, told, verdict
from .making import golden
from .months import around, judged, noisy

NAMES = ("neighbour_variation", "neighbour_clouds", "neighbour_envelope")


def test_nothing_that_neighbours_or_place_say_flags():
    every = (*SEA_CHECKS, *NEIGHBOUR_CHECKS)
    assert {check.effect for check in every} == {Status.PENDING}
    assert not any(check.needed for check in every)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("roof", range(5))
def test_an_honest_roof_passes_beside_near_ones(seed, roof):
    every = kwh_of(NEAR, seed)
    found = verdict(every[roof], np.delete(every, roof, axis=0)).checks
    outcomes = {check.name: check.outcome for check in found if check.name in NAMES}
    assert outcomes["neighbour_variation"] == outcomes["neighbour_envelope"] == "pass"
    assert outcomes["neighbour_clouds"] != "fail"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_honest_roof_far_away_is_held_by_nobody(seed):
    own, *others = kwh_of(FAR, seed)
    outcomes = [told(name, own, np.array(others), distance_km=75.0).outcome for name in NAMES]
    assert outcomes == ["pass", "inconclusive", "pass"]


@pytest.mark.parametrize("noise", [0.0, 0.05, 0.15])
def test_a_smooth_bell_where_all_around_saw_clouds_is_pending(noise):
    forged = noisy(bell(), noise)
    found = told("neighbour_variation", forged, kwh_of(NEAR)[1:])
    assert (found.outcome, found.threshold) == ("fail", 0.35)
    assert "4 neighbours" in found.sentence
    assert verdict(forged, kwh_of(NEAR)[1:]).status == "PENDING"


def test_yesterdays_clouds_are_not_the_neighbours():
    every = kwh_of(NEAR)
    shifted = np.roll(every[0], 1, axis=0)
    assert told("neighbour_variation", shifted, every[1:]).outcome == "pass"
    assert told("neighbour_clouds", shifted, every[1:]).outcome == "fail"


@pytest.mark.parametrize(
    ("others", "distance_km", "reason"),
    [
        pytest.param(slice(1, 3), 5.0, "too few", id="two neighbours"),
        pytest.param(slice(1, None), 26.0, "too far away", id="none near"),
    ],
)
def test_clouds_are_compared_with_three_near_neighbours_and_no_fewer(others, distance_km, reason):
    every = kwh_of(NEAR)
    found = told("neighbour_clouds", np.roll(every[0], 1, axis=0), every[others], distance_km)
    assert found.outcome == "inconclusive"
    assert reason in found.sentence


def test_neighbours_without_clouds_tell_nothing_of_a_smooth_month():
    clear = np.stack([noisy(bell(), 0.01) for _ in range(4)])
    found = told("neighbour_variation", bell(), clear)
    assert (found.outcome, "too few clouds" in found.sentence) == ("inconclusive", True)


def test_one_liar_among_the_neighbours_decides_nothing():
    every = kwh_of(NEAR)
    others = np.concatenate([every[1:4], bell()[None]])
    assert [told(name, every[0], others).outcome for name in NAMES] == ["pass"] * 3


def test_outages_of_the_neighbours_do_not_make_clouds():
    clear = np.stack([noisy(bell(), 0.01) for _ in range(4)])
    for at, roof in enumerate(clear):
        roof[:, 9 + at : 11 + at] = 0.0
    assert told("neighbour_variation", bell(), clear).outcome == "inconclusive"


@pytest.mark.parametrize(("times", "outcome"), [(0.5, "pass"), (1.2, "pass"), (1.5, "fail")])
def test_best_hours_far_above_the_best_neighbours_are_doubtful(times, outcome):
    every = kwh_of(NEAR)
    found = told("neighbour_envelope", every[0] * times, every[1:])
    assert found.outcome == outcome
    assert found.figure == pytest.approx(times, rel=0.05)


def test_an_array_that_was_not_stated_may_be_the_largest():
    every = kwh_of(NEAR)
    found = told("neighbour_envelope", every[0] * 1.5, every[1:], dc_capacity_kwp=np.nan, capacity_kw=KWP)
    assert (found.outcome, found.figure) == ("pass", pytest.approx(1.0, rel=0.05))


def test_invented_neighbours_hold_nobody_back_who_follows_the_satellite():
    days, curves = golden(), expected.derive(golden())
    invented = np.stack([np.roll(days.kwh, shift, axis=0) * 1000 / 6 for shift in (9, 9, 9, 9)])
    dates = days.midnight.astype("datetime64[D]")
    lit, everyone = curves.cosine_zenith > RULE.sun_cosine, np.ones((len(invented), len(dates)), bool)
    shared = in_common(invented, dates, lit, curves.ghi, everyone, RULE)
    near = Neighbours(shared, np.arange(len(days)), np.full(len(days), 1.0))
    found = assess(days, curves, window=around(days), neighbours=near)
    assert shared.agreement.min() > 0.9
    assert (found.status == judged(days).status).all()


def test_neighbours_who_agree_lift_no_failure_of_the_months_clouds_but_are_told():
    days, curves = month(kwh_of(NEAR)[0])
    clouds = 1 - 0.5 * np.random.default_rng(5).random((31, 24)).round()
    clouds[:, 1::2] = clouds[:, ::2]
    other_sky = replace(days, ghi_wh_m2=curves.clean_ghi * clouds)
    curves = expected.derive(other_sky)
    near = beside(kwh_of(NEAR)[1:], curves)
    found = judge(other_sky, curves, window=around(other_sky), neighbours=near)[15]
    check = next(one for one in found.checks if one.name == "month_clouds")
    assert (check.outcome, found.status) == ("fail", "PENDING")
    assert "Its 4 neighbours share its clouds" in check.sentence
