import gzip
import json
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from inverters import raw_uploads
from inverters.models import InverterReading, ProductionDay, ReadingBatch, ReadingConflict
from lumix.ledger.models import LedgerEntry
from tests.inverters.factories import csv_of, days_of, hourly, make_inverter, quarters, send

pytestmark = pytest.mark.django_db
DAY = "2025-01-15"
ROWS = hourly(DAY)
COUNTS = ("accepted", "duplicate", "conflict", "rejected")


def address(inverter) -> str:
    return f"/inverters/{inverter.pk}/readings"


def json_of(rows) -> bytes:
    return json.dumps([{"timestamp": stamp, "kwh": kwh} for stamp, kwh in rows]).encode()


def post(inverter, body: bytes, kind: str = "text/csv", **headers):
    return Client().post(address(inverter), body, content_type=kind, headers=headers)


def upload(inverter, body: bytes, name: str = "roof.csv", kind: str = "text/csv", **headers):
    return Client().post(address(inverter), {"file": SimpleUploadedFile(name, body, kind)}, headers=headers)


def counts(answer) -> tuple[int, ...]:
    return tuple(answer.json()[name] for name in COUNTS)


# name of the door, how to go through it
DOORS = {
    "JSON": lambda inverter, **h: post(inverter, json_of(ROWS), "application/json", **h),
    "JSON with a charset": lambda inverter, **h: post(inverter, json_of(ROWS), "application/json; charset=utf-8", **h),
    "CSV body": lambda inverter, **h: post(inverter, csv_of(ROWS), **h),
    "CSV file": lambda inverter, **h: upload(inverter, csv_of(ROWS), **h),
    "CSV file of a spreadsheet": lambda inverter, **h: upload(
        inverter, csv_of(ROWS), kind="application/vnd.ms-excel", **h
    ),
    "JSON file": lambda inverter, **h: upload(inverter, json_of(ROWS), "roof.json", "text/plain", **h),
    "gzipped JSON": lambda inverter, **h: post(
        inverter, gzip.compress(json_of(ROWS)), "application/json", **{"Content-Encoding": "gzip", **h}
    ),
    "gzipped CSV": lambda inverter, **h: post(
        inverter, gzip.compress(csv_of(ROWS)), **{"Content-Encoding": "gzip", **h}
    ),
    "gzipped file": lambda inverter, **h: upload(inverter, gzip.compress(csv_of(ROWS)), "roof.csv.gz", **h),
}


@pytest.mark.parametrize("door", DOORS)
def test_every_door_stores_the_same_and_answers_with_the_stored_readings(inverter, door):
    answer = DOORS[door](inverter)
    assert answer.status_code == 201
    first = {**answer.json()[0]}
    assert first.pop("id")
    assert first == {"inverter_id": inverter.pk, "timestamp": f"{DAY}T00:00:00+01:00", "kwh": 1.0, "state": "final"}
    assert [row["kwh"] for row in answer.json()] == [kwh for _, kwh in ROWS]
    whole = make_inverter()
    send(whole, ROWS)
    assert days_of(inverter) == days_of(whole)


@pytest.mark.parametrize("door", DOORS)
def test_a_sender_who_wants_little_gets_counts(inverter, door):
    answer = DOORS[door](inverter, Prefer="respond-async, return=minimal; foo=bar")
    assert answer.json() == dict(zip(COUNTS, (24, 0, 0, 0), strict=True), batch=ReadingBatch.objects.get().pk)


def test_the_raw_upload_is_what_was_sent_inflated(inverter):
    post(inverter, gzip.compress(csv_of(ROWS)), **{"Content-Encoding": "gzip"})
    upload(inverter, gzip.compress(csv_of(ROWS)), "roof.csv.gz")
    assert [raw_uploads.opened(batch).read() for batch in ReadingBatch.objects.all()] == [csv_of(ROWS)] * 2
    assert ReadingBatch.objects.first().file_name == "roof.csv.gz"


