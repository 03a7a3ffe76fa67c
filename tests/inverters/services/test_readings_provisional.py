"""Readings whose interval had not ended when they came: counted apart, and replaced when the final value comes."""

from datetime import UTC, datetime, timedelta

import pytest

from inverters.models import InverterReading, ProductionDay
from tests.inverters.factories import aside, counts, make_inverter, send

pytestmark = pytest.mark.django_db
DAY = "2025-01-15"
FINAL, PROVISIONAL, LATE = InverterReading.State


TEN_TWENTY = datetime(2025, 1, 15, 9, 20, tzinfo=UTC)  # 10:20 in Lagos
ELEVEN = TEN_TWENTY + timedelta(minutes=45)


def test_a_reading_whose_interval_has_not_ended_is_provisional_and_counts_for_no_day(inverter):
    send(inverter, [(f"{DAY}T09:00", 1.0), (f"{DAY}T10:00", 0.3)], now=TEN_TWENTY)
    [day] = ProductionDay.objects.all()
    assert [row.state for row in InverterReading.objects.all()] == [FINAL, PROVISIONAL]
    assert (day.milliwatt_hours, day.reading_count, day.provisional_count) == (1_000_000, 1, 1)


def test_a_day_of_provisional_readings_alone_has_a_row_without_energy(inverter):
    send(inverter, [(f"{DAY}T10:00", 0.3)], now=TEN_TWENTY)
    [day] = ProductionDay.objects.all()
    assert (day.milliwatt_hours, day.reading_count, day.provisional_count) == (0, 0, 1)


@pytest.mark.parametrize("value", [0.9, 0.3])
def test_a_later_value_replaces_a_provisional_one_with_a_trace(inverter, value):
    first = send(inverter, [(f"{DAY}T10:00", 0.3)], now=TEN_TWENTY).batch
    second = send(inverter, [(f"{DAY}T10:00", value)], now=ELEVEN).batch
    assert counts(second) == (1, 0, 0, 0)
    assert aside(inverter) == [("provisional", 0.3, value, first.pk)]
    assert InverterReading.objects.get().state == FINAL
    assert ProductionDay.objects.get().milliwatt_hours == value * 1_000_000


def test_once_final_a_reading_is_no_more_replaced(inverter):
    send(inverter, [(f"{DAY}T10:00", 0.3)], now=TEN_TWENTY)
    send(inverter, [(f"{DAY}T10:00", 0.9)], now=ELEVEN)
    assert counts(send(inverter, [(f"{DAY}T10:00", 0.8)], now=ELEVEN).batch) == (0, 0, 1, 0)


def test_every_provisional_value_leaves_its_trace_with_the_batch_that_brought_it(inverter):
    values = [0.1, 0.2, 0.1, 0.1]
    batches = [send(inverter, [(f"{DAY}T10:00", value)], now=TEN_TWENTY).batch for value in values]
    final = send(inverter, [(f"{DAY}T10:00", 0.9)], now=ELEVEN).batch
    assert [(value, batch) for _, value, _, batch in aside(inverter)] == [
        (0.1, batches[0].pk),
        (0.2, batches[1].pk),
        (0.1, batches[2].pk),
    ]
    assert counts(batches[3]) == (0, 1, 0, 0)
    assert InverterReading.objects.get().batch == final


# stamps of earlier readings, stamps of the upload, the reading's mark, is the last one provisional at 10:20 in Lagos?
WAITING = [
    ([], ["10:00"], "start", True),
    ([], ["09:20"], "start", False),
    (["09:30", "09:45"], ["10:00"], "start", False),
    (["09:55"], ["10:05", "10:10"], "start", False),
    ([], ["09:50", "10:05", "10:20"], "start", True),
    ([], ["10:20"], "end", False),
    ([], ["10:21"], "end", True),
]


@pytest.mark.parametrize(("earlier", "sent", "mark", "waits"), WAITING)
def test_the_interval_that_must_have_ended_is_inferred_from_the_series(earlier, sent, mark, waits):
    inverter = make_inverter(reading_stamps=mark)
    for stamps in (earlier, sent):
        if stamps:
            send(inverter, [(f"{DAY}T{stamp}", 1.0) for stamp in stamps], now=TEN_TWENTY)
    assert (InverterReading.objects.last().state == PROVISIONAL) == waits
