"""The honest plants are as real ones are: beside the satellite, and beside each other."""

import numpy as np

from reports.demo.plants import PLANTS
from tests.reports.demo.reading_back import HOUR_US, by_hour, daily_correlation, named, seen, series, undisturbed


def test_no_honest_reading_passes_its_rating(fleet):
    for plan, plant in zip(PLANTS, fleet.plants, strict=True):
        if plant.honest:
            assert series(plant)[1].max() <= plant.capacity_kw * plan.minutes / 60


def test_honest_plants_sleep_at_night_but_for_the_load_output_and_the_fast_clock(fleet):
    awake = [
        plant.name
        for plant in fleet.plants
        if plant.honest and np.nansum(np.where(seen(fleet, plant)[1] == 0, by_hour(plant), 0)) > 0
    ]
    assert awake == ["SIMULATED Kaduna mill", "SIMULATED Katsina dispensary"]


def test_load_output_at_night_is_small_beside_its_days(fleet):
    plant = named(fleet, "Katsina dispensary")
    hours, (_, clear) = by_hour(plant), seen(fleet, plant)
    assert 0.02 < hours[clear == 0].mean() / plant.capacity_kw < 0.08


def test_the_fast_clocks_stamps_are_seven_hours_ahead(fleet):
    plant = named(fleet, "Kaduna mill")
    ghi, _ = seen(fleet, plant)
    sun = ghi.mean(axis=0)
    fits = [np.corrcoef(np.roll(np.nanmean(by_hour(plant), axis=0), -shift), sun)[0, 1] for shift in range(-12, 13)]
    assert range(-12, 13)[int(np.argmax(fits))] == 7
    assert max(fits) > 0.98


def test_undisturbed_honest_days_follow_the_satellite(fleet):
    shares = [np.mean(daily_correlation(fleet, plant) > 0.9) for plant in undisturbed(fleet)]
    assert min(shares) >= 0.9
    assert np.mean(shares) > 0.95


def test_outages_and_full_batteries_do_not(fleet):
    disturbed = [p for p in fleet.plants if p.story.startswith(("Grid-tied: stops", "A hybrid: in"))]
    assert len(disturbed) == 7
    assert max(np.mean(daily_correlation(fleet, plant) > 0.9) for plant in disturbed) < 0.4


def test_the_satellite_is_not_the_roof(fleet):
    for plant in undisturbed(fleet):
        hours, (ghi, clear) = by_hour(plant), seen(fleet, plant)
        high = (clear > 500) & np.isfinite(hours)
        roof = hours[high] * ghi[high].sum() / hours[high].sum()
        assert 60 < (roof - ghi[high]).std() < 150, plant.name


def test_clouds_are_shared_by_month_but_not_beyond_what_real_roofs_show(fleet):
    found = []
    for plant in undisturbed(fleet):
        hours, (ghi, clear) = by_hour(plant), seen(fleet, plant)
        high = (clear > 250) & np.isfinite(hours)
        found.append(np.corrcoef(hours[high] / clear[high], ghi[high] / clear[high])[0, 1])
    assert min(found) > 0.45
    assert max(found) < 0.85


def test_no_honest_day_passes_the_satellites_day_by_much(fleet):
    for plan, plant in zip(PLANTS, fleet.plants, strict=True):
        if plant.honest:
            ghi, _ = seen(fleet, plant)
            assert (np.nansum(by_hour(plant), axis=1) < 1.15 * plan.dc_kwp * ghi.sum(axis=1) / 1000).all(), plant.name


def test_twins_agree_and_are_no_copies(fleet):
    one, other = (by_hour(named(fleet, f"Ikeja school, roof {name}")) for name in "AB")
    lit = one > 0.05
    assert np.corrcoef(one[lit], other[lit])[0, 1] > 0.995
    assert (one[lit] == other[lit]).mean() < 0.02


def test_no_two_honest_plants_share_their_digits(fleet):
    honest = [by_hour(plant)[:, 8:16] for plant in fleet.plants if plant.honest]
    pairs = [((one == other) & (one > 0)).mean() for n, one in enumerate(honest) for other in honest[:n]]
    assert max(pairs) < 0.02


def test_the_late_week_is_one_file_of_seven_days(fleet):
    waits = [
        (u.received_at.timestamp() * 1e6 - u.instant_us.max(), len(u.kwh)) for u in named(fleet, "Asaba school").uploads
    ]
    longest, rows = max(waits)
    assert rows == 7 * 24
    assert 16 * 24 * HOUR_US < longest < 18 * 24 * HOUR_US