def test_where_the_ledger_cannot_be_written_the_answer_is_500_and_nothing_is_kept(inverter, monkeypatch):
    monkeypatch.setattr("inverters.services.batches.append", lambda **entry: 1 / 0)
    answer = Client(raise_request_exception=False).post(address(inverter), csv_of(ROWS), content_type="text/csv")
    assert answer.status_code == 500
    assert "Nothing of this request was kept" in answer.json()["detail"]
    assert [kind.objects.count() for kind in (InverterReading, ReadingBatch, ProductionDay)] == [0, 0, 0]


# Duplicates and conflicts ---------------------------------------------------------------------------------------------


def test_a_repetition_is_answered_200_with_the_stored_readings(inverter):
    first = post(inverter, csv_of(ROWS))
    again = post(inverter, csv_of(ROWS))
    assert (again.status_code, again.json()) == (200, first.json())
    assert "Lumix-Conflicts" not in again.headers


def test_a_window_resent_with_one_new_value_stores_the_rest(inverter):
    post(inverter, csv_of(ROWS[:12]))
    resent = [(ROWS[0][0], 9.9), *ROWS[1:]]
    answer = post(inverter, csv_of(resent), Prefer="return=minimal")
    assert (answer.status_code, counts(answer)) == (201, (12, 11, 1, 0))
    assert answer.headers["Lumix-Conflicts"] == "1"


def test_where_every_row_conflicts_the_answer_is_409_and_the_quarantine_survives_it(inverter):
    post(inverter, csv_of(ROWS[:2]))
    answer = post(inverter, csv_of([(stamp, kwh + 1) for stamp, kwh in ROWS[:2]]))
    assert (answer.status_code, counts(answer)) == (409, (0, 0, 2, 0))
    assert answer.headers["Lumix-Conflicts"] == "2"
    assert "quarantine" in answer.json()["detail"]
    assert list(ReadingConflict.objects.values_list("kwh", "kept_kwh")) == [(2.0, 1.0), (2.01, 1.01)]
    assert LedgerEntry.objects.filter(type="readings.imported").count() == 2


def test_a_conflict_beside_a_duplicate_is_no_409(inverter):
    post(inverter, csv_of(ROWS[:2]))
    answer = post(inverter, csv_of([ROWS[0], (ROWS[1][0], 9.9)]), Prefer="return=minimal")
    assert (answer.status_code, counts(answer)) == (200, (0, 1, 1, 0))


# Malformed and lenient ------------------------------------------------------------------------------------------------

# kind, body, line, field
MALFORMED = [
    ("text/csv", b"timestamp,kwh\n2025-01-15T10:00,1_000\n", 2, "kwh"),
    ("text/csv", "timestamp,kwh\n2025-01-15T10:00,１２\n".encode(), 2, "kwh"),
    ("text/csv", b"timestamp,kwh\n2025-01-15T10:00,nan\n", 2, "kwh"),
    ("text/csv", b"timestamp,kwh\n2025-01-15T10:00,1e999\n", 2, "kwh"),
    ("text/csv", b"timestamp,kwh\n2025-01-15T10:00,1000000.1\n", 2, "kwh"),
    ("text/csv", b'timestamp,kwh\n"2025-01-15T10:00,1\n2025-01-15T11:00,2\n', 2, None),
    ("text/csv", b"timestamp,kwh\n2025-01-15T10:00,1,2\n", 2, None),
    ("text/csv", b"timestamp,kwh,kwh\n2025-01-15T10:00,1,2\n", 1, None),
    ("text/csv", b"timestamp,kwh\n2025-01-15T10:00,1\n2025-01-15T10:00,2\n", 3, "kwh"),
    ("application/json", b'[{"timestamp": "2025-01-15T10:00", "kwh": "1"}]', 1, "kwh"),
    ("application/json", b'[{"timestamp": "2025-01-15T10:00", "kwh": NaN}]', 1, "kwh"),
    ("application/json", b'[{"timestamp": "2025-01-15T10:00", "kwh": 1e999}]', 1, "kwh"),
    ("application/json", b'[{"timestamp": "2025-01-15T10:00", "kwh": 1, "kwh": 2}]', 1, None),
    ("application/json", b'[{"timestamp": "2025-01-15T10:00", "kwh": true}]', 1, "kwh"),
    ("application/json", b"[" * 100_000, None, None),
    ("application/json", b'[{"timestamp": 1736935200, "kwh": 1}]', 1, "timestamp"),
    ("application/json", b"[]", None, None),
    ("text/csv", b"timestamp,kwh\n", None, None),
]


