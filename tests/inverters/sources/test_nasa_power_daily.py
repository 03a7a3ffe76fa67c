"""Asking the daily API: the question, its refusals, over HTTP replies that are played."""

import json
import re
from datetime import date

import pytest
import responses

from inverters.errors import SatelliteRefusedError
from inverters.sources.nasa_power_daily import FetchedDays, fetch_days
from tests.stubs.power_daily import daily_reply

URL = "http://power.test/api/temporal/daily/point"
DAYS = {"first": date(2025, 6, 20), "last": date(2025, 6, 22)}


def ask(url: str = URL, user: str = "lumixdmrv", **days: date) -> FetchedDays:
    return fetch_days(base_url=url, user=user, lat=12.5, lon=8.5, **(days or DAYS))


def play(status: int = 200, body: dict | None = None) -> None:
    def reply(request) -> tuple[int, dict, str]:
        return status, {}, json.dumps(body or daily_reply(request.params))

    responses.add_callback(responses.GET, re.compile(re.escape(URL)), reply)


@responses.activate
def test_the_question_names_point_days_community_and_solar_time():
    play()
    found = ask()
    assert responses.calls[0].request.params == {
        "parameters": "ALLSKY_SFC_SW_DWN,CLRSKY_SFC_SW_DWN",
        "community": "RE",
        "latitude": "12.5",
        "longitude": "8.5",
        "start": "20250620",
        "end": "20250622",
        "format": "JSON",
        "time-standard": "LST",
        "user": "lumixdmrv",
    }
    assert found.irradiation.ghi_wh_m2.tolist() == [5000.0] * 3
    assert ("user" in found.url, found.url.startswith(URL)) == (False, True)
    assert json.loads(found.raw)["header"]["api"]["name"] == "POWER Daily API"


@responses.activate
def test_a_question_that_the_service_minds_is_refused_in_its_words(caplog):
    play(422, {"messages": ["Please supply: start"]})
    with pytest.raises(SatelliteRefusedError, match="Please supply: start"):
        ask()
    assert "Please supply" in caplog.text


@responses.activate
def test_an_answer_about_utc_days_is_refused():
    play(body=daily_reply({"latitude": "12.5", "longitude": "8.5", "start": "20250620", "end": "20250622",
                           "time-standard": "UTC"}))  # fmt: skip
    with pytest.raises(SatelliteRefusedError, match="its days are UTC, not LST"):
        ask()


@pytest.mark.parametrize(
    ("url", "user", "cure"),
    [("ftp://power.test", "ada", "set NASA_POWER_DAILY_URL"), (URL, "anonymous", "set NASA_POWER_USER")],
)
def test_settings_that_cannot_work_are_refused_before_asking(url, user, cure):
    with pytest.raises(SatelliteRefusedError, match=cure):
        ask(url, user)


def test_days_are_asked_for_in_order():
    with pytest.raises(ValueError, match="lies before"):
        ask(first=date(2025, 6, 2), last=date(2025, 6, 1))
