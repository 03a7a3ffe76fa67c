from dataclasses import replace

import numpy as np
import pytest

from benchmarks.cases import with_noise
from benchmarks.sites import named
from credits.verification import expected
from credits.verification.month import measure
from credits.verification.thresholds import RULE
from credits.verification.traces import trace

from .making import golden
from .months import MIDDLE, ahead, around, judged, told, unstated

SCORED = slice(30, None)


def figures(days):
    judgement = judged(days)
    return judgement.findings[[check.name for check in judgement.checks].index("clock")].figure


@pytest.mark.parametrize("hours", [1, -1, 2, -2])
@pytest.mark.parametrize("view", [lambda days: days, unstated], ids=["stated", "unstated"])
def test_an_hour_of_clock_error_shows_in_the_month_on_every_day(hours, view):
    days = view(ahead(golden(), hours))
    found = figures(days)[SCORED]
    assert (hours * found >= 0).all()
    assert (np.abs(found - hours) <= 0.5).mean() >= 0.8
    assert (judged(days).status[SCORED] == "VERIFIED").mean() <= 0.05


def test_the_month_is_named_with_the_correction_in_minutes():
    result = told(ahead(golden(), 1), "clock")
    assert "the month's correlation goes from" in result.sentence
    assert "Stamps at the other end of their interval look the same." in result.sentence
    assert "-60 minutes" in result.cure


def test_an_honest_month_has_no_clock_error():
    for days in (golden(), unstated(golden())):
        assert (figures(days) == 0).all()


def test_a_day_that_looks_shifted_gives_way_to_a_month_that_is_not():
    days = golden()
    kwh = days.kwh.copy()
    kwh[MIDDLE] = np.roll(kwh[MIDDLE], 1)
    assert told(replace(days, kwh=kwh), "clock").outcome == "pass"


@pytest.mark.parametrize("changed_on", [40, 55, 70])
def test_daylight_saving_where_there_is_none_is_found_on_its_own_side(changed_on):
    shifted = np.roll(golden().kwh.ravel(), 1).reshape(golden().kwh.shape)
    late = np.arange(len(golden())) < changed_on
    found = figures(replace(golden(), kwh=np.where(late[:, None], shifted, golden().kwh)))
    assert (np.abs(found[20 : changed_on - 4] - 1) <= 0.5).mean() >= 0.9
    assert (found[changed_on + 8 :] == 0).mean() >= 0.9


def test_a_change_within_the_month_is_told_as_one():
    shifted = np.roll(golden().kwh.ravel(), 1).reshape(golden().kwh.shape)
    late = np.arange(len(golden())) < MIDDLE
    days = replace(golden(), kwh=np.where(late[:, None], shifted, golden().kwh))
    assert any("daylight saving" in told(days, "clock", MIDDLE + near).sentence for near in (-1, 0, 1))


@pytest.mark.parametrize("noise", [0.0, 150.0])
def test_the_suns_path_tells_the_hour_under_a_satellite_that_errs(noise):
    """At Kano few clouds are sure; its sun rises as everywhere."""
    site = named("kano_simulated")
    sky = with_noise(site, noise) if noise else site
    assert (figures(sky)[SCORED] == 0).mean() >= 0.98
    assert (np.abs(figures(ahead(sky, 1))[SCORED] - 1) <= 0.5).mean() >= 0.9


def test_no_day_before_the_clock_is_set_right_is_verified():
    site, cut = named("half_hour_zone_simulated"), 75
    late = np.arange(len(site)) < cut
    fault = replace(site, kwh=np.where(late[:, None], ahead(site, 1).kwh, site.kwh))
    status = judged(fault).status
    assert (status[30:cut] == "VERIFIED").mean() <= 0.02
    assert (status[cut + 8 :] == "VERIFIED").mean() >= 0.95
    assert (status != "FLAGGED").all()


def test_a_sky_without_clouds_leaves_no_more_than_a_correlation():
    """What is left of both curves is rounding, and was once divided by rounding."""
    days = golden()
    clear = expected.derive(days).clean_ghi
    bells = replace(days, ghi_wh_m2=clear * 0.9, kwh=clear * 0.004)
    month = measure(trace(bells, expected.derive(bells), RULE), around(bells), RULE)
    assert np.abs(month.lag.clouds).max() <= 1.001


def test_energy_in_the_dark_tells_the_hour_where_there_are_no_clouds_and_no_orientation():
    days = golden()
    clear = expected.derive(days).clean_ghi
    bells = replace(unstated(days), ghi_wh_m2=clear, kwh=clear * 0.004)
    assert (figures(bells) == 0).all()
    for hours in (1, -1):
        found = figures(ahead(bells, hours))[SCORED]
        assert (hours * found >= 0).all()
        assert (found == hours).mean() >= 0.6


def test_a_meters_offset_through_the_night_is_no_clock_error():
    days = unstated(golden())
    assert (figures(replace(days, kwh=days.kwh + 0.004)) == 0).mean() > 0.95


def test_a_battery_that_is_full_at_noon_is_not_taken_for_a_clock():
    days = golden()
    full = np.cumsum(days.kwh, axis=1) > 0.5 * np.median(days.kwh.sum(axis=1))
    cut = replace(days, kwh=np.where(full, np.minimum(days.kwh, 0.4), days.kwh))
    assert (figures(cut)[SCORED] == 0).mean() >= 0.98


def test_no_month_flags_for_its_clock():
    for hours in (-12, -7, -1, 1, 7, 12):
        assert (judged(ahead(golden(), hours)).status != "FLAGGED").all()
