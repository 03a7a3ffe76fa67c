from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from inverters.sources.layouts import DateOrder, Measure, ValueColumn
from reports.upload.doubts import doubts
from tests.reports.previewing import NOON, days, preview, reading

WEEK = preview(days(7), [50.0] * 7)


def said(found):
    return " ".join(doubts(found))


def test_an_ordinary_week_raises_no_doubt():
    assert said(reading(WEEK)) == ""


DOUBTS = [
    ({"highest_kw": 7_000.0}, "7,000.0 kW where 10.0 kW are installed"),
    ({"highest_kw": 20.0}, ""),
    ({"highest_kw": 0.007}, "0.007 kW of 10.0 kW installed: is the unit right?"),
    ({"highest_kw": 0.0}, ""),
    ({"interval_minutes": 1440.0}, "One reading stands for 24 hours: too coarse"),
    ({"hour_milliwatt_hours": np.roll(NOON, 7)}, "middle of the energy lies at 19:00"),
    ({"hour_milliwatt_hours": np.roll(NOON, 12)}, "middle of the energy lies at 00:00"),
    ({"hour_milliwatt_hours": np.roll(NOON, 2)}, ""),
    ({"hour_milliwatt_hours": np.zeros(24)}, ""),
    ({"late": 24}, "24 readings belong to days that were submitted"),
]


@pytest.mark.parametrize(
    ("changes", "words"), DOUBTS, ids=[f"{number} {words}" for number, (_, words) in enumerate(DOUBTS)]
)
def test_what_speaks_against_it_is_said_and_nothing_else(changes, words):
    sentence = said(reading(replace(WEEK, **changes)))
    assert words in sentence
    assert bool(sentence) == bool(words)


def test_noon_is_the_suns_and_not_the_clocks():
    assert "12:46" in said(reading(replace(WEEK, hour_milliwatt_hours=np.roll(NOON, 7)), gps_lon=3.4))
    assert said(reading(replace(WEEK, hour_milliwatt_hours=np.roll(NOON, 7)), gps_lon=-90.0)) == ""


def test_a_single_day_says_too_little_of_its_clock():
    assert said(reading(replace(preview(days(1), [50.0]), hour_milliwatt_hours=np.roll(NOON, 7)))) == ""


def test_a_unit_that_the_file_does_not_name_is_asked_about_until_somebody_chose():
    unnamed = ValueColumn("Value", 1, Measure.KWH, named=False)
    assert "does not name the unit of “Value”" in said(reading(WEEK, column=unnamed))


def test_dates_that_can_be_read_in_two_ways_are_asked_about():
    orders = (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)
    two = preview(days(2), [50.0] * 2)
    assert "month/day/year as well: make sure that they run from 1 Jan 2025 to 2 Jan 2025" in said(
        reading(two, orders=orders)
    )
    assert said(reading(WEEK, orders=orders)) == ""


def test_what_is_no_yield_and_days_outside_the_life_are_said():
    load = reading(WEEK)
    load.equipment.quantity = "load"
    assert "held to be “Load”" in said(load)
    assert "2 of the days lie outside" in said(reading(WEEK, commissioned=date(2025, 1, 3)))
    assert "3 of the days lie outside" in said(reading(WEEK, retired=date(2025, 1, 4)))


def test_a_file_without_a_good_row_raises_no_doubt():
    nothing = replace(preview([], []), highest_kw=0.0, hour_milliwatt_hours=np.zeros(24))
    assert said(reading(nothing, orders=(DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST))) == ""
