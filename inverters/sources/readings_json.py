"""Readings as a JSON list of {"timestamp": text, "kwh": number}, to columns."""

import json
import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from inverters.constants import JSON_LIMIT_BYTES
from inverters.errors import MalformedUploadError, UploadTooLargeError
from inverters.sources.columns import ReadingColumns
from inverters.sources.faults import UnreadableRowError, shown
from inverters.sources.gathering import Gathering

FIELDS = ("timestamp", "kwh")
EXAMPLE = '[{"timestamp": "2025-01-15T10:00:00", "kwh": 5.5}]'
# An object becomes a tuple of (name, value), so that a name said twice is seen twice. As floats, long runs of digits
# are harmless; NaN and Infinity become NaN, which the row's own check names.
DECODER = json.JSONDecoder(object_pairs_hook=tuple, parse_int=float, parse_constant=lambda _: math.nan)


class Cells(NamedTuple):
    """int64 (rows,) row numbers counted from 1, and the two values of each."""

    rows: np.ndarray
    stamps: Sequence[str]
    kwh: Sequence[float]


def read(file: BinaryIO, *, zone: ZoneInfo, now: datetime, lenient: bool = False) -> ReadingColumns:
    """Read a JSON list of readings; errors count rows from 1, stamps without offset are wall-clock time of `zone`.

    now: aware; stamps later than this (and a tolerance) are refused. lenient: bad rows are handed on as `rejected`.
    Raises MalformedUploadError (any bad row, unless lenient; no JSON, no list, no rows) and UploadTooLargeError.
    """
    rows = _rows(file)
    gathering = Gathering(zone=zone, now=now, lenient=lenient, noun="row")
    cells = _cells(rows) or _cells_row_by_row(rows, gathering)
    gathering.add(cells.rows, cells.stamps, np.array(cells.kwh, np.float64), cells.kwh)
    return gathering.columns()


def _rows(file: BinaryIO) -> list[Any]:
    """The list as DECODER reads it."""
    try:
        rows = DECODER.decode(_text(file))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise MalformedUploadError(f"This is not JSON ({error.msg}, {where}): send a list such as {EXAMPLE}.") from None
    except RecursionError:
        raise MalformedUploadError(f"The JSON is nested too deeply: send a flat list such as {EXAMPLE}.") from None
    if not isinstance(rows, list):
        raise MalformedUploadError(f"The JSON is not a list: send a list such as {EXAMPLE}.")
    if not rows:
        raise MalformedUploadError("The list is empty: send at least one reading.")
    return rows


def _text(file: BinaryIO) -> str:
    sent = file.read(JSON_LIMIT_BYTES + 1)
    if len(sent) > JSON_LIMIT_BYTES:
        raise UploadTooLargeError(f"The JSON is larger than {JSON_LIMIT_BYTES:,} bytes: send it in parts, or as CSV.")
    try:
        return sent.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedUploadError(f"The JSON is not UTF-8 (byte {error.start + 1}): save it as UTF-8.") from None


def _cells(rows: list[Any]) -> Cells | None:
    """The values of rows that all hold a text and a number in one order of names; None where any row does not."""
    if set(map(type, rows)) != {tuple} or set(map(len, rows)) != {len(FIELDS)}:
        return None
    names = {(first[0], second[0]) for first, second in rows}
    if len(names) != 1 or set(*names) != set(FIELDS):
        return None
    first = [pair[1] for pair, _ in rows]
    second = [pair[1] for _, pair in rows]
    stamps, kwh = (first, second) if names == {FIELDS} else (second, first)
    if set(map(type, stamps)) != {str} or set(map(type, kwh)) != {float}:
        return None
    return Cells(np.arange(1, len(rows) + 1), stamps, kwh)


def _cells_row_by_row(rows: list[Any], gathering: Gathering) -> Cells:
    """The values of the rows that hold a text and a number; the other rows are rejected."""
    kept: list[tuple[int, str, float]] = []
    for number, row in enumerate(rows, 1):
        try:
            kept.append((number, *_reading(row)))
        except UnreadableRowError as fault:
            gathering.reject(number, fault)
    numbers, stamps, kwh = zip(*kept, strict=True) if kept else ((), (), ())
    return Cells(np.array(numbers, np.int64), stamps, kwh)


def _reading(row: Any) -> tuple[str, float]:
    """Stamp and kWh of one row. Raises UnreadableRowError with field and cure."""
    if not isinstance(row, tuple):
        raise UnreadableRowError(None, f"the row is no object: write {EXAMPLE[1:-1]}")
    values = dict(row)
    for name, _ in row:
        if name not in FIELDS:
            raise UnreadableRowError(None, f"the field {shown(name)} is unknown: send {' and '.join(FIELDS)} alone")
    for name in FIELDS:
        if name not in values:
            raise UnreadableRowError(name, f"{name} is missing: write {EXAMPLE[1:-1]}")
    if len(values) != len(row):
        raise UnreadableRowError(None, "a field is given twice: give each once")
    if not isinstance(values["timestamp"], str):
        raise UnreadableRowError(
            "timestamp", 'the timestamp is not text: write it in quotation marks, "2025-01-15T10:00:00"'
        )
    if not isinstance(values["kwh"], float):
        raise UnreadableRowError(
            "kwh", f"{_kind(values['kwh'])} is not a number: write plain digits without quotation marks, 5.5"
        )
    return values["timestamp"], values["kwh"]


def _kind(value: Any) -> str:
    """What stands where a number should; never the text of a nested value, which may be too deep to print."""
    if isinstance(value, str):
        return f"the text {shown(value)}"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return "a list or an object"
