"""Readings as CSV, `timestamp,kwh`, to columns. Memory stays flat: text is read in blocks, and only numbers are kept.

One physical line is one row: a quoted cell that goes on over a line end can hold neither stamp nor number, so a
quotation mark that is never closed costs its own line and never swallows those beneath it. Blank lines are passed over.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from inverters.constants import CSV_LIMIT_ROWS
from inverters.errors import MalformedUploadError, RowError, UploadTooLargeError
from inverters.sources import energy
from inverters.sources.columns import ReadingColumns
from inverters.sources.faults import UnreadableRowError, shown
from inverters.sources.gathering import Gathering

COLUMNS = ("timestamp", "kwh")
BLOCK_CHARACTERS = 1_000_000  # some 40,000 rows, whose strings take about 15 MB
LINE_LIMIT_CHARACTERS = 10_000  # a row takes about 30
ROW_SEPARATORS = b",\n"
ALL_BUT_SEPARATORS = bytes(set(range(256)) - set(ROW_SEPARATORS))
LIMIT_LINES = 2 * CSV_LIMIT_ROWS + 1  # a line end written as CR CR LF reads as a blank line after each row
NOT_TEXT = ("\0", "\udcff\udcfe", "\udcfe\udcff")  # NUL and UTF-16's marks, as surrogateescape shows their bytes


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
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline=None)
    try:
        gathering = Gathering(zone=zone, now=now, lenient=lenient, noun="line")
        _gather(text, gathering)
    finally:
        text.detach()  # the file stays its owner's to close
    return gathering.columns()


def _gather(text: io.TextIOWrapper, gathering: Gathering) -> None:
    stamp_first = _header(text.readline(LINE_LIMIT_CHARACTERS))
    line = 2
    for block in _blocks(text):
        cells = _plain_cells(block, line, stamp_first) or _cells_line_by_line(block, line, stamp_first, gathering)
        gathering.add(cells.lines, cells.stamps, energy.plain_numbers(cells.kwh), cells.kwh)
        line += block.count("\n")
        if gathering.rows_sent > CSV_LIMIT_ROWS or line > LIMIT_LINES + 1:
            raise UploadTooLargeError(f"The file has more than {CSV_LIMIT_ROWS:,} rows: send it in parts.")
    if not gathering.rows_sent:
        raise MalformedUploadError("There are no rows beneath the header: send at least one reading.")


def _blocks(text: io.TextIOWrapper) -> Iterator[str]:
    """The rest of the text in blocks of whole lines."""
    while block := text.read(BLOCK_CHARACTERS):
        rest = text.readline(LINE_LIMIT_CHARACTERS)
        if len(rest) == LINE_LIMIT_CHARACTERS and not rest.endswith("\n"):
            raise MalformedUploadError(
                f"A line is longer than {LINE_LIMIT_CHARACTERS:,} characters: write one row a line."
            )
        whole = block + rest
        _refuse_unless_text(whole)
        yield whole if whole.endswith("\n") else whole + "\n"  # the last line may lack its end


def _refuse_unless_text(block: str) -> None:
    if any(mark in block for mark in NOT_TEXT):
        raise MalformedUploadError("The file is not plain text (binary, or UTF-16): save it as CSV in UTF-8.")


def _header(line: str) -> bool:
    """Whether the stamp comes first. Raises MalformedUploadError where the line is not the two column names."""
    _refuse_unless_text(line)
    line = line.rstrip("\n")
    names = [name.strip().lower() for name in _split([line])[0]]
    if sorted(names) != sorted(COLUMNS):
        message = f"the first line must be the header {','.join(COLUMNS)}, each once, with a comma; it is {shown(line)}"
        raise MalformedUploadError(f"Line 1: {message}.", [RowError(1, None, message)])
    return names[0] == COLUMNS[0]


def _plain_cells(block: str, first_line: int, stamp_first: bool) -> Cells | None:
    """The cells of a block without quotation marks whose every line holds two; None for any other block."""
    separators = block.encode("ascii", "replace").translate(None, delete=ALL_BUT_SEPARATORS)
    rows = len(separators) // len(ROW_SEPARATORS)
    if '"' in block or separators != ROW_SEPARATORS * rows:
        return None
    cells = block.removesuffix("\n").replace("\n", ",").split(",")
    first, second = cells[0::2], cells[1::2]
    numbers = np.arange(first_line, first_line + rows)
    return Cells(numbers, first, second) if stamp_first else Cells(numbers, second, first)


def _cells_line_by_line(block: str, first_line: int, stamp_first: bool, gathering: Gathering) -> Cells:
    """The cells of the lines that hold two; of the others, blank ones are passed over and bad ones rejected."""
    lines = block.removesuffix("\n").split("\n")
    kept: list[tuple[int, str, str]] = []
    for number, line, cells in zip(count(first_line), lines, _split(lines), strict=False):
        if len(cells) == len(COLUMNS):
            kept.append((number, cells[0], cells[1]) if stamp_first else (number, cells[1], cells[0]))
        elif line.strip():
            gathering.reject(number, _ragged(cells))
    numbers, stamps, kwh = zip(*kept, strict=True) if kept else ((), (), ())
    return Cells(np.array(numbers, np.int64), stamps, kwh)


def _split(lines: list[str]) -> list[list[str]]:
    """The cells of each line; none where its quotation marks are not in pairs."""
    try:
        rows = list(csv.reader(lines, strict=True, skipinitialspace=True))
    except csv.Error:
        rows = []
    if len(rows) == len(lines):  # no cell went on over a line end
        return rows
    return [[]] if len(lines) == 1 else [_split([line])[0] for line in lines]


def _ragged(cells: list[str]) -> UnreadableRowError:
    if not cells:
        return UnreadableRowError(None, "the quotation marks are not in pairs around whole cells: leave them out")
    message = f"the row has {len(cells)} cells, not {len(COLUMNS)}: write a stamp, a comma and a number such as 5.5"
    return UnreadableRowError(None, message)
