"""A text file of rows as blocks of whole lines, and lines as cells, in flat memory.

One physical line is one row: a quoted cell that goes on over a line end can hold neither stamp nor number, so a
quotation mark that is never closed costs its own line and never swallows those beneath it.
"""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from inverters.constants import CSV_LIMIT_ROWS
from inverters.errors import MalformedUploadError, UploadTooLargeError
from inverters.sources.gathering import Gathering

BLOCK_CHARACTERS = 1_000_000  # some 40,000 rows, whose strings take about 15 MB
LINE_LIMIT_CHARACTERS = 10_000  # a row takes about 30
LIMIT_LINES = 2 * CSV_LIMIT_ROWS + 1  # a line end written as CR CR LF reads as a blank line after each row
NOT_TEXT = ("\0", "\udcff\udcfe", "\udcfe\udcff")  # NUL and UTF-16's marks, as surrogateescape shows their bytes


@contextmanager
def text_of(file: IO[bytes]) -> Iterator[io.TextIOWrapper]:
    """The file as text, whatever bytes it holds; it stays its owner's to close."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline=None)
    try:
        yield text
    finally:
        text.detach()


def blocks(text: io.TextIOWrapper) -> Iterator[str]:
    """The rest of the text in blocks of whole lines."""
    while block := text.read(BLOCK_CHARACTERS):
        rest = text.readline(LINE_LIMIT_CHARACTERS)
        if len(rest) == LINE_LIMIT_CHARACTERS and not rest.endswith("\n"):
            raise MalformedUploadError(
                f"A line is longer than {LINE_LIMIT_CHARACTERS:,} characters: write one row a line."
            )
        whole = block + rest
        refuse_unless_text(whole)
        yield whole if whole.endswith("\n") else whole + "\n"  # the last line may lack its end


def refuse_unless_text(block: str) -> None:
    """Raise MalformedUploadError for what no text file holds."""
    if any(mark in block for mark in NOT_TEXT):
        raise MalformedUploadError("The file is not plain text (binary, or UTF-16): save it as CSV in UTF-8.")


def refuse_beyond_limits(gathering: Gathering, line: int) -> None:
    """Raise UploadTooLargeError for more rows or lines than an upload may have."""
    if gathering.rows_sent > CSV_LIMIT_ROWS or line > LIMIT_LINES + 1:
        raise UploadTooLargeError(f"The file has more than {CSV_LIMIT_ROWS:,} rows: send it in parts.")


def columns_of(block: str, delimiter: str, width: int) -> list[list[str]] | None:
    """The columns of a block without quotation marks whose every line holds `width` cells; None for any other."""
    separators = f"{delimiter}\n".encode()
    kept = block.encode("ascii", "replace").translate(None, delete=bytes(set(range(256)) - set(separators)))
    line = (delimiter * (width - 1) + "\n").encode()
    if '"' in block or kept != line * (len(kept) // len(line)):
        return None
    cells = block.removesuffix("\n").replace("\n", delimiter).split(delimiter)
    return [cells[column::width] for column in range(width)]


def split(lines: list[str], delimiter: str = ",") -> list[list[str]]:
    """The cells of each line; none where its quotation marks are not in pairs."""
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True))
    except csv.Error:
        rows = []
    if len(rows) == len(lines):  # no cell went on over a line end
        return rows
    return [[]] if len(lines) == 1 else [split([line], delimiter)[0] for line in lines]
