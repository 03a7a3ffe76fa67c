"""Portals' exports to readings, read as somebody chose: any column, unit, order of dates and time zone."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import IO, BinaryIO, NamedTuple, cast

import numpy as np

from inverters.errors import MalformedUploadError
from inverters.sources import energy, portal_json, readings_json
from inverters.sources.columns import ReadingColumns
from inverters.sources.faults import UnreadableRowError
from inverters.sources.gathering import Gathering
from inverters.sources.layouts import SCALES, Layout, ReadAs, spelling_of
from inverters.sources.quantities import as_energy
from inverters.sources.recognition import recognise
from inverters.sources.recognition_columns import EMPTY
from inverters.sources.text_lines import (
    LINE_LIMIT_CHARACTERS,
    blocks,
    columns_of,
    refuse_beyond_limits,
    split,
    text_of,
)


class Cells(NamedTuple):
    """A block's rows: int64 (rows,) line numbers, and each row's stamp and value as texts."""

    lines: np.ndarray
    stamps: Sequence[str]
    values: Sequence[str]


def read(file: IO[bytes], read_as: ReadAs, *, now: datetime, marks_end: bool, lenient: bool = False) -> ReadingColumns:
    """Read an export's energy by interval.

    marks_end: whether the inverter's readings are stamped at the end of their interval; the file's are brought to that.
    Raises MalformedUploadError (any bad row, unless lenient; no rows) and UploadTooLargeError.
    """
    layout = recognise(file)
    if layout.is_json and layout.is_own:
        columns = readings_json.read(cast(BinaryIO, file), zone=read_as.zone, now=now, lenient=lenient)
    else:
        columns = _read(file, layout, read_as, now, lenient)
    return as_energy(columns, SCALES[read_as.measure].manner, read_as.marks_end, marks_end)


def _read(file: IO[bytes], layout: Layout, read_as: ReadAs, now: datetime, lenient: bool) -> ReadingColumns:
    noun, spelling = "row" if layout.is_json else "line", spelling_of(layout, read_as.order)
    gathering = Gathering(zone=read_as.zone, now=now, lenient=lenient, noun=noun, spelling=spelling)
    if layout.is_json:
        portal_json.gather(file, read_as.column, read_as.measure, gathering)
    else:
        _gather(file, layout, read_as, gathering)
    if not gathering.rows_sent:
        raise MalformedUploadError(f"No row holds a number in the column {read_as.column.name!r}: choose another one.")
    return gathering.columns()


def _gather(file: IO[bytes], layout: Layout, read_as: ReadAs, gathering: Gathering) -> None:
    with text_of(file) as text:
        for _ in range(layout.first_line - 1):
            text.readline(LINE_LIMIT_CHARACTERS)
        line = layout.first_line
        for block in blocks(text):
            cells = _plain_cells(block, line, layout, read_as) or _cells_by_line(
                block, line, layout, read_as, gathering
            )
            _take(cells, layout, read_as, gathering)
            line += block.count("\n")
            refuse_beyond_limits(gathering, line)


def _plain_cells(block: str, first_line: int, layout: Layout, read_as: ReadAs) -> Cells | None:
    columns = columns_of(block, layout.delimiter, layout.width)
    if columns is None:
        return None
    stamps = columns[layout.stamp[0]]
    if len(layout.stamp) > 1:
        stamps = [" ".join(parts) for parts in zip(*(columns[at] for at in layout.stamp), strict=True)]
    return Cells(np.arange(first_line, first_line + len(stamps)), stamps, columns[read_as.column.cell])


def _cells_by_line(block: str, first_line: int, layout: Layout, read_as: ReadAs, gathering: Gathering) -> Cells:
    """The cells of the lines that are as wide as the others; blank ones are passed over and odd ones rejected."""
    lines = block.removesuffix("\n").split("\n")
    kept: list[tuple[int, str, str]] = []
    for number, line, cells in zip(count(first_line), lines, split(lines, layout.delimiter), strict=False):
        if len(cells) == layout.width:
            kept.append((number, " ".join(cells[at] for at in layout.stamp), cells[read_as.column.cell]))
        elif line.strip():
            gathering.reject(number, _ragged(len(cells), layout.width))
    numbers, stamps, values = zip(*kept, strict=True) if kept else ((), (), ())
    return Cells(np.array(numbers, np.int64), stamps, values)


def _ragged(cells: int, width: int) -> UnreadableRowError:
    found = "1 cell" if cells == 1 else f"{cells} cells"
    return UnreadableRowError(None, f"the row has {found} where the others have {width}: mend or remove the line")


def _take(cells: Cells, layout: Layout, read_as: ReadAs, gathering: Gathering) -> None:
    """Hand a block's numbers on; rows without a value are passed over."""
    told = cells.values
    if layout.decimal_comma:
        told = "\n".join(told).replace(",", ".").split("\n") if len(told) else []
    numbers = energy.plain_numbers(told)
    kept = np.ones(len(numbers), bool)
    if not layout.is_own:  # in our own template an empty cell is a mistake, as at the API's door
        blank = (row for row in np.flatnonzero(np.isnan(numbers)).tolist() if told[row].strip().lower() in EMPTY)
        kept[list(blank)] = False
    stamps, values = cells.stamps, cells.values
    if not kept.all():
        gathering.passed_over += int(np.count_nonzero(~kept))
        stamps, values = ([texts[row] for row in np.flatnonzero(kept).tolist()] for texts in (stamps, values))
    gathering.add(cells.lines[kept], stamps, numbers[kept] / SCALES[read_as.measure].divisor, values)