@pytest.mark.parametrize(("kind", "body", "line", "field"), MALFORMED, ids=lambda part: str(part)[:40])
def test_a_malformed_upload_is_refused_whole_with_line_field_and_cure(inverter, kind, body, line, field):
    answer = post(inverter, body, kind)
    assert answer.status_code == 422
    assert set(answer.json()) == {"detail", "errors"}
    if line is not None:
        [error] = answer.json()["errors"]
        assert (error["line"], error["field"]) == (line, field)
    assert not ReadingBatch.objects.exists()


def test_a_lenient_sender_is_told_each_row_that_was_left_out(inverter):
    body = csv_of([*ROWS[:2], ("noon", 1.0), (ROWS[0][0], 1.0)])
    answer = post(inverter, body, Prefer="handling=lenient")
    assert (answer.status_code, counts(answer)) == (201, (2, 1, 0, 1))
    [error] = answer.json()["errors"]
    assert (error["line"], error["field"]) == (4, "timestamp")


def test_above_ten_thousand_rows_the_answer_is_counts(inverter):
    start = datetime(2024, 1, 1, tzinfo=UTC)
    assert len(post(inverter, csv_of(quarters(start, 10_000))).json()) == 10_000
    answer = post(inverter, csv_of(quarters(start, 10_001)))
    assert counts(answer) == (1, 10_000, 0, 0)


# Idempotency ----------------------------------------------------------------------------------------------------------

KEY = {"Idempotency-Key": "7d5f"}


@pytest.mark.parametrize("prefer", ["return=minimal", ""])
def test_the_same_key_and_body_replay_the_first_answer(inverter, prefer):
    first = post(inverter, csv_of(ROWS), Prefer=prefer, **KEY)
    again = post(inverter, gzip.compress(csv_of(ROWS)), **{"Content-Encoding": "gzip"}, **KEY)
    assert (again.status_code, again.json()) == (201, first.json())
    assert ReadingBatch.objects.count() == 1


def test_a_409_is_replayed_with_its_header(inverter):
    post(inverter, csv_of(ROWS[:1]))
    first, again = (post(inverter, csv_of([(ROWS[0][0], 9.0)]), **KEY) for _ in range(2))
    assert (again.status_code, again.json(), again.headers["Lumix-Conflicts"]) == (409, first.json(), "1")


def test_the_same_key_with_another_body_is_422_and_another_inverter_has_its_own(inverter):
    post(inverter, csv_of(ROWS), **KEY)
    assert post(inverter, csv_of(ROWS[:3]), **KEY).status_code == 422
    assert post(make_inverter(), csv_of(ROWS[:3]), **KEY).status_code == 201


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_of_no_or_too_many_characters_is_422(inverter, key):
    assert post(inverter, csv_of(ROWS), **{"Idempotency-Key": key}).status_code == 422


# Reading back ---------------------------------------------------------------------------------------------------------

