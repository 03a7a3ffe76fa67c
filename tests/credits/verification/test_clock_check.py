from dataclasses import replace

import numpy as np
import pytest

from credits.verification import expected
from credits.verification.verdict import assess

from .asking import check, verdict
from .making import golden, honest


def run_ahead(days, hours):
    """The days of one inverter as its clock stamps them, the evening's hours falling into the next day."""
    return replace(days, kwh=np.roll(days.kwh.ravel(), hours).reshape(days.kwh.shape))


@pytest.mark.parametrize("hours", [-11, -9, -7, -5, -4, -3, -2, 2, 3, 4, 5, 7, 9, 11, 12])
def test_one_constant_shift_is_pending_named_and_never_flagged(hours):
    days = run_ahead(honest(), hours)
    result = check(days, "clock")
    assert verdict(days).status == "PENDING"
    assert result.outcome == "fail"
    assert abs((result.figure - hours + 12) % 24 - 12) <= 0.5


def test_the_sentence_names_the_shift_and_the_cure():
    result = verdict(run_ahead(honest(), 7))
    assert result.reason.startswith("The logger's clock runs 7 h ahead of the sun")
    assert result.cure == "Correct the clock by -7 h (-420 minutes), as one dated correction."
    behind = verdict(run_ahead(honest(), -7))
    assert behind.reason.startswith("The logger's clock runs 7 h behind the sun")
    assert behind.cure.startswith("Correct the clock by +7 h (+420 minutes)")


@pytest.mark.parametrize("hours", [-1, 1])
def test_an_hour_of_clock_error_is_named_where_the_orientation_is_known(hours):
    days = run_ahead(honest(), hours)
    assert check(days, "clock").figure == pytest.approx(hours, abs=0.5)
    unknown = replace(days, surface_tilt=np.array([np.nan]))
    assert check(unknown, "clock").outcome == "pass"


def test_half_an_hour_is_not_held_against_a_clock():
    days = honest()
    half = (days.kwh + np.roll(days.kwh, 1, axis=1)) / 2
    assert check(replace(days, kwh=half), "clock").outcome == "pass"


def test_a_clock_is_told_by_the_sun_before_any_satellite_is_published():
    days = run_ahead(replace(honest(), ghi_wh_m2=np.full((1, 24), np.nan)), 7)
    assert check(days, "clock").figure == pytest.approx(7, abs=0.5)
    assert verdict(days).status == "PENDING"


@pytest.mark.parametrize("hours", [-12, -7, -4, -1, 1, 4, 7, 12])
def test_no_real_day_is_flagged_for_its_clock(hours):
    days = run_ahead(golden(), hours)
    assert (assess(days, expected.derive(days)).status == "FLAGGED").sum() == 0


def test_seven_hours_are_found_on_every_real_day():
    days = run_ahead(golden(), 7)
    judgement = assess(days, expected.derive(days))
    hours = judgement.findings[[c.name for c in judgement.checks].index("clock")].figure
    assert (np.abs(hours - 7) <= 1.5).mean() > 0.95
    assert (judgement.status != "VERIFIED").all()


def test_three_times_the_energy_is_flagged_whatever_the_clock_says():
    days = honest()
    assert verdict(run_ahead(replace(days, kwh=days.kwh * 3), 7)).status == "FLAGGED"


def test_a_battery_that_is_full_at_noon_is_not_taken_for_a_clock():
    days = honest()
    cut = days.kwh.copy()
    cut[:, 12:] = np.minimum(cut[:, 12:], 0.3)
    assert check(replace(days, kwh=cut), "clock").outcome == "pass"


def test_no_output_tells_no_time():
    assert check(replace(honest(), kwh=np.zeros((1, 24))), "clock").outcome == "inconclusive"


def test_a_clear_morning_is_no_clock_error_while_the_satellite_is_unpublished():
    days = honest()
    half_clear = np.where(np.arange(24) < 12, days.kwh, days.kwh * 0.3)
    unpublished = replace(days, kwh=half_clear, ghi_wh_m2=np.full((1, 24), np.nan))
    assert check(unpublished, "clock").outcome == "pass"


def test_a_correction_brings_the_day_back():
    late = run_ahead(honest(), 7)
    shift = int(check(late, "clock").figure)
    assert verdict(run_ahead(late, -shift)).status == "VERIFIED"


def test_far_clock_leaves_the_satellites_ceiling_unjudged():
    assert check(run_ahead(honest(), 12), "satellite").outcome == "inconclusive"
    assert check(run_ahead(honest(), 12), "night").outcome == "inconclusive"
    assert check(run_ahead(honest(), 12), "cloudless").outcome == "pass"
