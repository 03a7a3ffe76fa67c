"""Instants on their way into SQL and back: int64 microseconds since the epoch here, what each database holds there."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from django.db import connection

STAMP = "to_timestamp(stamp_us / 1000000) + (stamp_us %% 1000000) * interval '1 microsecond'"
"""PostgreSQL's instant of a column of microseconds."""

MICROSECONDS = 1_000_000


def instant() -> str:
    """A reading's instant as it is selected.

    On SQLite an expression stays text, where the bare column would become a datetime object for each row.
    """
    return "timestamp || ''" if connection.vendor == "sqlite" else "(extract(epoch FROM timestamp) * 1000000)::bigint"


def read_stamps(fetched: Sequence[Any]) -> np.ndarray:
    """Instants as `instant` fetches them, as int64 microseconds."""
    return np.array(fetched, "datetime64[us]" if connection.vendor == "sqlite" else "int64").astype(np.int64)


def sql_instants(stamps_us: np.ndarray) -> list[Any]:
    """Instants as parameters of a statement."""
    if connection.vendor == "sqlite":
        return list(sqlite_text(stamps_us))
    return [f"{text}+00" for text in np.datetime_as_string(stamps_us.astype("datetime64[us]"))]


def sqlite_text(stamps_us: np.ndarray) -> list[str]:
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
