"""Whose export is this? A file's layout from its first lines, wherever its table begins."""

import re
from collections import Counter
from typing import IO

from inverters.errors import MalformedUploadError
from inverters.sources import portal_json
from inverters.sources.layouts import SPELLINGS, Layout
from inverters.sources.recognition_columns import UNNAMED, value_columns
from inverters.sources.recognition_dates import date_orders
from inverters.sources.text_lines import refuse_unless_text, split

HEAD_BYTES = 64_000
HEAD_LINES = 60
"""How far down a table may begin."""

SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
DELIMITERS = ";\t,|"
DELIMITER_TOLD = re.compile(r"sep=(.)", re.IGNORECASE)
TIME = re.compile(r"\d{1,2}:\d\d(:\d\d)?", re.ASCII)
OWN_HEADER = ["kwh", "timestamp"]
OWN = "Lumix's own template"
UNKNOWN = "A table with a header"
# The words by which a portal's export is known; the first that fits names it.
TITLES = (
    ("SMA Sunny WebUI", r"Tool WebUI|SUNNY (TRIPOWER|BOY|ISLAND)"),
    ("Enphase Enlighten", r"Energy Produced \(Wh\)"),
    ("Sungrow iSolarCloud", r"PV\(kWh\).*Feed-in"),
    ("Huawei FusionSolar", r"FusionSolar|ManageObject|Statistical Period|Inverter yield"),
    ("Growatt ShineServer", r"Growatt|ShineServer|Inverter SN"),
    ("Solarman", r"SOLARMAN|Production Power"),
    ("SolarEdge", r"SolarEdge|System Production"),
    ("EG.D or ČEZ, grid operator", r"Datum;\s*[CČ]as od"),
)


def recognise(file: IO[bytes]) -> Layout:
    """The layout of a file, which is left at its beginning.

    Raises MalformedUploadError for what is no table of readings; the sentence says what to send instead.
    """
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if head.startswith(SPREADSHEETS):
        raise MalformedUploadError("This is a spreadsheet (Excel): save it as CSV and choose that file.")
    text = head.decode("utf-8-sig", "surrogateescape")
    refuse_unless_text(text)
    if text.lstrip()[:1] in ("{", "["):
        found = portal_json.layout(file)
        file.seek(0)
        return found
    lines = re.split(r"\r\r\n|\r\n|\n|\r", text)
    return _table(lines[:-1] if len(head) == HEAD_BYTES else lines, text)


def _table(lines: list[str], text: str) -> Layout:
    delimiter = _delimiter(lines)
    rows = split(lines, delimiter)
    first = next((at for at, cells in enumerate(rows[:HEAD_LINES]) if _stamp_cells(cells)), None)
    if first is None:
        raise MalformedUploadError(
            "No row begins with a date and time: choose a CSV with a header and one row for each interval, as "
            "timestamp,kwh."
        )
    width = Counter(len(cells) for cells in rows[first:] if any(cells)).most_common(1)[0][0]
    sample = [cells for cells in rows[first:] if len(cells) == width]
    stamp = next((found for cells in sample if (found := _stamp_cells(cells))), (0,))
    names = _names(rows[:first], width)
    is_own = sorted(name.lower() for name in names) == OWN_HEADER and delimiter == ","
    title = OWN if is_own else next((title for title, words in TITLES if re.search(words, text)), UNKNOWN)
    columns = value_columns(names, sample, stamp)
    if not columns:
        raise MalformedUploadError("No column holds numbers: choose the portal's export of energy or power by time.")
    orders = date_orders([" ".join(cells[at] for at in stamp) for cells in sample], title)
    return Layout(title, columns, orders, delimiter, width, stamp, first + 1, is_own=is_own)


def _delimiter(lines: list[str]) -> str:
    """The one that the file names (`sep=,`), or that the most lines have."""
    if told := DELIMITER_TOLD.fullmatch(lines[0].strip()):
        return told[1]
    return max(DELIMITERS, key=lambda mark: sum(mark in line for line in lines))


def _stamp_cells(cells: list[str]) -> tuple[int, ...]:
    """The cell of a row that holds its stamp; two where date and time stand apart; none where there is no stamp."""
    for at, cell in enumerate(cells):
        found = next(filter(None, (spelling.fullmatch(cell.strip()) for spelling in SPELLINGS.values())), None)
        if found:
            apart = found["hour"] is None and at + 1 < len(cells) and TIME.fullmatch(cells[at + 1].strip())
            return (at, at + 1) if apart else (at,)
    return ()


def _names(above: list[list[str]], width: int) -> list[str]:
    """A name for each column: the cell over it, joined to the first distinct one above where it is but a unit."""
    heads = [[*cells, *[""] * (width - len(cells))] for cells in above if len([*filter(None, cells)]) > 1 or width == 1]
    if not heads:
        return [f"{UNNAMED}{at + 1}" for at in range(width)]
    last, distinct = heads[-1], next((row for row in reversed(heads) if _are_distinct(row)), heads[-1])
    names = [name if name == told else f"{told} {name}" for name, told in zip(last, distinct, strict=False)]
    return [name.strip() or f"{UNNAMED}{at + 1}" for at, name in enumerate(names)][:width]


def _are_distinct(row: list[str]) -> bool:
    told = [cell for cell in row if cell]
    return len(set(told)) == len(told)