# query, hours of the day (Lagos, UTC+1) that are answered
WINDOWS = [
    ("", range(24)),
    ("start_date=2025-01-15&end_date=2025-01-15", range(24)),
    ("start_date=2025-01-16", []),
    ("end_date=2025-01-14", []),
    ("start_date=2025-01-15T10:00:00&end_date=2025-01-15T12:00:00", [10, 11, 12]),
    ("start_date=2025-01-15T10:00:00.000001", range(11, 24)),
    ("start_date=2025-01-15T10:00:00Z&end_date=2025-01-15T12:00:00Z", [11, 12, 13]),
    ("start_date=2025-01-15T10:00:00%2B01:00&end_date=2025-01-15T10:00:00%2B01:00", [10]),
    ("start_date=2025-01-15T10:00:00+01:00&end_date=2025-01-15T10:00:00+01:00", [10]),
    ("start_date=2025-01-15 22:00", [22, 23]),
    ("start_date=2025-01-15T12:00&end_date=2025-01-15T10:00", []),
]


@pytest.mark.parametrize(("query", "hours"), WINDOWS)
def test_both_bounds_of_a_window_are_included_and_read_as_local_time(inverter, query, hours):
    send(inverter, ROWS)
    answer = Client().get(f"{address(inverter)}?{query}")
    assert answer.status_code == 200
    assert [row["timestamp"] for row in answer.json()] == [f"{DAY}T{hour:02d}:00:00+01:00" for hour in hours]
    assert answer.headers["X-Total-Count"] == str(len(hours))


@pytest.mark.parametrize("bound", ["start_date", "end_date"])
@pytest.mark.parametrize(
    "text",
    ["noon", "2025-02-30", "2025-03-30T02:30", "2024-10-27T02:30", "9999-12-31T23:00-05:00", "0001-01-01T00:00+01:00"],
)
def test_a_bound_that_is_no_time_is_422_naming_its_field(bound, text):
    inverter = make_inverter(timezone="Europe/Berlin")
    answer = Client().get(address(inverter), {bound: text})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == bound


def test_a_long_list_goes_on_where_link_says(inverter):
    send(inverter, ROWS)
    first = Client().get(f"{address(inverter)}/?limit=10&start_date={DAY}")
    assert first.headers["X-Total-Count"] == "24"
    assert first.headers["Link"].endswith('>; rel="next"')
    url = first.headers["Link"][1:].partition(">")[0]
    second = Client().get(url)
    assert [row["kwh"] for row in second.json()] == [kwh for _, kwh in ROWS[10:20]]
    assert 'rel="prev"' in second.headers["Link"]


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "offset=-1", f"offset={10**30}", f"limit={10**30}"])
def test_a_strange_page_is_answered_not_broken(inverter, query):
    send(inverter, ROWS)
    assert Client().get(f"{address(inverter)}?{query}").status_code == 200


@time_machine.travel(datetime(2025, 1, 15, 9, 20, tzinfo=UTC), tick=False)
def test_a_provisional_reading_says_so_in_the_answer_and_the_list(inverter):
    answer = post(inverter, csv_of([(f"{DAY}T10:00", 0.3)]))
    assert [row["state"] for row in answer.json()] == ["provisional"]
    assert [row["state"] for row in Client().get(address(inverter)).json()] == ["provisional"]


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_over_every_door_and_in_any_order_the_days_come_out_alike(data):
    rows = quarters(datetime(2024, 3, 31, 9, tzinfo=UTC), 40)
    whole, parts = make_inverter(), make_inverter()
    send(whole, rows)
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(1, 39))
    for piece in (shuffled[:cut], shuffled[cut:], shuffled[: cut + 1]):
        by = data.draw(st.sampled_from(["csv", "json", "file"]))
        done = {
            "csv": lambda: post(parts, csv_of(piece)),  # noqa: B023 (called at once)
            "json": lambda: post(parts, json_of(piece), "application/json"),  # noqa: B023
            "file": lambda: upload(parts, csv_of(piece)),  # noqa: B023
        }[by]()
        assert done.status_code in (200, 201)
    assert days_of(parts) == days_of(whole)
