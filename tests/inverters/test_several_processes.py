"""What shows only on a real database with processes of their own: writers at once, large uploads, real servers."""

import http.client
import json
import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.ledger.throwaway import Throwaway
from tests.servers import GUNICORN, serving

WRITERS, UPLOADS, ROWS = 4, 3, 3_300
LIMIT_ROWS, STORED_ROWS = 1_000_000, 1_001
GROWTH_MB = 250
PREVIEWED_ROWS, BYTES_A_ROW = 200_000, 250


@pytest.fixture(scope="module")
def database(tmp_path_factory, migrated) -> Iterator[Throwaway]:
    """One for all: each process makes inverters of its own in it."""
    with migrated.copy(tmp_path_factory.mktemp("whole")) as made:
        yield made


def test_parallel_uploads_of_shuffled_rows_neither_deadlock_nor_lose_nor_double_a_reading(database):
    arguments = [str(number) for number in (WRITERS, UPLOADS, ROWS)]
    found = json.loads(database.script("tests.inverters.uploaders", *arguments).stdout)
    assert [told for told in found["told"] if isinstance(told, str)] == []
    accepted = sum(counts[0] for told in found["told"] for counts in told)
    assert accepted == 2 * ROWS
    assert found["state"] == [{"rows": ROWS, "batches": WRITERS * UPLOADS, "same": True}] * 2
    assert database.manage("verify_ledger").returncode == 0


def test_memory_stays_flat_over_an_upload_at_the_limit_some_of_which_is_stored_already(database):
    found = json.loads(database.script("tests.inverters.large_upload", str(LIMIT_ROWS), str(STORED_ROWS)).stdout)
    assert found["told"] == [LIMIT_ROWS - STORED_ROWS, STORED_ROWS, 0, 0]
    assert found["grew"] < GROWTH_MB
    assert found["days"] == math.ceil(LIMIT_ROWS / 96)


def test_memory_stays_flat_over_a_preview(database):
    """A row may cost it no more than it may cost the import: at the limit's million, 250 MB."""
    found = json.loads(database.script("tests.inverters.large_preview", str(PREVIEWED_ROWS)).stdout)
    assert found["told"] == [PREVIEWED_ROWS, 0, 0, 0]
    assert found["grew"] * 1_000_000 < PREVIEWED_ROWS * BYTES_A_ROW


def test_readings_that_are_moved_while_they_are_read_are_seen_once(database):
    """In the table and the archive at one moment: neither in both nor in none."""
    found = json.loads(database.script("tests.inverters.archive_watcher").stdout)
    assert found == {"archived": [24, 0], "brought back": [24, 24]}


# Through a real server ------------------------------------------------------------------------------------------------


@pytest.fixture
def port(tmp_path) -> Iterator[int]:
    """Gunicorn on an SQLite database of its own, with one inverter."""
    with whole_database_beside(tmp_path), serving(GUNICORN, tmp_path, LUMIX_MODE="open", PORT="0") as server:
        assert ask(
            server.port, b'{"gps_lat": 6.5, "gps_lon": 3.4, "capacity_kw": 10}', "/inverters", "application/json"
        )
        yield server.port


def whole_database_beside(folder):
    made = Throwaway(f"sqlite:///{folder / 'lumix.sqlite3'}", folder)
    assert made.manage("migrate", "--verbosity", "0").returncode == 0
    return closing(sqlite3.connect(folder / "lumix.sqlite3"))


def ask(
    port: int, body, path: str = "/inverters/1/readings", kind: str = "text/csv", **headers: str
) -> tuple[int, object]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        chunked = not isinstance(body, bytes)
        connection.request("POST", path, body, {"Content-Type": kind, **headers}, encode_chunked=chunked)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


@pytest.mark.own_database
def test_a_real_server_takes_chunked_bodies_counts_them_and_stores_no_half_of_one_that_breaks_off(port):
    rows = [b"timestamp,kwh\n", b"2025-01-15T10:00:00,5.", b"5\n2025-01-15T11:00:00,7.2\n"]
    chunked = {"Transfer-Encoding": "chunked"}
    status, stored = ask(port, iter(rows), **chunked)
    assert (status, [row["kwh"] for row in stored]) == (201, [5.5, 7.2])

    status, answer = ask(port, iter([b"x" * 1_000_000] * 6), kind="application/json", **chunked)
    assert (status, "5,000,000" in answer["detail"]) == (413, True)

    broken_off(port, b"timestamp,kwh\n2025-01-15T12:00:00,12.7", announced=60)
    assert count_of_readings(port) == 2


def broken_off(port: int, body: bytes, announced: int) -> None:
    """Announce more than comes, and hang up."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.putrequest("POST", "/inverters/1/readings")
        connection.putheader("Content-Type", "text/csv")
        connection.putheader("Content-Length", str(announced))
        connection.endheaders(body)


def count_of_readings(port: int) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", "/inverters/1/readings")
        return len(json.loads(connection.getresponse().read()))
