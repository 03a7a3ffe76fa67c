"""The fleet's month, ready to be set: each day's energy by the status of its credits, as a picture and as a table."""

import math
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe

from credits.models import Status
from reports import presenters
from reports.charts import month
from reports.fleet.selectors import FleetDay
from reports.presenters import NOTHING, STATUS_BADGES, Badge, energy, kwh, number, tonnes

ORDER = (Status.VERIFIED, Status.SUBMITTED, Status.PENDING, Status.FLAGGED)
"""From what is certain to what is not: left to right in the bar, upwards in the month."""
MONTH_UNITS = ((1e10, "kWh a day", 1e-6), (1e13, "MWh a day", 1e-9), (math.inf, "GWh a day", 1e-12))
"""(for a best day below so many mWh, the axis's unit, how much of it is one mWh): labels of at most four figures."""


@dataclass(frozen=True)
class MonthRow:
    """A day of the table beneath the picture."""

    day: str
    inverters: str
    kwh: str
    tonnes: list[str]


@dataclass(frozen=True)
class Month:
    """The picture in both widths, and the same as a table."""

    heading: str
    wide: SafeString
    narrow: SafeString
    rows: list[MonthRow]
    statuses: list[Badge]


def month_picture(days: list[FleetDay]) -> Month:
    """The thirty days up to the newest, as picture and table; the oldest day first in both."""
    first, last = days[0].date, days[-1].date
    heading = f"{presenters.day(first)} to {presenters.day(last)}"
    best = max(day.milliwatt_hours for day in days)
    unit, scale = next((unit, scale) for below, unit, scale in MONTH_UNITS if best < below)
    drawn = month.MonthPicture(
        title=f"The fleet's energy by day, {heading}",
        description="Each column is a day's energy, parted by the status of its credits. The table has the figures.",
        unit=unit,
        days=[_column(day, scale) for day in days],
    )
    wide, narrow = (mark_safe(month.draw(drawn, frame)) for frame in (month.WIDE, month.NARROW))  # noqa: S308
    badges = [STATUS_BADGES[status] for status in ORDER]
    return Month(heading, wide, narrow, [_month_row(day) for day in days], badges)


def _column(day: FleetDay, scale: float) -> month.DayColumn:
    name, label = presenters.day(day.date), date_format(day.date, "j M")
    if not day.inverters:
        return month.DayColumn(label, None, f"{name}: no readings")
    parts = {status.lower(): day.credited.get(status, 0) * scale for status in ORDER}
    told = [
        f"{STATUS_BADGES[status].word.lower()} {tonnes(day.grams[status])}" for status in ORDER if status in day.grams
    ]
    words = f"{name}: {energy(day.milliwatt_hours)}; " + (", ".join(told) or "no credits yet")
    return month.DayColumn(label, {**parts, "uncredited": day.uncredited * scale}, words)


def _month_row(day: FleetDay) -> MonthRow:
    masses = [tonnes(day.grams[status]).figure if status in day.grams else NOTHING for status in ORDER]
    measured = kwh(day.milliwatt_hours if day.inverters else None)
    return MonthRow(presenters.day(day.date), number(day.inverters), measured, masses)
