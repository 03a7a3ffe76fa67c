from dataclasses import replace

import numpy as np
import pytest

from .asking import check
from .making import changed, golden, honest
from .months import judged, told, with_kwh

RAMP = dict(zip(range(8, 15), np.linspace(1.0, 4.0, 7), strict=True))


@pytest.mark.parametrize("decimals", [1, 2, 3, 6])
def test_honest_rounding_is_nobodys_pen(decimals):
    days = with_kwh(np.round(golden().kwh, decimals))
    assert told(days, "typed").outcome == "pass"
    assert told(days, "resolution").outcome == "pass"


def test_numbers_that_end_in_fives_and_noughts_look_typed_in():
    rng = np.random.default_rng(4)
    fives = np.where(rng.random(golden().kwh.shape) < 0.6, np.round(golden().kwh * 2) / 2, np.round(golden().kwh, 1))
    result = told(with_kwh(fives), "typed")
    assert (result.outcome, result.effect) == ("fail", "PENDING")
    assert "end in 0 or 5" in result.sentence


@pytest.mark.parametrize(
    ("step", "outcome"), [(0.05, "pass"), (0.1, "pass"), (0.5, "fail"), (1.0, "fail"), (5.0, "fail")]
)
def test_steps_too_coarse_for_the_plant_are_asked_about(step, outcome):
    days = with_kwh(np.round(golden().kwh / step) * step)
    assert told(days, "resolution").outcome == outcome
    assert told(days, "typed").outcome == "pass"


def test_the_same_step_is_fine_on_a_plant_ten_times_as_large():
    large = replace(golden(), kwh=np.round(golden().kwh * 20), capacity_kw=np.full(len(golden()), 120.0))
    assert told(large, "resolution").outcome == "pass"


def test_one_day_is_too_little_for_its_digits():
    assert check(changed(honest(), {9: 1.5}), "resolution").outcome == "inconclusive"
    assert check(replace(honest(), kwh=np.round(honest().kwh)), "typed").outcome == "pass"


@pytest.mark.parametrize(("hours", "outcome"), [(3, "pass"), (5, "pass"), (6, "fail"), (7, "fail")])
def test_hours_on_a_straight_line_were_filled_in(hours, outcome):
    result = check(changed(honest(), dict(list(RAMP.items())[:hours])), "interpolated")
    assert result.outcome == outcome
    assert hours < 3 or result.figure == hours


def test_no_real_day_lies_on_a_line():
    judgement = judged(golden())
    finding = judgement.findings[[c.name for c in judgement.checks].index("interpolated")]
    assert finding.passes.all()


def test_an_export_limit_that_the_month_never_passes_is_not_stuck():
    limited = with_kwh(np.minimum(golden().kwh, 2.5))
    runs = (limited.kwh == 2.5).sum(axis=1) >= 5
    sunny = int(np.flatnonzero(runs & (golden().kwh.sum(axis=1) > 30))[20])
    assert told(limited, "stuck", sunny).outcome == "pass"
    frozen = changed(golden(), {})
    frozen.kwh[sunny, 9:15] = 2.5
    assert told(frozen, "stuck", sunny).outcome == "fail"
