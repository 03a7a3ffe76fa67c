"""Stored readings of one inverter as columns, and how the table is read into them: no object for a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from inverters.constants import MILLIWATT_HOURS_PER_KWH
from inverters.instants import instant, read_stamps, sql_instants

PIECE_ROWS = 20_000
"""Rows in memory as Python objects at once: some 5 MB, however long the upload."""

NAMED_AT_MOST = 1_000
"""Instants asked for by name; for more, all that lies between them is read."""


@dataclass(frozen=True)
class StoredRows:
    """Stored readings of one inverter as columns, ordered by instant."""

    ids: np.ndarray
    stamps_us: np.ndarray
    milliwatt_hours: np.ndarray
    states: np.ndarray
    batches: np.ndarray


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
    if len(stamps_us) > NAMED_AT_MOST:
        return readings_between(inverter_id, int(stamps_us[0]), int(stamps_us[-1]) + 1)
    return _select(inverter_id, f"timestamp IN ({', '.join(['%s'] * len(stamps_us))})", sql_instants(stamps_us))


def readings_between(inverter_id: int, start_us: int, stop_us: int) -> StoredRows:
    """The stored rows from start up to, and without, stop."""
    bounds = sql_instants(np.array([start_us, stop_us], np.int64))
    return _select(inverter_id, "timestamp >= %s AND timestamp < %s", bounds)


def stamps_before(inverter_id: int, stamp_us: int, count: int) -> np.ndarray:
    """The last so many stamps before this one, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {instant()} FROM inverters_inverterreading WHERE inverter_id = %s AND timestamp < %s "  # noqa: S608
            "ORDER BY timestamp DESC LIMIT %s",
            [inverter_id, *sql_instants(np.array([stamp_us], np.int64)), count],
        )
        return read_stamps([stamp for (stamp,) in cursor.fetchall()][::-1])


def all_readings(inverter_id: int) -> StoredRows:
    """Every stored row of an inverter."""
    return _select(inverter_id, "1 = 1", [])


def _select(inverter_id: int, condition: str, values: list[Any]) -> StoredRows:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {instant()}, kwh, state, batch_id FROM inverters_inverterreading "  # noqa: S608
            f"WHERE inverter_id = %s AND {condition} ORDER BY timestamp",
            [inverter_id, *values],
        )
        pieces = [_columns(())]
        while rows := cursor.fetchmany(PIECE_ROWS):
            pieces.append(_columns(rows))
    columns = list(zip(*pieces, strict=True))
    del pieces  # so that each column's pieces go as the column is made
    return StoredRows(*(np.concatenate(columns.pop(0)) for _ in range(len(columns))))


def _columns(rows: Sequence[tuple[Any, ...]]) -> tuple[np.ndarray, ...]:
    """Fetched rows as the columns of `StoredRows`."""
    ids, stamps, kwh, states, batches = zip(*rows, strict=True) if rows else ((),) * 5
    return (
        np.array(ids, np.int64),
        read_stamps(stamps),
        np.rint(np.array(kwh, np.float64) * MILLIWATT_HOURS_PER_KWH).astype(np.int64),
        np.array(states, np.int8),
        np.array(batches, np.int64),
    )
