"""The fleet before the judge: no honest owner is flagged, whatever the sky; the plainest frauds are."""

from collections import Counter

import numpy as np
import pytest

from credits.verification.days import DayBatch
from credits.verification.expected import derive
from reports.demo.plants import PLANTS
from reports.demo.simulate import DAYS, simulate
from tests.credits.verification.telling import judge
from tests.reports.demo.reading_back import FIRST_DAY, HOUR_US, by_hour, midnight_us, named, seen


def each_day(value):
    return np.full(DAYS, np.nan if value is None else float(value))


def days_of(fleet, plan, plant) -> DayBatch:
    ghi, clear = seen(fleet, plant)
    return DayBatch(
        kwh=by_hour(plant),
        ghi_wh_m2=ghi,
        clearsky_wh_m2=clear,
        midnight=(midnight_us(FIRST_DAY) + 24 * HOUR_US * np.arange(DAYS)).astype("datetime64[us]"),
        latitude=each_day(plant.lat),
        longitude=each_day(plant.lon),
        capacity_kw=each_day(plant.capacity_kw),
        dc_capacity_kwp=each_day(plant.dc_capacity_kwp),
        surface_tilt=each_day(plant.surface_tilt),
        surface_azimuth=each_day(plant.surface_azimuth),
        quantity=np.full(DAYS, plant.quantity),
        interval_minutes=each_day(plan.minutes),
        hours_since_previous=each_day(1),
        reference_kind=np.full(DAYS, "satellite"),
        day_over=np.ones(DAYS, dtype=bool),
        provisional=np.zeros(DAYS, dtype=np.int64),
        received_after_public=np.ones(DAYS, dtype=bool),
        land_share=each_day(1),
        reference_note=np.full(DAYS, ""),
    )


def verdicts(fleet, plan, plant) -> Counter[str]:
    days = days_of(fleet, plan, plant)
    return Counter(verdict.status for verdict in judge(days, derive(days)))


@pytest.fixture(scope="module")
def judged(fleet):
    return {p.name: verdicts(fleet, plan, p) for plan, p in zip(PLANTS, fleet.plants, strict=True)}


def test_no_honest_plant_has_a_flagged_day(fleet, judged):
    assert {
        plant.name: judged[plant.name]["FLAGGED"]
        for plant in fleet.plants
        if plant.honest and judged[plant.name]["FLAGGED"]
    } == {}


@pytest.mark.parametrize("seed", [1, 2])
def test_nor_under_another_sky(seed):
    other = simulate(seed=seed)
    honest = [(plan, plant) for plan, plant in zip(PLANTS, other.plants, strict=True) if plant.honest]
    assert sum(verdicts(other, plan, plant)["FLAGGED"] for plan, plant in honest) == 0


@pytest.mark.parametrize("site", ["Kaduna mill", "Katsina dispensary"])
def test_a_wrong_clock_and_a_wrong_register_wait(fleet, judged, site):
    assert judged[named(fleet, site).name] == {"PENDING": DAYS}


def test_twice_the_energy_and_a_generator_at_night_are_flagged(fleet, judged):
    assert judged[named(fleet, "Onitsha market hall").name]["FLAGGED"] >= 0.9 * DAYS
    assert judged[named(fleet, "Port Harcourt hotel").name] == {"FLAGGED": DAYS}


@pytest.mark.parametrize(
    "site", ["Ikeja school, roof A", "Ilorin campus", "Sokoto mosque", "Asaba school", "Minna farm"]
)
def test_plain_dusty_and_late_plants_are_verified_on_most_days(fleet, judged, site):
    assert judged[named(fleet, site).name]["VERIFIED"] >= 0.9 * DAYS
