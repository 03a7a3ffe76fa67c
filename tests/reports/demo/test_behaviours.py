import numpy as np
import pytest

from reports.demo.behaviours import (
    HOURS_LOST,
    LOAD_SHARE,
    NIGHT_LOAD_SHARE,
    battery_full,
    carries_the_house,
    dust,
    household_load,
    loses_hours,
    sends_load_output,
    trips_with_the_grid,
    while_grid_is_down,
)
from reports.demo.clouds import LOCAL_HOURS

CURTAILING = [trips_with_the_grid, carries_the_house, battery_full(0.5), dust(0.4, 10), loses_hours]


@pytest.mark.parametrize("way", CURTAILING)
def test_an_honest_way_only_ever_lowers_output(way, kw, scene):
    sent = way(kw, scene)
    assert sent.shape == kw.shape
    assert (np.nan_to_num(sent) <= kw).all()
    assert np.nansum(sent) < kw.sum()


@pytest.mark.parametrize("way", CURTAILING)
def test_what_the_roof_gave_is_left_untouched(way, kw, scene):
    before = kw.copy()
    way(kw, scene)
    assert (kw == before).all()


def test_the_grid_is_down_one_to_six_hours_of_working_time_a_day():
    down = while_grid_is_down(500, np.random.default_rng(2))
    hours = down.sum(axis=1) / 4
    assert hours.min() >= 0.75
    assert hours.max() <= 6.25
    assert not down[:, (LOCAL_HOURS < 8) | (LOCAL_HOURS > 19)].any()


def test_a_grid_tied_plant_is_at_zero_or_undisturbed(kw, scene):
    sent = trips_with_the_grid(kw, scene)
    assert ((sent == 0) | (sent == kw)).all()


def test_a_hybrid_still_carries_its_house_in_an_outage(kw, scene):
    sent = carries_the_house(kw, scene)
    disturbed = sent < kw
    assert 0 < sent[disturbed].mean() < 2 * LOAD_SHARE * scene.capacity_kw


def test_a_load_is_never_negative(scene):
    assert household_load((200, 96), scene).min() >= 0


@pytest.mark.parametrize("kept", [0.5, 0.85])
def test_a_full_battery_cuts_the_afternoon_of_a_good_day_and_not_its_morning(kept, kw, scene):
    sent = battery_full(kept)(kw, scene)
    best = -1
    assert (sent[best, :30] == kw[best, :30]).all()
    assert sent[best, 60:70].sum() < kw[best, 60:70].sum()


def test_a_smaller_store_loses_more(kw, scene):
    assert battery_full(0.5)(kw, scene).sum() < battery_full(0.85)(kw, scene).sum()


def test_dust_deepens_until_the_wash_gives_everything_back(kw, scene):
    left = dust(0.4, 10)(kw, scene).sum(axis=1) / kw.sum(axis=1)
    assert (np.diff(left[:10]) < 0).all()
    assert left[9] == pytest.approx(0.6)
    assert left[10] == pytest.approx(1.0)


def test_load_output_runs_all_night_small_and_steady(kw, scene):
    night = sends_load_output(kw, scene)[:, :20]
    assert night.mean() == pytest.approx(NIGHT_LOAD_SHARE * scene.capacity_kw, rel=0.05)
    assert night.std() < 0.15 * night.mean()


def test_load_output_stays_below_the_sun_by_day(kw, scene):
    sent = sends_load_output(kw, scene)
    assert (sent[:, 40:52] <= kw[:, 40:52]).all()


def test_lost_hours_are_whole_hours_and_about_as_many_as_said(kw, scene):
    lost = np.isnan(loses_hours(kw, scene)).reshape(-1, 4)
    assert (lost.all(axis=1) == lost.any(axis=1)).all()
    assert HOURS_LOST / 2 < lost.mean() < HOURS_LOST + 0.08
