"""A circuit breaker: after some failures in a row a service is left in peace for a while."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from inverters.errors import SatelliteUnavailableError

FAILURES_TO_OPEN = 5
REST_SECONDS = 60.0


class CircuitBreaker:
    """Counts failed askings in a row; once open, one asking in every REST_SECONDS probes, the others fail at once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_until = 0.0

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Surround one asking; only an unavailable service counts as a failure, a bad answer is an answer."""
        self._admit()
        try:
            yield
        except SatelliteUnavailableError:
            self._failed()
            raise
        except Exception:
            self._answered()
            raise
        self._answered()

    def _admit(self) -> None:
        with self._lock:
            if self._failures < FAILURES_TO_OPEN:
                return
            wait = self._closed_until - self._clock()
            if wait > 0:
                raise SatelliteUnavailableError(
                    f"The satellite service failed {self._failures} times in a row and is left in peace: "
                    f"it is asked again in {math.ceil(wait)} s."
                )
            self._closed_until = self._clock() + REST_SECONDS  # this asking probes; whoever comes meanwhile waits

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._closed_until = self._clock() + REST_SECONDS

    def _answered(self) -> None:
        with self._lock:
            self._failures = 0


_breakers: dict[str, CircuitBreaker] = {}


def breaker_for(base_url: str) -> CircuitBreaker:
    """The breaker that every asking of this address in this process shares."""
    return _breakers.setdefault(base_url, CircuitBreaker())
