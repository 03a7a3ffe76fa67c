"""Every fault of NASA POWER against a real server: what the table of faults says comes of it."""

import logging
import socket
import threading
from datetime import UTC, date, datetime

import numpy as np
import pytest

from inverters.errors import SatelliteRefusedError, SatelliteUnavailableError
from inverters.sources.breaker import CircuitBreaker
from inverters.sources.http_exchange import THREAD_NAME
from inverters.sources.irradiance import HOUR_US
from inverters.sources.nasa_power import FetchedHours, fetch_hours
from tests.stubs.power_stub import PowerStub, serving

KANO = {"lat": 12.5, "lon": 8.5}
DAYS = {"first": date(2025, 6, 20), "last": date(2025, 6, 21)}
SHORT_DEADLINE = 0.4
HOLDS_ON_SECONDS = 30  # as long as the stub does at least: whoever waits for it sees it end otherwise


def ask(base_url: str, **changes) -> FetchedHours:
    question = {"user": "lumixtest", **KANO, **DAYS, "pause": lambda seconds: None, "breaker": CircuitBreaker()}
    return fetch_hours(base_url=base_url, **(question | changes))


def ask_stub(*faults: str, **changes) -> tuple[FetchedHours, PowerStub]:
    with serving(*faults) as stub:
        return ask(stub.base_url, **changes), stub


def test_a_good_answer_becomes_every_hour_of_the_days_asked():
    fetched, _ = ask_stub()
    assert len(fetched.hours) == 48
    assert fetched.hours.hour_us[0] == datetime(2025, 6, 20, tzinfo=UTC).timestamp() * 1e6
    assert set(np.diff(fetched.hours.hour_us)) == {HOUR_US}
    assert fetched.hours.ghi_wh_m2[12] == 600.0
    assert fetched.hours.clearsky_wh_m2[12] == pytest.approx(660.0)


def test_the_question_asks_for_utc_both_skies_and_whole_days():
    _, stub = ask_stub()
    assert stub.asked == [
        {
            "parameters": "ALLSKY_SFC_SW_DWN,CLRSKY_SFC_SW_DWN",
            "community": "RE",
            "latitude": "12.5",
            "longitude": "8.5",
            "start": "20250620",
            "end": "20250621",
            "format": "JSON",
            "time-standard": "UTC",
            "user": "lumixtest",
        }
    ]


def test_the_evidence_tells_what_was_asked_and_what_came():
    at = datetime(2026, 1, 2, tzinfo=UTC)
    fetched, stub = ask_stub(now=lambda: at)
    assert fetched.raw.startswith(b'{"type": "Feature"')
    assert fetched.url.startswith(f"{stub.base_url}?parameters=ALLSKY_SFC_SW_DWN,CLRSKY_SFC_SW_DWN&")
    assert (fetched.fetched_at, fetched.sources, fetched.api_version) == (at, ("SYN1DEG", "POWER"), "v2.9.8")


def test_the_url_kept_as_evidence_holds_no_credentials():
    with serving() as stub:
        fetched = ask(stub.base_url.replace("http://", "http://name:secret@"))
    assert "secret" not in fetched.url
    assert "lumixtest" not in fetched.url


def test_gzip_is_unpacked():
    fetched, _ = ask_stub("gzip")
    assert fetched.hours.ghi_wh_m2[12] == 600.0
    assert fetched.raw.startswith(b"{")


# Refused, broken, slow: retried within the deadline -------------------------------------------------------------------
@pytest.mark.parametrize("fault", ["slow", "drip", "header_drip", "broken_off", "429", "500"])
def test_a_passing_fault_is_asked_again(fault):
    fetched, stub = ask_stub(fault, "none", deadline_seconds=1.5)
    assert len(fetched.hours) == 48
    assert len(stub.asked) == 2


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("slow", "no whole answer"),
        ("drip", "no whole answer"),
        ("header_drip", "no whole answer"),
        ("broken_off", "broke off"),
        ("429", "status 429"),
        ("500", "status 500"),
    ],
)
def test_a_lasting_fault_ends_at_the_deadline_and_says_why(fault, reason):
    """Without a deadline the stub would outlast the asker, and the reason would be another or none."""
    with serving(fault) as stub, pytest.raises(SatelliteUnavailableError, match=reason):
        ask(stub.base_url, deadline_seconds=SHORT_DEADLINE)


def test_a_refused_connection_is_unavailable():
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers here
        address = f"http://127.0.0.1:{unheard.getsockname()[1]}/"
        with pytest.raises(SatelliteUnavailableError, match=r"refused or broke off \(asked 4 times"):
            ask(address)


def test_a_name_that_is_looked_up_for_ever_ends_at_the_deadline(monkeypatch):
    """The look-up ends only after the asking has: who waited for it would hear of no address instead."""
    asked = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: asked.wait(HOLDS_ON_SECONDS) or [])
    with pytest.raises(SatelliteUnavailableError, match="no whole answer"):
        ask("http://localhost:9/", deadline_seconds=SHORT_DEADLINE)
    asked.set()


def assert_no_exchange_goes_on() -> None:
    for thread in [thread for thread in threading.enumerate() if thread.name == THREAD_NAME]:
        thread.join(timeout=HOLDS_ON_SECONDS / 2)  # abandoned, yet not cut, it would last as long as the stub
        assert not thread.is_alive()


