"""Readings as CSV, `timestamp,kwh`, to columns. Memory stays flat: text is read in blocks, and only numbers are kept.

One physical line is one row (see `text_lines`). Blank lines are passed over.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from inverters.errors import MalformedUploadError, RowError
from inverters.sources import energy
from inverters.sources.columns import ReadingColumns
from inverters.sources.faults import UnreadableRowError, shown
from inverters.sources.gathering import Gathering
from inverters.sources.text_lines import (
    LINE_LIMIT_CHARACTERS,
    blocks,
    columns_of,
    refuse_beyond_limits,
    refuse_unless_text,
    split,
    text_of,
)

COLUMNS = ("timestamp", "kwh")


class Cells(NamedTuple):
    """A block's rows: int64 (rows,) line numbers, and the two cells of each as texts."""

    lines: np.ndarray
    stamps: Sequence[str]
    kwh: Sequence[str]


def read(file: BinaryIO, *, zone: ZoneInfo, now: datetime, lenient: bool = False) -> ReadingColumns:
    """Read a CSV file's readings; stamps without offset are wall-clock time of `zone`.

    now: aware; stamps later than this (and a tolerance) are refused. lenient: bad rows are handed on as `rejected`.
    Raises MalformedUploadError (any bad row, unless lenient; no text, header or rows) and UploadTooLargeError.
    """
    with text_of(file) as text:
        gathering = Gathering(zone=zone, now=now, lenient=lenient, noun="line")
        _gather(text, gathering)
    return gathering.columns()


def _gather(text: io.TextIOWrapper, gathering: Gathering) -> None:
    stamp_first = _header(text.readline(LINE_LIMIT_CHARACTERS))
    line = 2
    for block in blocks(text):
        cells = _plain_cells(block, line, stamp_first) or _cells_line_by_line(block, line, stamp_first, gathering)
        gathering.add(cells.lines, cells.stamps, energy.plain_numbers(cells.kwh), cells.kwh)
        line += block.count("\n")
        refuse_beyond_limits(gathering, line)
    if not gathering.rows_sent:
        raise MalformedUploadError("There are no rows beneath the header: send at least one reading.")


def _header(line: str) -> bool:
    """Whether the stamp comes first. Raises MalformedUploadError where the line is not the two column names."""
    refuse_unless_text(line)
    line = line.rstrip("\n")
    names = [name.strip().lower() for name in split([line])[0]]
    if sorted(names) != sorted(COLUMNS):
        message = f"the first line must be the header {','.join(COLUMNS)}, each once, with a comma; it is {shown(line)}"
        raise MalformedUploadError(f"Line 1: {message}.", [RowError(1, None, message)])
    return names[0] == COLUMNS[0]


def _plain_cells(block: str, first_line: int, stamp_first: bool) -> Cells | None:
    """The cells of a block without quotation marks whose every line holds two; None for any other block."""
    columns = columns_of(block, ",", len(COLUMNS))
    if columns is None:
        return None
    first, second = columns
    numbers = np.arange(first_line, first_line + len(first))
    return Cells(numbers, first, second) if stamp_first else Cells(numbers, second, first)


def _cells_line_by_line(block: str, first_line: int, stamp_first: bool, gathering: Gathering) -> Cells:
    """The cells of the lines that hold two; of the others, blank ones are passed over and bad ones rejected."""
    lines = block.removesuffix("\n").split("\n")
    kept: list[tuple[int, str, str]] = []
    for number, line, cells in zip(count(first_line), lines, split(lines), strict=False):
        if len(cells) == len(COLUMNS):
            kept.append((number, cells[0], cells[1]) if stamp_first else (number, cells[1], cells[0]))
        elif line.strip():
            gathering.reject(number, _ragged(cells))
    numbers, stamps, kwh = zip(*kept, strict=True) if kept else ((), (), ())
    return Cells(np.array(numbers, np.int64), stamps, kwh)


def _ragged(cells: list[str]) -> UnreadableRowError:
    if not cells:
        return UnreadableRowError(None, "the quotation marks are not in pairs around whole cells: leave them out")
    found = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
    message = f"the row has {found}, not {len(COLUMNS)}: write a stamp, a comma and a number such as 5.5"
    return UnreadableRowError(None, message)
