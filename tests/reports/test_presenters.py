import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from reports import presenters

NOON = datetime(2025, 10, 31, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("milliwatt_hours", "told"),
    [
        (None, "–"),
        (0, "0.00 kWh"),
        (4_350_000, "4.35 kWh"),
        (40_750_000, "40.8 kWh"),
        (3_158_400_000, "3,158 kWh"),
        (9_999_999_999, "10,000 kWh"),
        (10_000_000_000, "10.0 MWh"),
        (197_600_000_000, "197.6 MWh"),
        (12_345_000_000_000, "12.3 GWh"),
    ],
)
def test_energy_takes_the_unit_that_keeps_it_short(milliwatt_hours, told):
    assert str(presenters.energy(milliwatt_hours)).replace("\N{NO-BREAK SPACE}", " ") == told


@pytest.mark.parametrize(
    ("value", "digits", "told"),
    [
        (None, 2, "–"),
        (math.nan, 2, "–"),
        (math.inf, 0, "–"),
        (0.0, 1, "0.0"),
        (0.125, 2, "0.12"),
        (2.675, 1, "2.7"),
        (1999.96, 1, "2,000.0"),
        (1234567, 0, "1,234,567"),
        (-1.5, 1, "−1.5"),
    ],
)
def test_numbers_are_rounded_and_grouped(value, digits, told):
    assert presenters.number(value, digits) == told


def test_numbers_follow_the_locale():
    with translation.override("de"):
        assert presenters.number(1234.5, 1) == "1.234,5"


@pytest.mark.parametrize(
    ("grams", "digits", "told"), [(None, 3, "–"), (35_938, 6, "0.035938"), (1_500_000, 3, "1.500")]
)
def test_mass_is_told_in_tonnes(grams, digits, told):
    assert presenters.tonnes(grams, digits).figure == told


@pytest.mark.parametrize(("milliwatt_hours", "told"), [(None, "–"), (0, "0"), (15_049_000_000, "15,049")])
def test_a_column_of_energy_keeps_one_unit(milliwatt_hours, told):
    assert presenters.kwh(milliwatt_hours) == told


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("Africa/Lagos", "31 Oct 2025, 13:00 WAT"),
        ("Etc/GMT+7", "31 Oct 2025, 05:00 UTC−07"),
        ("Asia/Kathmandu", "31 Oct 2025, 17:45 UTC+0545"),
        ("Pacific/Auckland", "1 Nov 2025, 01:00 NZDT"),
    ],
)
def test_a_moment_is_local_with_utc_beside_it(zone, local):
    found = presenters.moment(NOON, ZoneInfo(zone))

    assert (found.local, found.utc) == (local, "2025-10-31 12:00:00 UTC")
    assert datetime.fromisoformat(found.iso) == NOON


@pytest.mark.parametrize(
    ("before", "told"),
    [(timedelta(hours=3), "3 hours ago"), (timedelta(days=15), "2 weeks ago"), (timedelta(minutes=-5), "just now")],
)
def test_age_has_one_unit(before, told):
    assert presenters.age(NOON - before, NOON).replace("\N{NO-BREAK SPACE}", " ") == told


@pytest.mark.parametrize(
    ("latitude", "longitude", "told"),
    [(6.5244, 3.3792, "6.52° N, 3.38° E"), (-33.9, -70.66, "33.90° S, 70.66° W"), (0, 0, "0.00° N, 0.00° E")],
)
def test_a_place_is_told_by_its_winds(latitude, longitude, told):
    assert presenters.place(latitude, longitude) == told


@pytest.mark.parametrize(
    ("azimuth", "wind"),
    [(0, "north"), (158, "south"), (157, "south-east"), (270, "west"), (340, "north"), (360, "north")],
)
def test_an_azimuth_is_told_by_the_nearest_wind(azimuth, wind):
    assert presenters.facing(azimuth) == wind


@pytest.mark.parametrize(
    ("words", "told"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_are_listed_as_in_a_sentence(words, told):
    assert presenters.listed(words) == told


def test_every_status_has_a_word_and_a_shape_of_its_own():
    badges = presenters.STATUS_BADGES.values()

    assert len({badge.word for badge in badges}) == len({badge.shape for badge in badges}) == len(badges)


def test_a_day_is_written_out():
    assert presenters.day(date(2016, 7, 4)) == "4 Jul 2016"
