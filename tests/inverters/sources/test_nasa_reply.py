"""What a reply of NASA POWER must be to be believed, on genuine replies and on spoilt ones."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from inverters.errors import SatelliteRefusedError
from inverters.sources.nasa_columns import CLEARSKY_GHI, GHI
from inverters.sources.nasa_reply import Answer, messages_of, read_reply
from tests.stubs.power_stub import hour_keys, reply_to

GENUINE = Path(__file__).parents[2] / "data" / "nasa_power"
MALTA = {"lat": 35.9375, "lon": 14.3754}
KANO = {"lat": 12.5, "lon": 8.5}
DAY = {"first": date(2025, 6, 20), "last": date(2025, 6, 20)}
QUERY = {"latitude": "12.5", "longitude": "8.5", "start": "20250620", "end": "20250620", "time-standard": "UTC"}
NOON = "2025062012"


def read_genuine(name: str, first: date, last: date, **place: float) -> Answer:
    return read_reply((GENUINE / name).read_bytes(), first=first, last=last, **(place or MALTA))


def read_spoilt(spoil: Callable[[dict], object]) -> Answer:
    body = reply_to(QUERY)
    spoil(body)
    return read_reply(json.dumps(body).encode(), **KANO, **DAY)


def set_noon(value: object) -> Callable[[dict], object]:
    return lambda body: body["properties"]["parameter"][GHI].__setitem__(NOON, value)


def test_genuine_hours_are_read_as_they_stand():
    hours = read_genuine("malta_20250620_22.json", date(2025, 6, 20), date(2025, 6, 22)).hours
    assert len(hours) == 72
    assert hours.ghi_wh_m2[4:6].tolist() == [54.12, 206.93]
    assert np.isnan(hours.clearsky_wh_m2).all()


def test_genuine_hours_beyond_the_days_asked_are_left_out():
    hours = read_genuine("malta_20250620_22.json", date(2025, 6, 21), date(2025, 6, 21)).hours
    assert len(hours) == 24
    assert hours.hour_us[0] == np.datetime64("2025-06-21T00", "us").astype(np.int64)


def test_genuine_hours_after_the_last_published_one_are_missing():
    hours = read_genuine("malta_latency_boundary.json", date(2025, 12, 30), date(2026, 1, 2)).hours
    assert not np.isnan(hours.ghi_wh_m2[:48]).any()
    assert np.isnan(hours.ghi_wh_m2[48:]).all()


def test_genuine_days_not_yet_published_are_missing_altogether():
    hours = read_genuine("malta_all_fill.json", date(2026, 5, 29), date(2026, 5, 31)).hours
    assert np.isnan(hours.ghi_wh_m2).all()


def test_the_genuine_reply_in_local_solar_time_is_refused_for_its_hours():
    with pytest.raises(SatelliteRefusedError, match="its hours are LST, not UTC"):
        read_genuine("recorded_hourly_lst_no_solar.json", date(2026, 4, 1), date(2026, 4, 2), lat=-21.979, lon=-47.883)


def test_the_genuine_reply_without_irradiance_is_refused_even_in_utc():
    body = json.loads((GENUINE / "recorded_hourly_lst_no_solar.json").read_text())
    body["header"]["time_standard"] = "UTC"
    with pytest.raises(SatelliteRefusedError, match=f"without properties.parameter.{GHI}"):
        read_reply(json.dumps(body).encode(), lat=-21.979, lon=-47.883, first=date(2026, 4, 1), last=date(2026, 4, 2))


@pytest.mark.parametrize("longitude", [8.5, 3.5])
def test_local_solar_time_is_refused_at_kano_where_it_hides_as_at_lagos_where_it_shows(longitude):
    body = reply_to(QUERY | {"longitude": str(longitude), "time-standard": "LST"})
    with pytest.raises(SatelliteRefusedError, match="LST, not UTC"):
        read_reply(json.dumps(body).encode(), lat=12.5, lon=longitude, **DAY)


SPOILT = {
    "no place": (lambda body: body.pop("geometry"), "without geometry"),
    "a place without a number": (lambda body: body["geometry"].update(coordinates=["8.5", "12.5"]), "than numbers"),
    "half a place": (lambda body: body["geometry"].update(coordinates=[8.5]), "without a place"),
    "a place beside": (lambda body: body["geometry"].update(coordinates=[8.5, 12.52]), "12.52"),
    "no header": (lambda body: body.pop("header"), "without header"),
    "no fill value": (lambda body: body["header"].pop("fill_value"), "without header.fill_value"),
    "a fill value in words": (lambda body: body["header"].update(fill_value="-999"), "fill_value holds something else"),
    "a time standard of another kind": (lambda body: body["header"].update(time_standard=["UTC"]), "no text, not UTC"),
    "no units": (lambda body: body["parameters"].pop(GHI), f"without parameters.{GHI}.units"),
    "a cloudless sky in another unit": (
        lambda body: body["parameters"][CLEARSKY_GHI].update(units="kW-hr/m^2"),
        f"{CLEARSKY_GHI} comes in kW-hr/m",
    ),
    "a list of hours": (lambda body: body["properties"]["parameter"].update({GHI: [1.0]}), "without hours in"),
    "days in place of hours": (
        lambda body: body["properties"]["parameter"].update({GHI: {"20250620": 5.0}}),
        "not given by the hour",
    ),
    "other days": (
        lambda body: body["properties"]["parameter"].update(
            {GHI: dict.fromkeys(hour_keys(*[date(2024, 6, 20)] * 2), 1)}
        ),
        "other days than were asked",
    ),
    "null": (set_noon(None), "something else than numbers"),
    "a truth value": (set_noon(True), "something else than numbers"),
    "text": (set_noon("600"), "something else than numbers"),
    "a number of 400 digits": (set_noon(10**400), "beyond all measure"),
    "more than the sun": (set_noon(1600.1), "1600.1 Wh/m.2, more than the sun"),
}


@pytest.mark.parametrize(("spoil", "reason"), SPOILT.values(), ids=SPOILT)
def test_a_reply_of_another_shape_or_sense_is_refused(spoil, reason):
    with pytest.raises(SatelliteRefusedError, match=reason):
        read_spoilt(spoil)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not readable JSON"),
        (b"\xff\xfe{}", "not readable JSON"),
        (b'{"a": 1' + b"0" * 5000 + b"}", "not readable JSON"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'{"a": -Infinity}', "says -Infinity"),
        (b'{"a": 1, "a": 2}', "two values under one name"),
        (b"[]", "without geometry"),
        (b"null", "without geometry"),
        (json.dumps(reply_to(QUERY)).replace("600.0", "1e999").encode(), "beyond all measure"),
    ],
)
def test_bytes_that_are_no_reply_are_refused_and_kept(body, reason):
    with pytest.raises(SatelliteRefusedError, match=reason) as refusal:
        read_reply(body, **KANO, **DAY)
    assert refusal.value.excerpt == body[:65_536]


@pytest.mark.parametrize("value", [-999, -999.0, -0.1, -1e300])
def test_a_negative_hour_is_missing(value):
    assert np.isnan(read_spoilt(set_noon(value)).hours.ghi_wh_m2[12])


def test_the_fill_value_is_the_one_that_the_header_names():
    def fill_with_9999(body: dict) -> None:
        body["header"]["fill_value"] = 9999
        set_noon(9999)(body)

    assert np.isnan(read_spoilt(fill_with_9999).hours.ghi_wh_m2[12])


def test_the_brightest_hour_there_can_be_is_taken():
    assert read_spoilt(set_noon(1600)).hours.ghi_wh_m2[12] == 1600.0


def test_a_place_within_a_hundredth_of_a_degree_is_the_place_asked():
    answer = read_spoilt(lambda body: body["geometry"].update(coordinates=[8.495, 12.505]))
    assert len(answer.hours) == 24


def test_what_the_service_says_is_fit_to_be_stored():
    answer = read_spoilt(lambda body: body.update(messages=["a\x00b\ud800", 5, "x" * 999]))
    assert answer.messages == ("a b ", "x" * 300)


@pytest.mark.parametrize("body", [b"oops", b"[]", b'{"messages": "busy"}', b'{"messages": [[]]}'])
def test_an_error_reply_without_messages_says_nothing(body):
    assert messages_of(body) == ()
