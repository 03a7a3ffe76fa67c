"""Portals' JSON: SolarEdge's monitoring API, `{"energy": {"unit": "Wh", "values": [{"date": …, "value": …}]}}`."""

import json
import math
from collections.abc import Iterator
from typing import IO, Any

import numpy as np

from inverters.constants import JSON_LIMIT_BYTES
from inverters.errors import MalformedUploadError, UploadTooLargeError
from inverters.sources.faults import UnreadableRowError
from inverters.sources.gathering import Gathering
from inverters.sources.layouts import SCALES, DateOrder, Layout, Measure, ValueColumn

OWN_FIELDS = {"timestamp", "kwh"}
SERIES = ("energy", "power", "energyDetails", "powerDetails")


def layout(file: IO[bytes]) -> Layout:
    """The layout of a JSON file. Raises MalformedUploadError for what is neither a portal's nor Lumix's own."""
    told = _decoded(file)
    if isinstance(told, list) and told and isinstance(told[0], dict) and set(told[0]) == OWN_FIELDS:
        column = ValueColumn("kwh", 0, Measure.KWH, named=True)
        return Layout("Lumix's own JSON", (column,), is_json=True, is_own=True)
    columns = tuple(
        ValueColumn(name, number, measure, named=True) for number, (name, measure, _) in enumerate(_series(told))
    )
    if not columns:
        raise MalformedUploadError(
            "This JSON is no export that Lumix knows: choose SolarEdge's energy answer, or a list of "
            '{"timestamp": …, "kwh": …}.'
        )
    return Layout("SolarEdge monitoring API", columns, (DateOrder.YEAR_FIRST,), is_json=True)


def gather(file: IO[bytes], column: ValueColumn, measure: Measure, gathering: Gathering) -> None:
    """Take in the rows of one of the file's series; those without a value are passed over. Rows count from 1."""
    lines, stamps, values = [], [], []
    for number, row in enumerate(_series(_decoded(file))[column.cell][2], 1):
        stamp, value = (row.get("date"), row.get("value")) if isinstance(row, dict) else (None, math.nan)
        if value is None:
            gathering.passed_over += 1
        elif not isinstance(stamp, str) or not isinstance(value, float):
            gathering.reject(number, UnreadableRowError(None, "the row is no date with a number: leave it out"))
        else:
            lines.append(number)
            stamps.append(stamp)
            values.append(value)
    sent = [repr(value) for value in values]
    gathering.add(np.array(lines, np.int64), stamps, np.array(values, np.float64) / SCALES[measure].divisor, sent)


def rows(file: IO[bytes], column: ValueColumn) -> Iterator[tuple[str, str]]:
    """Each row's stamp and value as texts, for those who mend them."""
    told = _decoded(file)
    found = told if isinstance(told, list) else _series(told)[column.cell][2]
    for row in found:
        known = row if isinstance(row, dict) else {}
        yield str(known.get("date", known.get("timestamp", ""))), str(known.get("value", known.get("kwh", "")))


def _decoded(file: IO[bytes]) -> Any:
    sent = file.read(JSON_LIMIT_BYTES + 1)
    if len(sent) > JSON_LIMIT_BYTES:
        raise UploadTooLargeError(f"The JSON is larger than {JSON_LIMIT_BYTES:,} bytes: send it in parts, or as CSV.")
    try:
        return json.loads(sent.decode("utf-8-sig"), parse_int=float, parse_constant=lambda _: math.nan)
    except (ValueError, RecursionError):
        raise MalformedUploadError("The file begins like JSON and cannot be read as it: download it again.") from None


def _series(told: Any) -> list[tuple[str, Measure, list[Any]]]:
    """Name, unit and rows of each series in an answer."""
    found = []
    for key in SERIES if isinstance(told, dict) else ():
        block = told.get(key)
        if not isinstance(block, dict) or block.get("unit") not in tuple(Measure):
            continue
        meters = block.get("meters") or [{"type": key, "values": block.get("values")}]
        for meter in meters if isinstance(meters, list) else ():
            if isinstance(meter, dict) and isinstance(meter.get("values"), list):
                found.append((f"{meter.get('type', key)} ({block['unit']})", Measure(block["unit"]), meter["values"]))
    return found
