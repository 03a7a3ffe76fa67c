"""The faults that need no server, once more, under a clock that only the pauses move."""

from datetime import date

import pytest
import requests
import responses

from inverters.errors import SatelliteRefusedError, SatelliteUnavailableError
from inverters.sources.breaker import CircuitBreaker
from inverters.sources.nasa_power import fetch_hours
from tests.stubs.power_stub import SPOILS, TEXTS, reply_to

URL = "http://power.test/api/temporal/hourly/point"
QUERY = {"latitude": "12.5", "longitude": "8.5", "start": "20250620", "end": "20250620", "time-standard": "UTC"}
DAY = date(2025, 6, 20)


class StandingClock:
    """Moves by what is paused, and by nothing else."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.pauses: list[float] = []

    def now(self) -> float:
        return self.seconds

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.seconds += seconds


@pytest.fixture
def clock():
    return StandingClock()


@pytest.fixture
def ask(clock):
    def ask():
        return fetch_hours(
            base_url=URL,
            user="lumixtest",
            lat=12.5,
            lon=8.5,
            first=DAY,
            last=DAY,
            clock=clock.now,
            pause=clock.pause,
            breaker=CircuitBreaker(),
        )

    return ask


def good_reply(spoil: str = "none") -> dict:
    body = reply_to(QUERY)
    SPOILS[spoil](body)
    return body


@responses.activate
@pytest.mark.parametrize("spoil", ["wrong_place", "swapped", "mj", "schema", "strings", "lst"])
def test_an_answer_of_another_sense_is_refused_and_not_asked_again(ask, spoil):
    responses.get(URL, json=good_reply(spoil))
    with pytest.raises(SatelliteRefusedError):
        ask()
    assert len(responses.calls) == 1


@responses.activate
@pytest.mark.parametrize("text", TEXTS)
def test_an_unreadable_answer_is_refused_and_not_asked_again(ask, text):
    responses.get(URL, body=TEXTS[text](b'{"a": 0.0, "b": 1}'))
    with pytest.raises(SatelliteRefusedError):
        ask()
    assert len(responses.calls) == 1


@responses.activate
@pytest.mark.parametrize("status", [301, 302, 303, 304, 307, 308])
def test_no_redirect_is_followed(ask, status):
    responses.get(URL, status=status, headers={"Location": "http://elsewhere.test/"})
    with pytest.raises(SatelliteRefusedError, match="redirects are not followed"):
        ask()
    assert len(responses.calls) == 1


@responses.activate
@pytest.mark.parametrize("status", [203, 206, 400, 401, 403, 404, 422])
def test_any_other_status_is_refused_and_not_asked_again(ask, status):
    responses.get(URL, status=status, json=good_reply())
    with pytest.raises(SatelliteRefusedError, match=f"status {status}"):
        ask()
    assert len(responses.calls) == 1


@responses.activate
@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_an_overloaded_service_is_asked_four_times_with_growing_pauses(ask, clock, status):
    responses.get(URL, status=status)
    with pytest.raises(SatelliteUnavailableError, match=rf"status {status} \(asked 4 times within 15 s\)"):
        ask()
    assert clock.pauses == [0.5, 1.0, 2.0]


FAILURES = {
    "refused": (requests.ConnectionError("refused"), "refused or broke off"),
    "timed out": (requests.ConnectTimeout("slow"), "no whole answer"),
    "certificate": (requests.exceptions.SSLError("expired"), "certificate was not accepted"),
}


@responses.activate
@pytest.mark.parametrize(("failure", "reason"), FAILURES.values(), ids=FAILURES)
def test_a_failed_connection_is_tried_again_and_named(ask, failure, reason):
    responses.get(URL, body=failure)
    with pytest.raises(SatelliteUnavailableError, match=reason):
        ask()
    assert len(responses.calls) == 4


@responses.activate
@pytest.mark.parametrize(
    ("header", "pauses"),
    [("3", [3.0]), ("0", [0.5]), ("soon", [0.5]), ("-5", [0.5]), ("Wed, 01 Jan 2020 00:00:00 GMT", [0.5])],
)
def test_retry_after_lengthens_the_pause_and_never_shortens_it(ask, clock, header, pauses):
    responses.get(URL, status=503, headers={"Retry-After": header})
    responses.get(URL, json=good_reply())
    assert len(ask().hours) == 24
    assert clock.pauses == pauses


@responses.activate
@pytest.mark.parametrize("header", ["15", "99999", "9" * 400])
def test_a_wait_that_reaches_the_deadline_is_given_up_at_once(ask, clock, header):
    responses.get(URL, status=429, headers={"Retry-After": header})
    with pytest.raises(SatelliteUnavailableError):
        ask()
    assert clock.seconds < 15


@responses.activate
def test_an_error_of_our_own_is_not_hidden(ask):
    responses.get(URL, body=AssertionError("a bug"))
    with pytest.raises(AssertionError, match="a bug"):
        ask()
