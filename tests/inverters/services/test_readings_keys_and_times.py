"""The same upload again by its key, and stamps that no clock shows, shows twice, or shows too early."""

from datetime import date, timedelta

import numpy as np
import pytest

from inverters.errors import KeyReusedError, MalformedUploadError
from inverters.models import ProductionDay, ReadingBatch
from tests.inverters.factories import NOW, counts, csv_of, hourly, make_inverter, send, stored

pytestmark = pytest.mark.django_db
DAY = "2025-01-15"


def test_the_same_key_and_body_get_the_first_answer_again(inverter):
    body = csv_of(hourly(DAY))
    first = send(inverter, body, idempotency_key="k")
    again = send(inverter, body, idempotency_key="k")
    assert again.batch == first.batch
    assert ReadingBatch.objects.count() == 1


def test_the_same_key_with_another_body_is_refused_and_with_another_inverter_not(inverter):
    send(inverter, hourly(DAY), idempotency_key="k")
    with pytest.raises(KeyReusedError):
        send(inverter, hourly("2025-01-16"), idempotency_key="k")
    assert counts(send(make_inverter(), hourly("2025-01-16"), idempotency_key="k").batch) == (24, 0, 0, 0)


def test_a_refused_upload_does_not_use_its_key_up(inverter):
    with pytest.raises(MalformedUploadError):
        send(inverter, [("noon", 1.0)], idempotency_key="k")
    assert counts(send(inverter, hourly(DAY), idempotency_key="k").batch) == (24, 0, 0, 0)


# Time ----------------------------------------------------------------------------------------------------------------


def test_a_stamp_without_offset_is_the_inverters_local_time(inverter):
    send(inverter, [(f"{DAY}T10:00:00", 1.0), (f"{DAY}T11:00:00Z", 2.0), (f"{DAY}T11:00:00+05:30", 3.0)])
    assert stored(inverter) == [(f"{DAY} 05:30", 3.0), (f"{DAY} 09:00", 1.0), (f"{DAY} 11:00", 2.0)]


@pytest.mark.parametrize("stamp", ["2025-03-30T02:30:00", "2024-10-27T02:30:00"])
def test_an_hour_that_does_not_exist_or_exists_twice_is_refused(stamp):
    inverter = make_inverter(timezone="Europe/Berlin")
    with pytest.raises(MalformedUploadError, match="offset"):
        send(inverter, [(stamp, 1.0)])
    assert counts(send(inverter, [(f"{stamp}+02:00", 1.0)]).batch) == (1, 0, 0, 0)


# the clock's error in minutes, minutes from now of the stamp, is it taken?
FUTURES = [(0, 10, True), (0, 11, False), (420, 425, True), (420, 431, False), (-60, 0, False), (-60, -55, True)]


@pytest.mark.parametrize(("error", "ahead", "taken"), FUTURES)
def test_the_future_is_told_by_the_loggers_own_clock(error, ahead, taken):
    inverter = make_inverter(clock_offset_minutes=error)
    stamp = (NOW + timedelta(minutes=ahead)).isoformat()
    if taken:
        assert counts(send(inverter, [(stamp, 1.0)]).batch) == (1, 0, 0, 0)
    else:
        with pytest.raises(MalformedUploadError, match="future"):
            send(inverter, [(stamp, 1.0)])


def test_a_stamp_that_marks_the_end_belongs_to_the_hour_before():
    inverter = make_inverter(reading_stamps="end")
    send(inverter, [("2025-01-16T00:00:00", 2.0), (f"{DAY}T01:00:00", 1.0)])
    [day] = ProductionDay.objects.all()
    slots = np.frombuffer(day.curve, "<i8")
    assert (day.date, slots[0], slots[23]) == (date(2025, 1, 15), 1_000_000, 2_000_000)
