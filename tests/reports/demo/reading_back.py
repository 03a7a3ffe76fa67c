"""The fleet read back as an auditor would: local days of 24 hours beside the satellite's."""

from datetime import date, datetime, timedelta
from math import floor

import numpy as np

from reports.demo.posting import WAT
from reports.demo.simulate import DAYS, LAST_DAY

HOUR_US = 3_600_000_000
MINUTE_US = 60_000_000
FIRST_DAY = LAST_DAY - timedelta(days=DAYS - 1)
UNDISTURBED = ("A plain", "One of two", "The twin", "Half the modules", "Road dust", "Its modem", "Only the rating")


def midnight_us(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=WAT).timestamp()) * 1_000_000


def series(plant):
    stamps = np.concatenate([upload.instant_us for upload in plant.uploads])
    order = np.argsort(stamps)
    return stamps[order], np.concatenate([upload.kwh for upload in plant.uploads])[order]


def by_hour(plant, ahead=0):
    """Energy of the period's hours, shape (60, 24) in local days, NaN where nothing came."""
    stamps, kwh = series(plant)
    place = (stamps - ahead * HOUR_US - midnight_us(FIRST_DAY)) // HOUR_US
    inside = place >= 0
    count = np.bincount(place[inside], minlength=DAYS * 24)
    total = np.bincount(place[inside], kwh[inside], minlength=DAYS * 24)
    return np.where(count > 0, total, np.nan).reshape(DAYS, 24)


def seen(fleet, plant):
    """The satellite's all-sky and cloudless hours over a plant, each (60, 24) in local days."""
    (cell,) = (cell for cell in fleet.cells if cell[:2] == (floor(plant.lat), floor(plant.lon)))
    start = int(np.searchsorted(cell[2], midnight_us(FIRST_DAY)))
    return [hours[start : start + DAYS * 24].reshape(DAYS, 24) for hours in cell[3:]]


def daily_correlation(fleet, plant):
    ghi, _ = seen(fleet, plant)
    return np.array([np.corrcoef(np.nan_to_num(day), sun)[0, 1] for day, sun in zip(by_hour(plant), ghi, strict=True)])


def named(fleet, site):
    (plant,) = (plant for plant in fleet.plants if plant.name == f"SIMULATED {site}")
    return plant


def undisturbed(fleet):
    plants = [plant for plant in fleet.plants if plant.honest and plant.story.startswith(UNDISTURBED)]
    assert len(plants) == 19
    return plants
