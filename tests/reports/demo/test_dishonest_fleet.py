"""Each dishonest plant shows in its readings what its story says."""

from datetime import date

import numpy as np
import pytest

from tests.reports.demo.reading_back import by_hour, daily_correlation, named, seen


def test_the_copier_sends_his_victims_digits_afterwards(fleet):
    victim, copier = named(fleet, "Abuja Garki office"), named(fleet, "Abuja Gwarinpa plaza")
    for one, other in zip(victim.uploads, copier.uploads, strict=True):
        assert one.kwh.tolist() == other.kwh.tolist()
        assert one.received_at < other.received_at


def test_the_satellites_copier_sends_once_after_publication(fleet):
    plant = named(fleet, "Kano leather works")
    (upload,) = plant.uploads
    assert upload.received_at.date() > date(2026, 6, 1)
    assert daily_correlation(fleet, plant).min() > 0.99


def test_twice_the_energy_passes_the_rating_on_most_days(fleet):
    plant = named(fleet, "Onitsha market hall")
    assert np.mean(by_hour(plant).max(axis=1) > plant.capacity_kw) > 0.7


def test_the_generator_makes_nights_as_large_as_days(fleet):
    plant = named(fleet, "Port Harcourt hotel")
    hours, (_, clear) = by_hour(plant), seen(fleet, plant)
    night = np.where(clear == 0, hours, np.nan)
    assert np.nanmedian(night) > 0.5 * plant.capacity_kw


@pytest.mark.parametrize("site", ["Kaduna garage", "Ibadan boutique"])
def test_invented_and_repeated_days_know_nothing_of_the_clouds(fleet, site):
    plant = named(fleet, site)
    hours, (ghi, _) = by_hour(plant), seen(fleet, plant)
    assert abs(np.corrcoef(hours.sum(axis=1), ghi.sum(axis=1))[0, 1]) < 0.35
    assert np.median(daily_correlation(fleet, plant)) > 0.95
