"""Columns to rows at the speed of the database: one statement, no object for a row. The way back is `stored_rows`.

Here, in `instants` and in `columns` SQL differs between SQLite and PostgreSQL. Instants are int64 microseconds since
the epoch, energy is int64 milliwatt-hours (see docs/decisions/0004-readings-as-rows-days-as-blocks.md).
"""

from itertools import repeat
from typing import Any

import numpy as np
from django.db import connection
from django.db.backends.utils import CursorWrapper

from inverters.constants import MILLIWATT_HOURS_PER_KWH
from inverters.instants import STAMP, sqlite_text
from inverters.stored_rows import PIECE_ROWS, StoredRows

STAGING_FROM_ROWS = 1_000
"""Where a COPY into a temporary table begins to beat one INSERT from arrays on PostgreSQL."""

POSTGRES_EPOCH_US = 946_684_800_000_000


def insert_readings(
    inverter_id: int, batch_id: int, stamps_us: np.ndarray, milliwatt_hours: np.ndarray, states: np.ndarray
) -> int:
    """Store the rows whose instant is still free and say how many those were. The columns are sorted by instant."""
    kwh = milliwatt_hours / MILLIWATT_HOURS_PER_KWH
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _insert_postgresql(cursor, inverter_id, batch_id, stamps_us, kwh, states)
        return sum(
            _insert_sqlite(cursor, inverter_id, batch_id, stamps_us[piece], kwh[piece], states[piece])
            for piece in _pieces(len(stamps_us))
        )


def _pieces(rows: int) -> list[slice]:
    return [slice(start, start + PIECE_ROWS) for start in range(0, rows, PIECE_ROWS)]


def _insert_sqlite(
    cursor: CursorWrapper,
    inverter_id: int,
    batch_id: int,
    stamps_us: np.ndarray,
    kwh: np.ndarray,
    states: np.ndarray,
) -> int:
    cursor.executemany(
        "INSERT INTO inverters_inverterreading (inverter_id, batch_id, timestamp, kwh, state) "  # noqa: S608
        f"VALUES ({int(inverter_id)}, {int(batch_id)}, %s, %s, %s) ON CONFLICT (inverter_id, timestamp) DO NOTHING",
        list(zip(sqlite_text(stamps_us), kwh.tolist(), states.tolist(), strict=True)),
    )
    return cursor.rowcount


def _insert_postgresql(
    cursor: CursorWrapper,
    inverter_id: int,
    batch_id: int,
    stamps_us: np.ndarray,
    kwh: np.ndarray,
    states: np.ndarray,
) -> int:
    if len(stamps_us) < STAGING_FROM_ROWS:
        source = "unnest(%s::bigint[], %s::float8[], %s::smallint[]) AS staged (stamp_us, kwh, state)"
        stamp = STAMP
        values: list[Any] = [inverter_id, batch_id, stamps_us.tolist(), kwh.tolist(), states.tolist()]
    else:
        source, stamp, values = "reading_staging", "stamp", [inverter_id, batch_id]
        _stage(cursor, stamps_us, kwh, states)
    cursor.execute(
        "INSERT INTO inverters_inverterreading (inverter_id, batch_id, timestamp, kwh, state) "  # noqa: S608
        f"SELECT %s, %s, {stamp}, kwh, state FROM {source} ON CONFLICT (inverter_id, timestamp) DO NOTHING",
        values,
    )
    return cursor.rowcount


