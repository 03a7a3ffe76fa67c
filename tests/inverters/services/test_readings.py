from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.dispatch import receiver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inverters import bulk, durable, raw_uploads, stored_rows
from inverters.curves import digest_rows, microseconds
from inverters.errors import MalformedUploadError
from inverters.models import InverterReading, ProductionDay, ReadingBatch, ReadingConflict
from inverters.services import readings
from inverters.signals import evidence_changed
from lumix.ledger.models import LedgerEntry
from tests.inverters.factories import aside, counts, days_of, hourly, make_inverter, quarters, send, stored

pytestmark = pytest.mark.django_db
DAY = "2025-01-15"
FINAL, PROVISIONAL, LATE = InverterReading.State


def entries(kind: str = "readings.imported") -> list[dict]:
    return [entry.data for entry in LedgerEntry.objects.filter(type=kind).order_by("seq")]


def test_an_upload_is_stored_with_its_batch_its_day_and_one_ledger_entry(inverter):
    done = send(inverter, hourly(DAY), file_name="roof.csv")
    [day] = ProductionDay.objects.all()
    [entry] = entries()
    assert counts(done.batch) == (24, 0, 0, 0)
    assert (day.date, day.milliwatt_hours, day.reading_count) == (date(2025, 1, 15), 26_760_000, 24)
    assert (str(entry["batch"]), str(entry["accepted"])) == (str(done.batch.pk), "24")
    assert (entry["file_name"], entry["digest"]) == ("roof.csv", done.batch.digest)
    assert done.batch.actor == "ada"


@pytest.mark.parametrize("broken", ["record", "write_days", "close_batch"])
def test_where_any_part_of_an_upload_fails_nothing_is_kept(inverter, monkeypatch, broken):
    def fail(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(readings, broken, fail)
    before = LedgerEntry.objects.count()
    with pytest.raises(RuntimeError):
        send(inverter, hourly(DAY))
    kept = [kind.objects.count() for kind in (InverterReading, ReadingBatch, ProductionDay, ReadingConflict)]
    assert kept == [0, 0, 0, 0]
    assert LedgerEntry.objects.count() == before


def test_a_malformed_row_refuses_the_whole_upload(inverter):
    rows = [*hourly(DAY), (f"{DAY}T24:00:00", 1.0)]
    with pytest.raises(MalformedUploadError) as refusal:
        send(inverter, rows)
    assert [(error.line, error.field) for error in refusal.value.errors] == [(26, "timestamp")]
    assert not InverterReading.objects.exists()
    assert not ReadingBatch.objects.exists()


def test_read_leniently_the_good_rows_are_stored_and_each_bad_one_reported(inverter):
    rows = [(f"{DAY}T10:00", 1.0), (f"{DAY}T11:00", -1.0), ("noon", 1.0), (f"{DAY}T10:00", 2.0)]
    done = send(inverter, rows, lenient=True)
    assert counts(done.batch) == (1, 0, 0, 3)
    assert [(error.line, error.field) for error in done.rejected] == [(3, "kwh"), (4, "timestamp"), (5, "kwh")]


def test_the_same_again_is_a_duplicate_and_stored_once(inverter):
    send(inverter, hourly(DAY))
    before = days_of(inverter)
    again = send(inverter, [*hourly(DAY), (f"{DAY}T09:00:00", 1.09)])
    assert counts(again.batch) == (0, 25, 0, 0)
    assert InverterReading.objects.count() == 24
    assert days_of(inverter) == before


def test_another_value_is_a_conflict_that_holds_back_only_its_own_row(inverter):
    send(inverter, [(f"{DAY}T10:00", 1.0), (f"{DAY}T11:00", 2.0)])
    second = send(inverter, [(f"{DAY}T10:00", 7.0), (f"{DAY}T11:00", 2.0), (f"{DAY}T12:00", 3.0)], actor="bob")
    assert counts(second.batch) == (1, 1, 1, 0)
    assert stored(inverter) == [(f"{DAY} 09:00", 1.0), (f"{DAY} 10:00", 2.0), (f"{DAY} 11:00", 3.0)]
    assert aside(inverter) == [("conflict", 7.0, 1.0, second.batch.pk)]
    assert ReadingConflict.objects.get().batch.actor == "bob"


def test_a_conflict_sent_every_hour_stands_in_quarantine_once(inverter):
    send(inverter, [(f"{DAY}T10:00", 1.0)])
    for value in (7.0, 7.0, 8.0, 7.0):
        assert counts(send(inverter, [(f"{DAY}T10:00", value)]).batch) == (0, 0, 1, 0)
    assert [value for _, value, _, _ in aside(inverter)] == [7.0, 8.0]


ROW = st.tuples(st.integers(0, 30), st.sampled_from(["0", "1", "2.5", "-1", "x"]))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(ROW, min_size=1, max_size=12), min_size=1, max_size=4))
def test_accepted_duplicate_conflict_and_rejected_always_come_to_the_rows_sent(uploads):
    inverter = make_inverter()
    for rows in uploads:
        lines = [f"2025-01-15T{hour:02d}:00,{kwh}" for hour, kwh in rows]
        batch = send(inverter, ("timestamp,kwh\n" + "\n".join(lines)).encode(), lenient=True).batch
        assert sum(counts(batch)) == batch.rows_sent == len(rows)
        assert batch.accepted == inverter.readings.filter(batch=batch).count()


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_order_split_and_repetition_of_uploads_never_change_a_production_day(data):
    rows = [
        *quarters(datetime(2024, 3, 30, 18, tzinfo=UTC), 30),
        *quarters(datetime(2024, 3, 31, 19, tzinfo=UTC), 20),
        *quarters(datetime(2024, 4, 30, 19, tzinfo=UTC), 9),
    ]
    whole, parts = make_inverter(timezone="Europe/Berlin"), make_inverter(timezone="Europe/Berlin")
    send(whole, rows)
    shuffled = data.draw(st.permutations(rows))
    cuts = data.draw(st.lists(st.integers(0, len(rows)), max_size=5))
    repeated = data.draw(st.lists(st.sampled_from(rows), max_size=10))
    for start, stop in zip([0, *sorted(cuts)], [*sorted(cuts), len(rows)], strict=True):
        if piece := shuffled[start:stop]:
            send(parts, [*piece, *repeated])
    assert days_of(parts) == days_of(whole)
    assert stored(parts) == stored(whole)


