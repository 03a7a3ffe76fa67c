"""Exact copies are beyond chance, belong to the earlier received, and are never seen where digits are too coarse."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credits.verification.copies.digits import agreement, month_agreement
from credits.verification.finding import Outcome
from credits.verification.thresholds import RULE
from tests.credits.verification.copying import (
    alone,
    beside,
    days,
    failing,
    finding,
    milliwatt_hours,
    noisy,
    rounded,
    told,
)

SPREAD = RULE.like_day_spread


def test_a_copy_of_another_inverters_digits_is_flagged_every_day():
    evidence = beside(days(), days())
    assert finding("copied_digits", evidence).failed.all()
    result = told("copied_digits", evidence)
    assert "repeats that day of inverter 7, received earlier, digit for digit" in result.sentence
    assert result.effect == "FLAGGED"


def test_the_earlier_received_stands():
    assert failing(beside(days(), days(), earlier=False)) == {}


@pytest.mark.parametrize("distance", [0.0, 0.2])
def test_the_same_readings_on_one_roof_ask_whether_it_was_registered_twice(distance: float):
    evidence = beside(days(), days(), distance_km=distance)
    assert failing(evidence) == {"registered_twice": 1.0}
    assert told("registered_twice", evidence).effect == "PENDING"


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"same_date": False, "distance_km": 0.0}, id="another date of the roof's other inverter"),
        pytest.param({"same_date": False, "distance_km": 0.0, "own": True}, id="another date of its own"),
        pytest.param({"distance_km": 0.21}, id="the same date beyond the roof"),
    ],
)
def test_what_no_second_registration_explains_is_flagged(columns: dict[str, object]):
    assert finding("copied_digits", beside(days(), days(), **columns)).failed.all()


@pytest.mark.parametrize(
    ("step", "month_told", "day_told"),
    [
        pytest.param(0.001, True, True, id="a watt-hour: one day is enough"),
        pytest.param(0.01, True, False, id="ten: a day says too little, a month enough"),
        pytest.param(0.1, False, False, id="a hundred: honest days of this size agree by chance"),
    ],
)
def test_digits_count_for_what_the_logger_writes(step: float, month_told: bool, day_told: bool):
    coarse = rounded(days(), step)
    with_month = finding("copied_digits", beside(coarse, coarse)).failed.mean()
    nothing = np.full((len(coarse), 31, 24), -1)
    without = finding("copied_digits", beside(coarse, coarse, month=nothing)).failed.mean()
    assert (with_month > 0.9, without > 0.9) == (month_told, day_told)
    assert month_told or with_month == 0


def test_coarse_digits_are_said_to_tell_nothing():
    result = told("copied_digits", alone(rounded(days(), 0.1)))
    assert result.outcome is Outcome.INCONCLUSIVE
    assert "the logger writes too few digits" in result.sentence


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(lambda kwh: np.roll(kwh, 1, axis=1), id="a clock one hour off"),
        pytest.param(lambda kwh: np.where(np.arange(24) == 9, kwh + 0.001, kwh), id="one hour altered"),
        pytest.param(lambda kwh: np.where(np.arange(24) == 17, np.nan, kwh), id="one hour left out"),
    ],
)
def test_a_copy_with_small_changes_is_still_a_copy(forged):
    mine = replace(days(), kwh=forged(days().kwh))
    assert finding("copied_digits", beside(mine, days())).failed.mean() > 0.9


def test_a_gap_filled_with_another_days_hours_is_no_copied_day():
    mine = noisy(days(), 0.3)
    kwh = np.where(np.arange(24) >= 14, days().kwh, mine.kwh)
    assert not finding("copied_digits", beside(replace(mine, kwh=kwh), days())).failed.any()


@pytest.mark.parametrize("noise", [0.005, 0.015, 0.02])
def test_twins_on_one_roof_are_honest(noise: float):
    assert failing(beside(noisy(days(), noise), days(), distance_km=0.0)) == {}


def test_a_clipped_day_without_other_hours_says_nothing():
    flat = np.zeros((1, 24), np.int64)
    flat[0, 8:16] = 5_000_000
    assert agreement(flat, flat, SPREAD) == (0.0, 0.0)


@settings(max_examples=40, deadline=None)
@given(st.permutations(list(range(12))))
def test_the_order_of_rivals_changes_no_verdict(order: list[int]):
    mine = days(12)
    evidence = beside(mine, mine, distance_km=np.linspace(0.0, 4.0, 12), earlier=np.arange(12) % 3 > 0)
    shuffled = replace(evidence, rivals=evidence.rivals.take(np.array(order)))
    for name in ("copied_digits", "registered_twice", "near_copy"):
        before, after = finding(name, evidence), finding(name, shuffled)
        assert np.array_equal(before.passes, after.passes)
        assert np.array_equal(before.figure, after.figure, equal_nan=True)


def test_of_several_rivals_the_strongest_is_named():
    mine = days(20)
    both = beside(mine, mine, row=np.full(20, 3), name=[f"inverter {n}" for n in range(20)])
    assert finding("copied_digits", both).words["rival"][3] == "inverter 3"
    assert np.flatnonzero(finding("copied_digits", both).failed).tolist() == [3]


def test_agreement_is_what_a_plain_count_says():
    rng = np.random.default_rng(3)
    mine = milliwatt_hours(rounded(days(8), 0.001))
    theirs = np.where(rng.random(mine.shape) < 0.3, mine + 1_000, mine)
    bits, share = agreement(mine, theirs, SPREAD)
    for row in range(len(mine)):
        expected = plain_agreement(mine[row].tolist(), theirs[row].tolist())
        assert (bits[row], share[row]) == pytest.approx(expected)


def plain_agreement(mine: list[int], theirs: list[int]) -> tuple[float, float]:
    """The same for loggers that write watt-hours, hour by hour and shift by shift."""
    best = (0.0, 0.0)
    for shift in range(24):
        moved = theirs[-shift:] + theirs[:-shift] if shift else theirs
        agreeing = [hour for hour in range(24) if mine[hour] == moved[hour] > 0]
        bits = sum(min(plain_bits(mine, hour), plain_bits(moved, hour)) for hour in agreeing)
        if bits > best[0]:
            best = bits, sum(mine[hour] for hour in agreeing) / sum(mine)
    return best


def plain_bits(day: list[int], hour: int) -> float:
    if day[hour] >= 0.99 * max(day) or day[hour] <= 0:
        return 0.0
    return max(0.0, np.log2(SPREAD * day[hour] * np.sqrt(2 * np.pi) / 1_000))


def test_a_month_agrees_only_over_days_that_both_have():
    mine = milliwatt_hours(rounded(days(4), 0.01))[None]
    theirs = mine.copy()
    theirs[0, 2:] = -1
    whole, share = month_agreement(mine, mine, SPREAD)
    half, same_share = month_agreement(mine, theirs, SPREAD)
    assert 0 < half < whole
    assert share == same_share == 1.0