def _stage(cursor: CursorWrapper, stamps_us: np.ndarray, kwh: np.ndarray, states: np.ndarray) -> None:
    """COPY the columns into a temporary table, in PostgreSQL's binary format made by numpy in one go."""
    cursor.execute(
        "CREATE TEMPORARY TABLE IF NOT EXISTS reading_staging (stamp timestamptz, kwh float8, state smallint) "
        "ON COMMIT DELETE ROWS"
    )
    cursor.execute("DELETE FROM reading_staging")
    with cursor.copy("COPY reading_staging FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
        for piece in _pieces(len(stamps_us)):
            copy.write(_binary_rows(stamps_us[piece], kwh[piece], states[piece]))
        copy.write(b"\xff\xff")


def _binary_rows(stamps_us: np.ndarray, kwh: np.ndarray, states: np.ndarray) -> bytes:
    """Each row as its number of fields and then, for each of them, its length in bytes and its value."""
    rows = np.empty(
        len(stamps_us),
        [("n", ">i2"), ("l0", ">i4"), ("stamp", ">i8"), ("l1", ">i4"), ("kwh", ">f8"), ("l2", ">i4"), ("state", ">i2")],
    )
    rows["n"], rows["l0"], rows["l1"], rows["l2"] = 3, 8, 8, 2
    rows["stamp"], rows["kwh"], rows["state"] = stamps_us - POSTGRES_EPOCH_US, kwh, states
    return rows.tobytes()


def replace_readings(ids: np.ndarray, milliwatt_hours: np.ndarray, states: np.ndarray, batches: np.ndarray) -> None:
    """Put other values into stored rows; whoever does it keeps the old ones (see `ReadingConflict`)."""
    columns = milliwatt_hours / MILLIWATT_HOURS_PER_KWH, states, batches, ids
    with connection.cursor() as cursor:
        for piece in _pieces(len(ids)):
            cursor.executemany(
                "UPDATE inverters_inverterreading SET kwh = %s, state = %s, batch_id = %s WHERE id = %s",
                list(zip(*(column[piece].tolist() for column in columns), strict=True)),
            )


def set_aside(
    inverter_id: int,
    kind: str,
    stamps_us: np.ndarray,
    milliwatt_hours: np.ndarray,
    batches: np.ndarray,
    kept: np.ndarray,
) -> None:
    """Keep second values, each with the batch that brought it and what stands; a conflict said again is kept once.

    kept: what stands at each instant, in milliwatt-hours as the values are.
    """
    into = "INSERT INTO inverters_readingconflict (inverter_id, kind, timestamp, kwh, batch_id, kept_kwh)"
    numbers = milliwatt_hours / MILLIWATT_HOURS_PER_KWH, batches, kept / MILLIWATT_HOURS_PER_KWH
    with connection.cursor() as cursor:
        for piece in _pieces(len(stamps_us)):
            columns = [column[piece].tolist() for column in numbers]
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"{into} SELECT %s, %s, {STAMP}, kwh, batch_id, kept "  # noqa: S608
                    "FROM unnest(%s::bigint[], %s::float8[], %s::bigint[], %s::float8[]) "
                    "AS aside (stamp_us, kwh, batch_id, kept) ON CONFLICT DO NOTHING",
                    [inverter_id, kind, stamps_us[piece].tolist(), *columns],
                )
            else:
                cursor.executemany(
                    f"{into} VALUES ({int(inverter_id)}, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                    list(zip(repeat(kind), sqlite_text(stamps_us[piece]), *columns, strict=False)),
                )


def delete_readings(ids: np.ndarray) -> int:
    """Take rows out of the table and say how many there were; whoever does it has them in a file."""
    statement = "DELETE FROM inverters_inverterreading WHERE id "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{statement} = ANY(%s)", [ids.tolist()])
        else:
            cursor.executemany(f"{statement} = %s", [(key,) for key in ids.tolist()])
        return cursor.rowcount


def put_back(inverter_id: int, rows: StoredRows) -> int:
    """Store rows as they once stood, their numbers included, and say how many found their place free."""
    into = "INSERT INTO inverters_inverterreading (inverter_id, id, batch_id, timestamp, kwh, state)"
    kwh, rest = (rows.milliwatt_hours / MILLIWATT_HOURS_PER_KWH).tolist(), rows.states.tolist()
    keys = rows.ids.tolist(), rows.batches.tolist()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"{into} SELECT %s, id, batch_id, {STAMP}, kwh, state "  # noqa: S608
                "FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::float8[], %s::smallint[]) "
                "AS kept (id, batch_id, stamp_us, kwh, state) ON CONFLICT DO NOTHING",
                [inverter_id, *keys, rows.stamps_us.tolist(), kwh, rest],
            )
        else:
            cursor.executemany(
                f"{into} VALUES ({int(inverter_id)}, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                list(zip(*keys, sqlite_text(rows.stamps_us), kwh, rest, strict=True)),
            )
        return cursor.rowcount
