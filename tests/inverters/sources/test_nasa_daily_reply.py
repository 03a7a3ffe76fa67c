"""What a daily reply must be to be believed."""

import json
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from inverters.errors import SatelliteRefusedError
from inverters.models import satellite_daily
from inverters.sources.nasa_daily_reply import MAX_DAY_WH_M2, DailyAnswer, DailyIrradiation, read_daily_reply
from tests.stubs.power_daily import daily_reply
from tests.stubs.power_stub import CLEARSKY, FILL, GHI

KANO = {"lat": 12.5, "lon": 8.5}
DAYS = {"first": date(2025, 6, 20), "last": date(2025, 6, 22)}
QUERY = {"latitude": "12.5", "longitude": "8.5", "start": "20250620", "end": "20250622", "time-standard": "LST"}
MIDDLE = "20250621"


def read(spoil: Callable[[dict], object] = lambda body: None, **days: date) -> DailyAnswer:
    body = daily_reply(QUERY)
    spoil(body)
    return read_daily_reply(json.dumps(body).encode(), **KANO, **(days or DAYS))


def put(value: object) -> Callable[[dict], object]:
    return lambda body: body["properties"]["parameter"][GHI].__setitem__(MIDDLE, value)


def unit(text: object) -> Callable[[dict], object]:
    return lambda body: body["parameters"][GHI].__setitem__("units", text)


def test_days_are_read_in_watt_hours_with_what_the_reply_says_of_itself():
    answer = read()
    assert answer.irradiation.days.tolist() == [date(2025, 6, day) for day in (20, 21, 22)]
    assert answer.irradiation.ghi_wh_m2.tolist() == [5000.0] * 3
    assert answer.irradiation.clearsky_wh_m2.tolist() == [6000.0] * 3
    assert (answer.sources, answer.api_version) == (("SYN1DEG", "FLASHFLUX"), "v2.8.0")


@pytest.mark.parametrize("value", [FILL, -0.1])
def test_the_fill_value_and_negative_numbers_are_missing_and_never_zero(value):
    ghi = read(put(value)).irradiation.ghi_wh_m2
    assert np.isnan(ghi).tolist() == [False, True, False]


def test_a_missing_day_is_missing_and_days_beyond_the_asked_are_left_out():
    gone = read(lambda body: body["properties"]["parameter"][GHI].pop(MIDDLE)).irradiation.ghi_wh_m2
    assert np.isnan(gone).tolist() == [False, True, False]
    assert len(read(first=date(2025, 6, 21), last=date(2025, 6, 21)).irradiation) == 1


def test_the_cloudless_sky_may_be_absent():
    def without(body: dict) -> None:
        del body["properties"]["parameter"][CLEARSKY]

    assert np.isnan(read(without).irradiation.clearsky_wh_m2).all()


def test_the_unit_is_taken_in_both_its_spellings():
    assert read(unit("kWh/m^2/day")).irradiation.ghi_wh_m2[0] == 5000.0


REFUSED = {
    "another unit": (unit("MJ/m^2/day"), "comes in MJ/m\\^2/day"),
    "no unit": (unit(None), "comes in no text"),
    "UTC days": (lambda body: body["header"].__setitem__("time_standard", "UTC"), "its days are UTC, not LST"),
    "another place": (lambda body: body["geometry"].__setitem__("coordinates", [8.5, 13.5, 1]), "latitude 13.5"),
    "too much sun": (put(14.01), "more than the sun can bring in a day"),
    "text": (put("5.0"), "something else than numbers"),
    "hours": (lambda body: body["properties"]["parameter"].__setitem__(GHI, {"2025062012": 5.0}), "by the day"),
    "other days": (lambda body: body["properties"]["parameter"].__setitem__(GHI, {"20240101": 5.0}), "other days"),
    "a list": (lambda body: body["properties"]["parameter"].__setitem__(GHI, [5.0]), "without days in"),
    "no parameters": (lambda body: body.pop("properties"), "another shape"),
    "no fill value": (lambda body: body["header"].pop("fill_value"), "another shape"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_believed_is_refused_with_the_reason(case):
    spoil, words = REFUSED[case]
    with pytest.raises(SatelliteRefusedError, match=words):
        read(spoil)


@pytest.mark.parametrize("body", [b"<html>", b'{"a": NaN}', b"[" * 100_000])
def test_what_is_no_json_is_refused(body):
    with pytest.raises(SatelliteRefusedError, match="daily answer is refused"):
        read_daily_reply(body, **KANO, **DAYS)


def test_the_highest_day_that_is_read_is_the_highest_that_is_stored():
    assert read(put(14.0)).irradiation.ghi_wh_m2[1] == MAX_DAY_WH_M2 == satellite_daily.MAX_DAY_WH_M2


def test_columns_of_different_lengths_are_refused():
    days = np.array(["2025-06-20"], "datetime64[D]")
    with pytest.raises(ValueError, match="one for each day"):
        DailyIrradiation(days, np.zeros(1), np.zeros(2))
