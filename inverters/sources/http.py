"""A bounded GET: a few tries under one total deadline, no redirects, no more bytes than agreed.

The tries are a loop of ours and not urllib3's Retry: that counts tries but knows no total time, sleeps as long as a
Retry-After says, and does not see a body that breaks off. Its reading of Retry-After (seconds or a date) serves here.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import requests
from urllib3.exceptions import HTTPError, InvalidHeader, ReadTimeoutError
from urllib3.util.retry import Retry

from inverters.errors import SatelliteRefusedError, SatelliteUnavailableError
from inverters.sources.http_exchange import Reply, exchange

DEADLINE_SECONDS = 15.0
MAX_TRIES = 4
FIRST_PAUSE_SECONDS = 0.5
SHARE_OF_A_TRY = 0.6  # of the time left: a service that hangs once still gets a second chance


@dataclass(frozen=True)
class _Failure:
    why: str
    retry_after: float = 0.0


@dataclass(frozen=True)
class Pace:
    """How long an asking may take, and whose clock says so (a monotonic one, in seconds)."""

    deadline_seconds: float = DEADLINE_SECONDS
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep


def get(url: str, params: dict[str, str], pace: Pace | None = None) -> Reply:
    """Ask until there is an answer that decides, for at most pace.deadline_seconds in all.

    Returns
    -------
    Reply
        Of any status but 3xx, 429 and 5xx.

    Raises
    ------
    SatelliteUnavailableError
        No such answer within the deadline; the sentence names the last reason.
    SatelliteRefusedError
        A redirect, or a body beyond what is read.
    """
    pace = pace or Pace()
    ends = pace.clock() + pace.deadline_seconds
    for tries in range(1, MAX_TRIES + 1):
        left = ends - pace.clock()
        outcome = _try(url, params, left if tries == MAX_TRIES else left * SHARE_OF_A_TRY)
        if isinstance(outcome, Reply):
            return outcome
        failure, pause = outcome, max(outcome.retry_after, FIRST_PAUSE_SECONDS * 2 ** (tries - 1))
        if tries == MAX_TRIES or pace.clock() + pause >= ends:
            break
        pace.pause(pause)
    raise SatelliteUnavailableError(_sentence(failure, tries, pace.deadline_seconds))


def _try(url: str, params: dict[str, str], seconds: float) -> Reply | _Failure:
    try:
        reply = exchange(url, params, seconds=seconds)
    except (TimeoutError, requests.Timeout, ReadTimeoutError):
        return _Failure("it gave no whole answer in time")
    except requests.exceptions.SSLError:
        return _Failure("its certificate was not accepted")
    except (requests.RequestException, HTTPError):
        return _Failure("the connection was refused or broke off")
    return _judge(reply)


def _judge(reply: Reply) -> Reply | _Failure:
    if reply.sends_elsewhere:
        raise SatelliteRefusedError(
            f"The satellite service sent us elsewhere (status {reply.status}); redirects are not followed."
        )
    if reply.asks_for_patience:
        return _Failure(f"it answered with status {reply.status}", _retry_after(reply.retry_after))
    return reply


def _retry_after(header: str | None) -> float:
    if header is None:
        return 0.0
    try:
        return float(Retry().parse_retry_after(header))
    except (InvalidHeader, ValueError, OverflowError):
        return 0.0


def _sentence(failure: _Failure, tries: int, seconds: float) -> str:
    asked = f", asking to wait {failure.retry_after:.0f} s" if failure.retry_after else ""
    count = "once" if tries == 1 else f"{tries} times"
    return f"The satellite service is not available: {failure.why}{asked} (asked {count} within {seconds:g} s)."
