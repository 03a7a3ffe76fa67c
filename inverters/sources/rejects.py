"""Rows of an export as they were sent, for those who mend them."""

from collections.abc import Iterator
from itertools import count
from typing import IO

from inverters.sources import portal_json
from inverters.sources.layouts import Layout, ReadAs
from inverters.sources.text_lines import blocks, split, text_of

Sent = tuple[int, str, str]
"""The line, and what stands there as stamp and as value; the whole line as the stamp where it has other cells."""


def rows_at(file: IO[bytes], layout: Layout, read_as: ReadAs, wanted: set[int]) -> Iterator[Sent]:
    """The rows that stand in these lines (rows of JSON), in order."""
    if layout.is_json:
        rows = enumerate(portal_json.rows(file, read_as.column), 1)
        yield from ((number, stamp, value) for number, (stamp, value) in rows if number in wanted)
        return
    with text_of(file) as text:
        line = 1
        for block in blocks(text):
            lines = block.removesuffix("\n").split("\n")
            for number, written in zip(count(line), lines, strict=False):
                if number in wanted:
                    yield number, *_cells(written, layout, read_as)
            line += len(lines)


def _cells(written: str, layout: Layout, read_as: ReadAs) -> tuple[str, str]:
    cells = split([written], layout.delimiter)[0]
    if len(cells) != layout.width:
        return written, ""
    return " ".join(cells[at] for at in layout.stamp), cells[read_as.column.cell]
