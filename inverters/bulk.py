"""Columns to rows and back, at the speed of the database: one statement, no object for a row.

The only place where SQL differs between SQLite and PostgreSQL. Instants are int64 microseconds since the epoch, energy
is int64 milliwatt-hours (see docs/decisions/0004-readings-as-rows-days-as-blocks.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from django.db import connection
from django.db.backends.utils import CursorWrapper

from inverters.constants import MILLIWATT_HOURS_PER_KWH

STAGING_FROM_ROWS = 1_000
"""Where a COPY into a temporary table begins to beat one INSERT from arrays on PostgreSQL."""

PIECE_ROWS = 20_000
"""Rows in memory as Python objects at once: some 5 MB, however long the upload."""

STAMP = "to_timestamp(stamp_us / 1000000) + (stamp_us %% 1000000) * interval '1 microsecond'"
"""PostgreSQL's instant of a column of microseconds."""

POSTGRES_EPOCH_US = 946_684_800_000_000
MICROSECONDS = 1_000_000


@dataclass(frozen=True)
class StoredRows:
    """Stored readings of one inverter as columns, ordered by instant."""

    ids: np.ndarray
    stamps_us: np.ndarray
    milliwatt_hours: np.ndarray
    states: np.ndarray
    batches: np.ndarray


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
        list(zip(_sqlite_text(stamps_us), kwh.tolist(), states.tolist(), strict=True)),
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
    kwh = milliwatt_hours / MILLIWATT_HOURS_PER_KWH
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE inverters_inverterreading SET kwh = %s, state = %s, batch_id = %s WHERE id = %s",
            list(zip(kwh.tolist(), states.tolist(), batches.tolist(), ids.tolist(), strict=True)),
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
                list(zip(*keys, _sqlite_text(rows.stamps_us), kwh, rest, strict=True)),
            )
        return cursor.rowcount


def joined(parts: Sequence[StoredRows]) -> StoredRows:
    """Rows from several places as one, by instant."""
    columns = zip(*(vars(part).values() for part in parts), strict=True)
    whole = StoredRows(*map(np.concatenate, columns))
    order = np.argsort(whole.stamps_us, kind="stable")
    return chosen(whole, order)


def chosen(rows: StoredRows, which: np.ndarray | slice) -> StoredRows:
    """Some of the rows, by a mask or by their places."""
    return StoredRows(*(column[which] for column in vars(rows).values()))


NO_ROWS = StoredRows(*(np.array([], kind) for kind in (np.int64, np.int64, np.int64, np.int8, np.int64)))


def stored_readings(inverter_id: int, stamps_us: np.ndarray) -> StoredRows:
    """The stored rows at these instants (sorted), and possibly others between them."""
    if len(stamps_us) > STAGING_FROM_ROWS:
        return readings_between(inverter_id, int(stamps_us[0]), int(stamps_us[-1]) + 1)
    return _select(inverter_id, f"timestamp IN ({', '.join(['%s'] * len(stamps_us))})", _sql_instants(stamps_us))


def readings_between(inverter_id: int, start_us: int, stop_us: int) -> StoredRows:
    """The stored rows from start up to, and without, stop."""
    bounds = _sql_instants(np.array([start_us, stop_us], np.int64))
    return _select(inverter_id, "timestamp >= %s AND timestamp < %s", bounds)


def stamps_before(inverter_id: int, stamp_us: int, count: int) -> np.ndarray:
    """The last so many stamps before this one, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_instant()} FROM inverters_inverterreading WHERE inverter_id = %s AND timestamp < %s "  # noqa: S608
            "ORDER BY timestamp DESC LIMIT %s",
            [inverter_id, *_sql_instants(np.array([stamp_us], np.int64)), count],
        )
        return _stamps([stamp for (stamp,) in cursor.fetchall()][::-1])


def all_readings(inverter_id: int) -> StoredRows:
    """Every stored row of an inverter."""
    return _select(inverter_id, "1 = 1", [])


def _select(inverter_id: int, condition: str, values: list[Any]) -> StoredRows:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {_instant()}, kwh, state, batch_id FROM inverters_inverterreading "  # noqa: S608
            f"WHERE inverter_id = %s AND {condition} ORDER BY timestamp",
            [inverter_id, *values],
        )
        pieces = [_columns(())]
        while rows := cursor.fetchmany(PIECE_ROWS):
            pieces.append(_columns(rows))
    columns = list(zip(*pieces, strict=True))
    del pieces  # so that each column's pieces go as the column is made
    return StoredRows(*(np.concatenate(columns.pop(0)) for _ in range(len(columns))))


def _instant() -> str:
    # On SQLite an expression stays text, where the bare column would become a datetime object for each row.
    return "timestamp || ''" if connection.vendor == "sqlite" else "(extract(epoch FROM timestamp) * 1000000)::bigint"


def _stamps(fetched: Sequence[Any]) -> np.ndarray:
    """Instants as `_instant` fetches them, as int64 microseconds."""
    return np.array(fetched, "datetime64[us]" if connection.vendor == "sqlite" else "int64").astype(np.int64)


def _columns(rows: Sequence[tuple[Any, ...]]) -> tuple[np.ndarray, ...]:
    """Fetched rows as the columns of `StoredRows`."""
    ids, stamps, kwh, states, batches = zip(*rows, strict=True) if rows else ((),) * 5
    return (
        np.array(ids, np.int64),
        _stamps(stamps),
        np.rint(np.array(kwh, np.float64) * MILLIWATT_HOURS_PER_KWH).astype(np.int64),
        np.array(states, np.int8),
        np.array(batches, np.int64),
    )


def _sql_instants(stamps_us: np.ndarray) -> list[Any]:
    if connection.vendor == "sqlite":
        return list(_sqlite_text(stamps_us))
    return [f"{text}+00" for text in np.datetime_as_string(stamps_us.astype("datetime64[us]"))]


def _sqlite_text(stamps_us: np.ndarray) -> list[str]:
    """Instants as Django writes them on SQLite, letter for letter: uniqueness there is that of the text.

    `2025-01-15 10:00:00`, with six decimals only where the microseconds are not zero.
    """
    texts = _spaced(stamps_us, "s")
    for odd in np.flatnonzero(stamps_us % MICROSECONDS):
        texts[odd] = _spaced(stamps_us[odd : odd + 1], "us")[0]
    return texts


def _spaced(stamps_us: np.ndarray, unit: Literal["s", "us"]) -> list[str]:
    letters = np.datetime_as_string(stamps_us.astype("datetime64[us]"), unit=unit)
    if len(letters):
        letters.view(np.uint32).reshape(len(letters), -1)[:, 10] = ord(" ")
    return letters.tolist()
