"""A year of days as cells, each a link to its day: by what became of it, or filled as high as a share is.

A status has a shape as well as a colour; a share is the height of the fill. Wide, the weeks are columns from Monday
down; narrow, each month is a block of its own, so that a finger finds its day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from reports.charts.marks import mark
from reports.charts.svg import Frame, element, fill, picture, stroke, text

DAYS_OF_WEEK = 7
WEEKS = 53
WIDE = Frame("wide", 1120, 176, left=34, right=24, top=24, bottom=6)
NARROW = Frame("narrow", 350, 1026, left=4, right=4, top=0, bottom=0)
WEEKDAYS = {0: "Mon", 2: "Wed", 4: "Fri"}
MONTHS_A_ROW = 2
BLOCK = (175.0, 171.0)
"""Width and height of one month in the narrow picture."""
NARROW_PITCH = 23.0
BLOCK_HEAD = 20.0
GAP = 2.5
MARK_OF_CELL = 0.62


@dataclass(frozen=True)
class Cell:
    """One day. shape: of its status, empty where nothing was measured. share: how full it is, None where unknown.

    high: whether the share is more than it should be.
    """

    day: date
    readout: str
    shape: str = ""
    share: float | None = None
    high: bool = False
    address: str = ""


@dataclass(frozen=True)
class CalendarPicture:
    """What is drawn: one cell for each day of a year, in order. by_share: fill the cells, instead of marking them."""

    title: str
    description: str
    cells: Sequence[Cell]
    by_share: bool
    months: Sequence[str]


def draw(year: CalendarPicture, frame: Frame) -> str:
    """The year as SVG markup."""
    place = _in_weeks if frame.name == "wide" else _in_months
    labels = _weeks_labelled(frame, year) if frame.name == "wide" else _months_labelled(year)
    cells = [_cell(cell, *place(frame, cell.day), by_share=year.by_share) for cell in year.cells]
    return picture(frame, year.title, year.description, *labels, *cells, linked=True)


def _in_weeks(frame: Frame, day: date) -> tuple[float, float, float]:
    """x, y and size of a day's cell."""
    pitch = frame.plot_width / WEEKS
    before = date(day.year, 1, 1).weekday()
    week = (day.timetuple().tm_yday - 1 + before) // DAYS_OF_WEEK
    return frame.left + week * pitch, frame.top + day.weekday() * pitch, pitch - GAP


def _in_months(frame: Frame, day: date) -> tuple[float, float, float]:
    width, height = BLOCK
    row, column = divmod(day.month - 1, MONTHS_A_ROW)
    week = (day.day - 1 + day.replace(day=1).weekday()) // DAYS_OF_WEEK
    x = frame.left + column * width + day.weekday() * NARROW_PITCH
    return x, row * height + BLOCK_HEAD + week * NARROW_PITCH, NARROW_PITCH - GAP


def _weeks_labelled(frame: Frame, year: CalendarPicture) -> list[str]:
    firsts = [cell.day for cell in year.cells if cell.day.day == 1]
    months = [
        text(name, x=_in_weeks(frame, first)[0], y=14, **fill("muted"))
        for name, first in zip(year.months, firsts, strict=True)
    ]
    pitch = frame.plot_width / WEEKS
    days = [
        text(word, x=frame.left - 6, y=frame.top + (number + 0.7) * pitch, text_anchor="end", **fill("muted"))
        for number, word in WEEKDAYS.items()
    ]
    return [*months, *days]


def _months_labelled(year: CalendarPicture) -> list[str]:
    width, height = BLOCK
    places = (divmod(number, MONTHS_A_ROW) for number in range(len(year.months)))
    return [
        text(name, x=NARROW.left + column * width, y=row * height + 14, **fill("muted"))
        for name, (row, column) in zip(year.months, places, strict=True)
    ]


def _cell(cell: Cell, x: float, y: float, size: float, *, by_share: bool) -> str:
    ground = element("rect", x=x, y=y, width=size, height=size, rx=2, **stroke("grid"))
    if not cell.address:
        return ground
    middle = x + size / 2, y + size / 2
    inside = _filled(cell, x, y, size) if by_share else mark(cell.shape, *middle, size * MARK_OF_CELL)
    words = escape(cell.readout)
    hit = element(
        "rect", element("title", words), x=x, y=y, width=size, height=size, fill="transparent", class_="hit",
        data_readout=cell.readout,
    )  # fmt: skip
    return element("a", ground, inside, hit, href=cell.address, aria_label=cell.readout)


def _filled(cell: Cell, x: float, y: float, size: float) -> str:
    """As high as the share; a day measured, whose share is not known, keeps a dot."""
    if cell.share is None:
        return mark("none", x + size / 2, y + size / 2, size * MARK_OF_CELL)
    height = max(min(cell.share, 1.0) * size, 1.0)
    colour = "pending" if cell.high else "measured"
    return element("rect", x=x, y=y + size - height, width=size, height=height, rx=2, **fill(colour))
