"""How a file of readings is laid out, as recognised from its head, and how somebody chose to read it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from inverters.sources.stamp_columns import STAMP


class Manner(StrEnum):
    """What a column's numbers are of an interval."""

    ENERGY = "energy"
    POWER = "power"
    COUNT = "count"


class Scale(NamedTuple):
    """manner: what the numbers say. divisor: what to divide them by, to come to kWh or kW."""

    manner: Manner
    divisor: float


class Measure(StrEnum):
    """What a column counts, and in which unit."""

    KWH = "kWh"
    WH = "Wh"
    MWH = "MWh"
    KW = "kW"
    W = "W"
    KWH_COUNT = "kWh count"
    WH_COUNT = "Wh count"


SCALES = {
    Measure.KWH: Scale(Manner.ENERGY, 1),
    Measure.WH: Scale(Manner.ENERGY, 1_000),
    Measure.MWH: Scale(Manner.ENERGY, 0.001),
    Measure.KW: Scale(Manner.POWER, 1),
    Measure.W: Scale(Manner.POWER, 1_000),
    Measure.KWH_COUNT: Scale(Manner.COUNT, 1),
    Measure.WH_COUNT: Scale(Manner.COUNT, 1_000),
}
COUNTS = {Measure.KWH: Measure.KWH_COUNT, Measure.WH: Measure.WH_COUNT}
"""The running total of each unit of energy."""


class DateOrder(StrEnum):
    """In which order a date is written."""

    YEAR_FIRST = "year-month-day"
    DAY_FIRST = "day.month.year"
    MONTH_FIRST = "month/day/year"


_YEAR, _MONTH, _DAY, _BAR = r"(?P<year>\d{4})", r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})", "[-/.]"
_CLOCK = r"(?:[T ](?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,6}))?)?)?"
# A zone's letters say nothing sure (CST is five zones) and are passed over; AM and PM are no zone's.
_ZONE = r"(?: (?!AM|PM)[A-Z]{2,5})?(?: ?(?P<offset>Z|(?P<sign>[+-])(?P<offset_hour>\d\d):?(?P<offset_minute>\d\d)))?"
SPELLINGS = {
    order: re.compile(_BAR.join(parts) + _CLOCK + _ZONE, re.ASCII)
    for order, parts in {
        DateOrder.YEAR_FIRST: (_YEAR, _MONTH, _DAY),
        DateOrder.DAY_FIRST: (_DAY, _MONTH, _YEAR),
        DateOrder.MONTH_FIRST: (_MONTH, _DAY, _YEAR),
    }.items()
}
"""Stamps as portals write them, with the parts that `stamp_columns.STAMP` names; a bare date is its midnight."""


@dataclass(frozen=True)
class ValueColumn:
    """A column that may hold the readings. measure: as its head or its numbers say; named: whether its head did."""

    name: str
    cell: int
    measure: Measure
    named: bool


@dataclass(frozen=True)
class Layout:
    """A file's form.

    title: whose export it looks like. columns: the likeliest first. orders: the date orders that its stamps allow, the
    likeliest first. stamp: the cells that make up a stamp. first_line: of the rows.
    """

    title: str
    columns: tuple[ValueColumn, ...]
    orders: tuple[DateOrder, ...] = (DateOrder.YEAR_FIRST,)
    delimiter: str = ","
    width: int = 2
    stamp: tuple[int, ...] = (0,)
    first_line: int = 2
    is_json: bool = False
    is_own: bool = False

    @property
    def decimal_comma(self) -> bool:
        """Whether a comma can only be a decimal one."""
        return self.delimiter != ","


@dataclass(frozen=True)
class ReadAs:
    """How a file is to be read: what recognition proposes, or somebody chose instead.

    marks_end: whether the file's stamps mark the end of their interval.
    """

    title: str
    column: ValueColumn
    measure: Measure
    order: DateOrder
    zone: ZoneInfo
    marks_end: bool

    def facts(self) -> dict[str, object]:
        """The same for the ledger."""
        return {
            "format": self.title,
            "column": self.column.name,
            "measure": str(self.measure),
            "dates": str(self.order),
            "timezone": str(self.zone),
            "stamps": "end" if self.marks_end else "start",
        }


def spelling_of(layout: Layout, order: DateOrder) -> re.Pattern[str]:
    """How the stamps are spelt: those of our own template as the API takes them."""
    return STAMP if layout.is_own else SPELLINGS[order]
