"""A satellite's cell with much sea: what flags inland is a doubt there, and never more."""

from dataclasses import replace

import numpy as np
import pytest

from credits.verification import expected
from credits.verification.copies.rivals import gather_copies, no_rivals

from .asking import check, verdict
from .making import golden, honest
from .months import around, judged, noisy, told, with_kwh

SCORED = slice(30, None)


def by_the_sea(days, land=0.6):
    return replace(days, land_share=np.full(len(days), land))


def too_much(times=1.6):
    """A dull satellite day, and a roof that makes more of it than its sky allows and less than a clear sky does."""
    days = honest()
    dull = replace(days, ghi_wh_m2=days.ghi_wh_m2 * 0.4)
    limit = check(dull, "satellite").threshold
    return replace(dull, kwh=days.kwh * limit * times / days.kwh.sum())


@pytest.mark.parametrize(
    ("land", "status"), [(1.0, "FLAGGED"), (0.7, "FLAGGED"), (0.69, "PENDING"), (np.nan, "FLAGGED")]
)
def test_a_day_above_the_satellites_sky_is_doubtful_by_the_sea(land, status):
    days = by_the_sea(too_much(), land)
    assert verdict(days).status == status
    if status == "PENDING":
        assert "69% of its cell is land" in verdict(days).reason
        assert check(days, "satellite").outcome == "inconclusive"
        assert "is sea" in check(days, "satellite").sentence


def test_the_satellites_limit_is_wider_by_the_sea():
    inland, coastal = (check(by_the_sea(honest(), land), "satellite").threshold for land in (1.0, 0.6))
    assert coastal - inland == pytest.approx(6.0 * 0.25)
    assert check(by_the_sea(honest()), "sea_in_cell").outcome == "pass"
    assert "limits are widened" in check(by_the_sea(honest()), "sea_in_cell").sentence


def test_a_sensor_on_the_ground_knows_no_sea():
    days = replace(by_the_sea(too_much()), reference_kind=np.array(["ghi_sensor"]))
    assert check(days, "sea_in_cell").outcome == "inconclusive"
    assert check(days, "satellite").outcome == "fail"


def test_a_cloudless_sky_bounds_the_day_by_the_sea_as_well():
    days = by_the_sea(honest())
    assert verdict(replace(days, kwh=days.kwh * 5)).status == "FLAGGED"


@pytest.mark.parametrize("name", ["month_ceiling", "month_repeated"])
def test_a_month_that_fails_the_satellite_is_doubtful_by_the_sea(name):
    best = np.tile(golden().kwh[golden().kwh.sum(axis=1).argmax()], (len(golden()), 1))
    days = {"month_ceiling": golden().kwh * 1.6, "month_repeated": noisy(best, 0.03)}[name]
    assert told(with_kwh(days), name).outcome == "fail"
    assert told(by_the_sea(with_kwh(days)), name).outcome == "inconclusive"
    assert told(by_the_sea(with_kwh(days)), "sea_in_cell").outcome == "fail"
    assert (judged(by_the_sea(with_kwh(days))).status[SCORED] == "VERIFIED").sum() == 0


def test_the_satellites_own_curve_is_a_copy_by_the_sea_as_well():
    assert (judged(by_the_sea(with_kwh(golden().ghi_wh_m2 * 0.0045))).status[SCORED] == "FLAGGED").all()


def test_no_day_is_surely_dull_by_the_sea():
    days = by_the_sea(golden())
    window = around(days)
    evidence = gather_copies(days, expected.derive(days), window, no_rivals(window.days.shape[1]))
    assert np.isnan(evidence.sky).all()


def test_honest_months_are_judged_as_inland():
    assert (judged(by_the_sea(golden())).status == judged(golden()).status).mean() >= 0.98