@pytest.mark.parametrize("fault", ["slow", "drip", "header_drip"])
def test_an_abandoned_exchange_leaves_no_thread_behind(fault):
    with serving(fault) as stub:
        with pytest.raises(SatelliteUnavailableError):
            ask(stub.base_url, deadline_seconds=SHORT_DEADLINE)
        assert_no_exchange_goes_on()


def test_a_connection_that_opens_after_the_deadline_is_cut_at_once(monkeypatch):
    look_up, is_given_up = socket.getaddrinfo, threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: is_given_up.wait(5) and look_up(*args, **kwargs))
    with serving("header_drip") as stub:
        with pytest.raises(SatelliteUnavailableError):
            ask(stub.base_url, deadline_seconds=SHORT_DEADLINE)
        is_given_up.set()
        assert_no_exchange_goes_on()


def test_retry_after_is_honoured():
    pauses = []
    fetched, _ = ask_stub("429", "none", pause=pauses.append)
    assert pauses == [1.0]
    assert len(fetched.hours) == 48


def test_a_retry_after_beyond_the_deadline_is_not_waited_for():
    pauses = []
    with serving("429_for_an_hour") as stub, pytest.raises(SatelliteUnavailableError, match="asking to wait 3600 s"):
        ask(stub.base_url, pause=pauses.append)
    assert pauses == []
    assert len(stub.asked) == 1


# Not to be believed: refused, an alarm, not retried -------------------------------------------------------------------
REFUSALS = {
    "html": "not readable JSON",
    "truncated": "not readable JSON",
    "nan": "says NaN where a number belongs",
    "deep": "nested too deeply",
    "strings": "something else than numbers",
    "wrong_place": r"latitude -40, longitude 100; latitude 12.5, longitude 8.5 was asked",
    "swapped": "latitude 8.5, longitude 12.5; latitude 12.5",
    "mj": "MJ/hr, not in Wh/m",
    "schema": "another shape, without properties.parameter",
    "lst": "LST, not UTC",
    "huge": "more than 5 MB",
    "gzip_bomb": "swells more than 50 times",
    "gzip_cut_short": "cut short",
    "brotli": "only gzip is read",
    "redirect": r"elsewhere \(status 302\)",
    "422": r"minds the question \(status 422\): Please supply: start",
}


@pytest.mark.parametrize(("fault", "reason"), REFUSALS.items())
def test_an_answer_not_to_be_believed_is_refused_once_and_alarmed(fault, reason, caplog):
    with serving(fault) as stub, pytest.raises(SatelliteRefusedError, match=reason) as refusal:
        ask(stub.base_url)
    assert len(stub.asked) == 1
    assert [record.levelno for record in caplog.records if record.name.startswith("inverters")] == [logging.ERROR]
    assert str(refusal.value) in caplog.text


def test_the_beginning_of_a_refused_answer_is_kept_for_diagnosis():
    with serving("huge") as stub, pytest.raises(SatelliteRefusedError) as refusal:
        ask(stub.base_url)
    assert refusal.value.excerpt.startswith(b'{"x": "aaa')
    assert len(refusal.value.excerpt) == 65_536


def test_fill_values_are_missing_and_never_zero():
    fetched, _ = ask_stub("fill")
    assert np.isnan(fetched.hours.ghi_wh_m2).all()
    assert np.isnan(fetched.hours.clearsky_wh_m2).all()


def test_hours_that_are_not_there_are_missing_and_never_zero():
    fetched, _ = ask_stub("missing_hours")
    is_missing = np.isnan(fetched.hours.ghi_wh_m2).reshape(2, 24)
    assert np.array_equal(np.flatnonzero(is_missing.any(axis=0)), [10, 11, 12])
    assert is_missing.all(axis=0)[10:13].all()


# Settings, breaker ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("user", ["", "  ", "anonymous", "Anonymous"])
def test_nobody_asks_anonymously(user):
    with serving() as stub, pytest.raises(SatelliteRefusedError, match="set NASA_POWER_USER"):
        ask(stub.base_url, user=user)
    assert stub.asked == []


@pytest.mark.parametrize("base_url", ["", "power.larc.nasa.gov", "ftp://127.0.0.1/", "http:///point", "http://[::1"])
def test_an_address_that_is_none_is_named_as_a_wrong_setting(base_url):
    with pytest.raises(SatelliteRefusedError, match="set NASA_POWER_BASE_URL"):
        ask(base_url)


def test_days_in_the_wrong_order_are_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="before the first"):
        ask("http://127.0.0.1:9/", first=date(2025, 6, 22))


def test_no_proxy_of_the_environment_is_used(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    fetched, _ = ask_stub()
    assert len(fetched.hours) == 48


def test_after_five_failures_the_service_is_left_in_peace():
    breaker = CircuitBreaker()
    with serving("429_for_an_hour") as stub:
        for _ in range(5):
            with pytest.raises(SatelliteUnavailableError):
                ask(stub.base_url, breaker=breaker)
        with pytest.raises(SatelliteUnavailableError, match="left in peace: it is asked again in 60 s"):
            ask(stub.base_url, breaker=breaker)
    assert len(stub.asked) == 5


def test_askings_of_one_address_share_a_breaker_without_being_told():
    with serving("429_for_an_hour") as stub:
        for _ in range(6):
            with pytest.raises(SatelliteUnavailableError) as failure:
                ask(stub.base_url, breaker=None)
    assert "left in peace" in str(failure.value)
    assert len(stub.asked) == 5
