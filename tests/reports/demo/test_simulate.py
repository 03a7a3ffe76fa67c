"""What the fleet promises to whoever loads it."""

from collections import Counter
from datetime import timedelta
from math import floor

import numpy as np
import pytest

from reports.demo.plants import PLANTS
from reports.demo.simulate import LAST_DAY, SEED, Dice, simulate
from tests.reports.demo.reading_back import FIRST_DAY, HOUR_US, MINUTE_US, midnight_us, named, series


def test_the_same_arguments_give_the_same_bytes(fleet):
    again = simulate(last_day=LAST_DAY, seed=SEED)
    for one, other in zip(fleet.plants, again.plants, strict=True):
        assert series(one)[1].tobytes() == series(other)[1].tobytes()
        assert [u.received_at for u in one.uploads] == [u.received_at for u in other.uploads]
    for one, other in zip(fleet.cells, again.cells, strict=True):
        assert one[3].tobytes() == other[3].tobytes()


@pytest.mark.parametrize("changed", [{"seed": SEED + 1}, {"last_day": LAST_DAY - timedelta(days=1)}])
def test_another_seed_or_day_gives_another_sky(changed):
    one, other = (simulate(**{"days": 3, **arguments}) for arguments in ({}, changed))
    assert one.cells[0][3].tobytes() != other.cells[0][3].tobytes()


def test_one_plants_luck_does_not_hang_on_anothers():
    dice = Dice(1, LAST_DAY)
    first = dice.of("roof a").random()
    dice.of("roof b").random(100)
    assert dice.of("roof a").random() == first


def test_fewer_days_make_a_shorter_fleet():
    short = simulate(days=8)
    assert all(len(plant.uploads) in (1, 2, 8) for plant in short.plants)
    assert len(short.cells[0][2]) == 10 * 24


def test_progress_hears_of_every_cell_and_plant(fleet):
    heard: list[str] = []
    simulate(days=2, progress=heard.append)
    assert len(heard) == len(fleet.cells) + len(fleet.plants)


def test_everything_is_marked_simulated(fleet):
    assert all(plant.name.startswith("SIMULATED ") for plant in fleet.plants)
    assert all(u.file_name.startswith("simulated-") for plant in fleet.plants for u in plant.uploads)
    assert "SIMULATED" in fleet.source


def test_forty_plants_with_unique_names_and_files(fleet):
    files = [u.file_name for plant in fleet.plants for u in plant.uploads]
    assert len({plant.name for plant in fleet.plants}) == 40
    assert max(Counter(files).values()) == 1


def test_the_number_of_readings_stays_modest(fleet):
    assert 57_000 < sum(len(series(plant)[0]) for plant in fleet.plants) < 70_000


def test_what_an_owner_does_not_say_is_none(fleet):
    assert named(fleet, "Minna farm").dc_capacity_kwp is None
    assert named(fleet, "Abeokuta press").surface_tilt is None
    assert named(fleet, "Akure guest house").surface_azimuth is None
    assert named(fleet, "Enugu library").surface_azimuth == 180


def test_every_plant_has_its_cell_and_every_cell_a_plant(fleet):
    assert {cell[:2] for cell in fleet.cells} == {(floor(p.lat), floor(p.lon)) for p in fleet.plants}


def test_a_cells_hours_are_finite_and_cover_the_utc_days_of_the_period_and_beside_it(fleet):
    for _, _, hours, ghi, clear in fleet.cells:
        assert set(np.diff(hours)) == {HOUR_US}
        assert hours[0] == midnight_us(FIRST_DAY - timedelta(days=1)) + HOUR_US
        assert hours[-1] == midnight_us(LAST_DAY + timedelta(days=2))
        assert np.isfinite(ghi).all()
        assert np.isfinite(clear).all()


@pytest.mark.parametrize("row", range(len(PLANTS)), ids=lambda row: PLANTS[row].slug)
def test_readings_are_finite_unique_and_within_the_period(fleet, row):
    stamps, kwh = series(fleet.plants[row])
    assert np.isfinite(kwh).all()
    assert (kwh >= 0).all()
    assert (np.diff(stamps) > 0).all()
    assert midnight_us(FIRST_DAY) <= stamps[0]
    assert stamps[-1] < midnight_us(LAST_DAY + timedelta(days=1))


@pytest.mark.parametrize("row", range(len(PLANTS)), ids=lambda row: PLANTS[row].slug)
def test_no_reading_was_still_going_on_when_it_was_received(fleet, row):
    width = PLANTS[row].minutes * MINUTE_US
    for upload in fleet.plants[row].uploads:
        assert upload.instant_us.max() + width <= upload.received_at.timestamp() * 1e6