def test_the_sum_of_a_day_is_exact_in_whole_milliwatt_hours(inverter):
    send(inverter, [(f"{DAY}T{hour:02d}:{minute:02d}", 0.1) for hour in range(24) for minute in range(0, 60, 5)])
    assert ProductionDay.objects.get().milliwatt_hours == 28_800_000
    assert sum([0.1] * 288) != 28.8


def test_rows_are_sorted_before_they_are_stored(inverter, monkeypatch):
    seen, insert = [], bulk.insert_readings
    monkeypatch.setattr(bulk, "insert_readings", lambda *columns: (seen.append(columns[2]), insert(*columns))[1])
    send(inverter, hourly(DAY)[::-1])
    assert (np.diff(seen[0]) > 0).all()


def kept(batch: ReadingBatch) -> bytes:
    with raw_uploads.opened(ReadingBatch.objects.get(pk=batch.pk)) as file:
        return file.read()


def padded(size: int) -> bytes:
    """An upload of one reading that is so many bytes long."""
    return b"timestamp,kwh\n2025-01-15T10:00,5.5".ljust(size)


@pytest.mark.parametrize("size", [60, raw_uploads.IN_ROW_BYTES, raw_uploads.IN_ROW_BYTES + 1])
def test_what_was_sent_is_kept_letter_for_letter_whether_small_or_large(inverter, size):
    body = b"\xef\xbb\xbftimestamp,kwh\r\n2025-01-15T10:00, 5.50 \r\n\r\n".ljust(size)
    batch = send(inverter, body).batch
    assert kept(batch) == body
    assert batch.size_bytes == len(body)


@pytest.mark.parametrize("more", [0, 1])
def test_only_what_is_larger_than_a_block_is_a_file(inverter, more):
    batch = send(inverter, padded(raw_uploads.IN_ROW_BYTES + more)).batch
    assert raw_uploads.path_of(batch.sha256).exists() == bool(more)


