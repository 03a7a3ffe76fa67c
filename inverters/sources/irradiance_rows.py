"""Rows of hours from a CSV table: every bad row named with line, field and cure, or none at all."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from inverters.constants import CSV_LIMIT_ROWS
from inverters.errors import MalformedUploadError, RowError, UploadTooLargeError
from inverters.sources.irradiance import MAX_WH_M2, IrradianceHours

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
ERRORS_SHOWN = 100


class BadCellError(Exception):
    """What is wrong with one field of a row (None: with the row itself), cure included."""

    def __init__(self, name: str | None, message: str) -> None:
        super().__init__(message)
        self.name = name


@dataclass(frozen=True)
class Layout:
    """Which columns a kind of file has.

    hour_us turns the cells of `time` into the start of the hour [µs since the epoch] or raises BadCellError; `clearsky`
    may be absent; `cure` says how to come by a file that has the columns.
    """

    time: tuple[str, ...]
    ghi: str
    clearsky: str
    hour_us: Callable[..., int]
    cure: str


@dataclass
class _Rows:
    """What was read so far: line and values of each hour, and the errors."""

    line_of: dict[int, int] = field(default_factory=dict)
    values: list[tuple[float, float]] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    def add(self, line: int, hour_us: int, values: tuple[float, float], name: str) -> None:
        if hour_us in self.line_of:
            raise BadCellError(name, f"the same hour as line {self.line_of[hour_us]}: leave one of the two out")
        self.line_of[hour_us] = line
        self.values.append(values)


def read_rows(lines: list[str], *, skipped: int, layout: Layout) -> IrradianceHours:
    """The hours of a table whose head is the first of `lines`; `skipped` lines of the file stand before it."""
    table = _table(lines, skipped)
    _, head = next(table, (skipped + 1, []))
    where = _positions([name.strip() for name in head], skipped + 1, layout)
    rows = _Rows()
    for line, cells in table:
        try:
            _read_row(rows, line, cells, where, layout)
        except BadCellError as error:
            rows.errors.append(RowError(line, error.name, str(error)))
    if rows.errors:
        raise MalformedUploadError(f"{len(rows.errors)} rows cannot be read.", rows.errors[:ERRORS_SHOWN])
    return _sorted_hours(rows)


def _table(lines: list[str], skipped: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, strict=True)
    try:
        for count, cells in enumerate(reader):
            if count > CSV_LIMIT_ROWS:
                raise UploadTooLargeError(f"The file has more than {CSV_LIMIT_ROWS:,} rows: split it.")
            if cells:
                yield skipped + reader.line_num, cells
    except csv.Error as error:
        line = skipped + reader.line_num
        raise MalformedUploadError(
            "The file is no CSV.", [RowError(line, None, f"{error}: look for a quotation mark that is not closed")]
        ) from error


def _positions(head: list[str], line: int, layout: Layout) -> dict[str, int]:
    twice = sorted({name for name in head if name and head.count(name) > 1})
    lacking = [name for name in (*layout.time, layout.ghi) if name not in head]
    if twice or lacking:
        errors = [RowError(line, name, "the head names this column twice: leave one out") for name in twice]
        errors += [RowError(line, name, f"this column is not there: {layout.cure}") for name in lacking]
        raise MalformedUploadError("The head of the table cannot be used.", errors)
    return {name: position for position, name in enumerate(head)}


def _read_row(rows: _Rows, line: int, cells: list[str], where: dict[str, int], layout: Layout) -> None:
    if len(cells) != len(where):
        raise BadCellError(None, f"{len(cells)} fields under a head of {len(where)}: mend the separators of this row")
    hour_us = layout.hour_us(*(cells[where[name]].strip() for name in layout.time))
    ghi = _irradiance(cells[where[layout.ghi]].strip(), layout.ghi)
    is_clearsky_there = layout.clearsky in where
    clearsky = _irradiance(cells[where[layout.clearsky]].strip(), layout.clearsky) if is_clearsky_there else np.nan
    rows.add(line, hour_us, (ghi, clearsky), layout.time[0])


def _irradiance(text: str, name: str) -> float:
    """Wh/m²; NaN where the cell is empty or negative, as fill values and a sensor's night offset are."""
    if not text:
        return np.nan
    if not NUMBER.fullmatch(text):
        raise BadCellError(
            name, f"{text[:40]!r} is no number: write it like 512.5, or leave it empty where it is missing"
        )
    value = float(text)
    if value > MAX_WH_M2:
        raise BadCellError(name, f"{text[:40]} is more than the sun brings in an hour: give Wh/m², hour by hour")
    return value if value >= 0 else np.nan


def _sorted_hours(rows: _Rows) -> IrradianceHours:
    if not rows.values:
        raise MalformedUploadError("The file holds no hours: send one with rows under its head.")
    hour_us = np.array(list(rows.line_of), dtype=np.int64)
    order = np.argsort(hour_us)
    ghi, clearsky = np.array(rows.values, dtype=np.float64)[order].T.copy()
    return IrradianceHours(hour_us[order], ghi, clearsky)
