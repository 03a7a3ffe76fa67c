import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inverters import bulk, stored_rows
from inverters.curves import utc
from inverters.models import InverterReading, ReadingConflict
from tests.inverters.factories import MINUTE, START, insert, make_inverter, send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, bulk.STAGING_FROM_ROWS - 1, bulk.STAGING_FROM_ROWS, bulk.STAGING_FROM_ROWS + 1])
def test_rows_come_back_as_they_were_stored_by_either_statement(batch, count):
    stamps = START + np.arange(count) * MINUTE
    assert insert(batch, stamps) == count
    found = stored_rows.readings_between(batch.inverter_id, START, START + count * MINUTE)
    assert found.stamps_us.tolist() == stamps.tolist()
    assert found.milliwatt_hours.tolist() == list(range(count))
    assert found.states.tolist() == [row % 3 for row in range(count)]
    assert set(found.batches.tolist()) == {batch.pk}


@pytest.mark.parametrize("count", [10, 2_000])
def test_only_rows_whose_instant_is_free_are_stored_and_counted(batch, count):
    insert(batch, START + np.arange(0, count, 2) * MINUTE)
    assert insert(batch, START + np.arange(count) * MINUTE) == count // 2
    assert insert(batch, START + np.arange(count) * MINUTE) == 0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 10**12)), min_size=1, unique_by=lambda row: row[0]))
def test_every_microsecond_and_milliwatt_hour_survives(rows):
    batch = send(make_inverter(), [("2020-01-01T00:00:00", 1.0)]).batch
    stamps, energy = (np.array(column, np.int64) for column in zip(*sorted(rows), strict=True))
    insert(batch, START + stamps, energy)
    found = stored_rows.readings_between(batch.inverter_id, START, START + 10**12 + 1)
    assert found.stamps_us.tolist() == (START + stamps).tolist()
    assert found.milliwatt_hours.tolist() == energy.tolist()
    orm = InverterReading.objects.filter(batch=batch, timestamp__gte=utc(START)).order_by("timestamp")
    assert [row.timestamp for row in orm] == [utc(stamp) for stamp in (START + stamps).tolist()]


@pytest.mark.parametrize("piece", [3, 100])
def test_second_values_are_kept_in_pieces_each_conflict_once(batch, monkeypatch, piece):
    monkeypatch.setattr(bulk, "PIECE_ROWS", piece)
    stamps, values = START + np.arange(10) * MINUTE, np.arange(10, dtype=np.int64) * 1_500
    columns = stamps, values, np.full(10, batch.pk), values + 1_000_000
    for kind in ("conflict", "conflict", "late"):
        bulk.set_aside(batch.inverter_id, kind, *columns)

    told = ReadingConflict.objects.order_by("kind", "timestamp").values_list("kind", "timestamp", "kwh", "kept_kwh")
    rows = [
        (utc(stamp), value / 1e6, value / 1e6 + 1)
        for stamp, value in zip(stamps.tolist(), values.tolist(), strict=True)
    ]
    assert list(told) == [(kind, *row) for kind in ("conflict", "late") for row in rows]
    assert set(ReadingConflict.objects.values_list("inverter", "batch")) == {(batch.inverter_id, batch.pk)}
