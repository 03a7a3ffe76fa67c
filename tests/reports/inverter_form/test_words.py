from datetime import UTC, datetime

import pytest

from reports.inverter_form.words import array_sentence, effects, orientation_sentence, zone_sentence

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ZONES = [
    ("Africa/Lagos", "UTC+01:00 the year round", "23:00 to 23:00 UTC"),
    ("Europe/Berlin", "UTC+01:00 as standard time; summer time moves no day", "23:00 to 23:00 UTC"),
    ("Asia/Kolkata", "UTC+05:30 the year round", "18:30 to 18:30 UTC"),
    ("America/Denver", "UTC−07:00 as standard time", "07:00 to 07:00 UTC"),
    ("UTC", "UTC+00:00 the year round", "00:00 to 00:00 UTC"),
]


@pytest.mark.parametrize(("zone", "offset", "day"), ZONES, ids=[zone for zone, _, _ in ZONES])
def test_a_zone_is_said_with_its_standard_offset_and_its_day(zone, offset, day):
    sentence = zone_sentence({"timezone": zone}, NOW)
    assert offset in sentence
    assert day in sentence


def test_a_zone_that_is_not_the_places_is_asked_about():
    told = {"timezone": "Asia/Tokyo", "gps_lat": 6.5244, "gps_lon": 3.3792}
    assert "lies in Africa/Lagos: is that meant?" in zone_sentence(told, NOW)
    assert "meant" not in zone_sentence({**told, "timezone": "Africa/Lagos"}, NOW)


ORIENTATIONS = [
    (None, None, "Unknown: the orientation that allows the most"),
    (15.0, None, "Known by half"),
    (None, 180.0, "Known by half"),
    (15.0, 180.0, "15° towards the south"),
    (0.0, 0.0, "0° towards the north"),
]


@pytest.mark.parametrize(("tilt", "azimuth", "words"), ORIENTATIONS)
def test_an_orientation_says_what_it_gives_or_costs(tilt, azimuth, words):
    assert words in orientation_sentence(tilt, azimuth)


ARRAYS = [
    (10.0, None, "one and a half times"),
    (None, 12.0, "Known"),
    (10.0, 12.0, "1.20 times the inverter"),
    (10.0, 21.0, "mistyped"),
    (10.0, 4.0, "mistyped"),
]


@pytest.mark.parametrize(("capacity", "array", "words"), ARRAYS)
def test_an_array_says_what_it_gives_or_costs(capacity, array, words):
    assert words in array_sentence(capacity, array)


def test_what_is_missing_says_nothing_of_itself():
    assert [effect.title for effect in effects({}, NOW)] == ["Orientation", "Array"]