def test_a_file_that_somebody_removed_is_said_to_be_missing(inverter):
    batch = send(inverter, padded(raw_uploads.IN_ROW_BYTES + 2)).batch
    raw_uploads.path_of(batch.sha256).unlink()
    assert raw_uploads.opened(batch) is None


def test_a_raw_upload_that_cannot_be_written_leaves_no_rest_and_stores_nothing(inverter, monkeypatch):
    def fail(*args):
        raise OSError("no space left on device")

    body = padded(raw_uploads.IN_ROW_BYTES + 3)
    monkeypatch.setattr(durable.os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        send(inverter, body)
    monkeypatch.undo()
    batch = send(inverter, body).batch
    assert [path.name for path in raw_uploads.path_of(batch.sha256).parent.glob("*tmp*")] == []


def test_a_batchs_digest_is_that_of_the_rows_it_brought(inverter):
    batch = send(inverter, [(f"{DAY}T11:00:00", 2.0), (f"{DAY}T10:00:00", 1.0)]).batch
    first = microseconds(datetime(2025, 1, 15, 9, tzinfo=UTC))
    assert batch.digest == digest_rows(np.array([first, first + 3_600_000_000]), np.array([10**6, 2 * 10**6])).hex()


# Frozen days and whoever listens --------------------------------------------------------------------------------------


def test_late_readings_of_a_frozen_day_are_kept_marked_and_not_summed(inverter, frozen):
    send(inverter, hourly(DAY, hours=range(12)))
    before = days_of(inverter)
    frozen.add(date(2025, 1, 15))
    done = send(inverter, [*hourly(DAY, hours=range(12, 24)), *hourly("2025-01-16")])
    assert counts(done.batch) == (36, 0, 0, 0)
    assert InverterReading.objects.filter(state=LATE).count() == 12
    assert days_of(inverter)[:1] == before
    assert str(entries()[-1]["late"]) == "12"


def test_a_repetition_of_late_readings_counts_none_of_them_late_again(inverter, frozen):
    frozen.add(date(2025, 1, 15))
    send(inverter, hourly(DAY))
    send(inverter, hourly(DAY))
    assert [str(entry["late"]) for entry in entries()] == ["24", "0"]
    assert not ProductionDay.objects.exists()


def test_the_rooms_above_are_told_which_days_changed_and_only_those(inverter):
    told = []

    @receiver(evidence_changed)
    def listen(*, days, why, actor, **kwargs):
        told.append((days, why, actor))

    first = send(inverter, hourly(DAY)).batch
    send(inverter, hourly(DAY))
    send(inverter, [(f"{DAY}T10:00:00", 9.0)])
    evidence_changed.disconnect(listen)
    assert told == [([date(2025, 1, 15)], f"readings arrived in batch {first.pk}", "ada")]


# Numbers of queries ---------------------------------------------------------------------------------------------------


def test_ten_thousand_rows_take_as_many_queries_as_ten(django_assert_max_num_queries):
    start = datetime(2024, 1, 1, tzinfo=UTC)
    found = []
    for count in (10, 10_000):
        inverter = make_inverter()
        with django_assert_max_num_queries(40) as asked:
            send(inverter, [((start + timedelta(minutes=row)).isoformat(), 1.0) for row in range(count)])
        found.append(len(asked))
    # PostgreSQL's staged COPY makes its table, empties and fills it first.
    assert found[1] - found[0] in (0, 3)


def test_a_second_upload_into_known_days_reads_no_more_than_those_days_back(inverter, monkeypatch):
    send(inverter, quarters(datetime(2023, 1, 1, tzinfo=UTC), 5_000))
    read, plain = [], stored_rows.readings_between
    monkeypatch.setattr(stored_rows, "readings_between", lambda *bounds: (read.append(rows := plain(*bounds)), rows)[1])
    send(inverter, [("2023-01-02T10:07:00", 1.0), ("2023-02-03T10:07:00", 1.0)])
    assert [len(rows.ids) for rows in read] == [97, 97]
