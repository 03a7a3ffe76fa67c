import threading

import pytest

from inverters.errors import SatelliteRefusedError, SatelliteUnavailableError
from inverters.sources.breaker import FAILURES_TO_OPEN, REST_SECONDS, CircuitBreaker, breaker_for


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def fail(breaker: CircuitBreaker, times: int, error: type[Exception] = SatelliteUnavailableError) -> None:
    for _ in range(times):
        with pytest.raises(error, match="by design"), breaker.asking():
            raise error("by design")


def is_open(breaker: CircuitBreaker) -> bool:
    try:
        with breaker.asking():
            return False
    except SatelliteUnavailableError:
        return True


def test_it_opens_at_the_fifth_failure_in_a_row():
    breaker = CircuitBreaker(Clock())
    fail(breaker, FAILURES_TO_OPEN)
    assert is_open(breaker)


def test_one_success_starts_the_count_again():
    breaker = CircuitBreaker(Clock())
    fail(breaker, FAILURES_TO_OPEN - 1)
    assert not is_open(breaker)
    fail(breaker, FAILURES_TO_OPEN - 1)
    assert not is_open(breaker)


def test_a_refused_answer_is_an_answer_and_never_opens_it():
    breaker = CircuitBreaker(Clock())
    fail(breaker, FAILURES_TO_OPEN + 1, SatelliteRefusedError)
    assert not is_open(breaker)


def test_it_closes_when_the_asking_after_the_rest_succeeds():
    clock = Clock()
    breaker = CircuitBreaker(clock)
    fail(breaker, FAILURES_TO_OPEN)
    clock.seconds += REST_SECONDS - 0.1
    assert is_open(breaker)
    clock.seconds += 0.1
    assert not is_open(breaker)
    assert not is_open(breaker)


def test_a_failure_after_the_rest_opens_it_for_another():
    clock = Clock()
    breaker = CircuitBreaker(clock)
    fail(breaker, FAILURES_TO_OPEN)
    clock.seconds += REST_SECONDS
    fail(breaker, 1)
    clock.seconds += REST_SECONDS - 0.1
    assert is_open(breaker)


def test_after_the_rest_only_one_asking_probes():
    clock = Clock()
    breaker = CircuitBreaker(clock)
    fail(breaker, FAILURES_TO_OPEN)
    clock.seconds += REST_SECONDS
    with breaker.asking():
        assert is_open(breaker)
    assert not is_open(breaker)


def test_failures_of_many_threads_are_all_counted():
    breaker = CircuitBreaker(Clock())
    threads = [threading.Thread(target=fail, args=(breaker, 1)) for _ in range(FAILURES_TO_OPEN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert is_open(breaker)


def test_each_address_has_its_own():
    assert breaker_for("http://one/") is breaker_for("http://one/")
    assert breaker_for("http://one/") is not breaker_for("http://another/")
