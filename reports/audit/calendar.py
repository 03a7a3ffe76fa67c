"""The calendar of an inverter, ready to be set: a year as a picture, and its months as a table."""

import math
from calendar import month_abbr, month_name
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from credits.models import Status
from inverters.models import Inverter
from reports import presenters
from reports.audit.pictures import Picture
from reports.audit.year import Year, YearDay
from reports.charts import calendar as calendar_chart
from reports.charts.calendar import CalendarPicture, Cell
from reports.presenters import NO_CREDIT, NOTHING, STATUS_BADGES, Badge, badge_of, kwh, number

STATUS, RATIO, COMPLETENESS = "status", "ratio", "completeness"
MODES = ((STATUS, "Status"), (RATIO, "Performance ratio"), (COMPLETENESS, "Completeness"))
ORDER = (Status.VERIFIED, Status.SUBMITTED, Status.PENDING, Status.FLAGGED)
PERCENT, MONTHS, DIGITS = 100, 12, 2
MOST_RATIO = 1.0
"""More than the theoretical output: no plant keeps that."""


@dataclass(frozen=True)
class Mode:
    """One way to look at the year."""

    label: str
    address: str
    current: bool


@dataclass(frozen=True)
class MonthRow:
    """A month of the table; counts: days by status, in the order of `ORDER`."""

    name: str
    address: str
    days: str
    kwh: str
    ratio: str
    daylight: str
    counts: list[str]


@dataclass(frozen=True)
class CalendarPage:
    """The whole tab."""

    heading: str
    by: str
    modes: list[Mode]
    previous: str
    next: str
    picture: Picture
    months: list[MonthRow]
    badges: list[Badge]
    empty: bool


def calendar_page(inverter: Inverter, year: Year, by: str) -> CalendarPage:
    """A year by status, ratio or completeness."""
    at = reverse("audit_calendar", args=[inverter.pk])

    def address(of_year: int, mode: str) -> str:
        return f"{at}?year={of_year}&by={mode}"

    return CalendarPage(
        heading=str(year.year),
        by=by,
        modes=[Mode(label, address(year.year, name), name == by) for name, label in MODES],
        previous=address(year.year - 1, by) if year.year > year.first else "",
        next=address(year.year + 1, by) if year.year < year.last else "",
        picture=_picture(inverter, year, by),
        months=[row for month in range(1, MONTHS + 1) if (row := _month(inverter, year, month))],
        badges=[STATUS_BADGES[status] for status in ORDER],
        empty=not year.days,
    )


def _picture(inverter: Inverter, year: Year, by: str) -> Picture:
    first = date(year.year, 1, 1)
    length = (date(year.year + 1, 1, 1) - first).days
    label = dict(MODES)[by].lower()
    drawn = CalendarPicture(
        title=f"{inverter.name}, {year.year}, by {label}",
        description="A cell is a day and leads to it. Empty cells have no readings. The table below has the months.",
        cells=[_cell(inverter, year, first + timedelta(days=number), by) for number in range(length)],
        by_share=by != STATUS,
        months=list(month_abbr)[1:],
    )
    frames = calendar_chart.WIDE, calendar_chart.NARROW
    return Picture(*(_safe(calendar_chart.draw(drawn, frame)) for frame in frames))


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 - charts escape


def _cell(inverter: Inverter, year: Year, day: date, by: str) -> Cell:
    found = year.days.get(day)
    if found is None:
        return Cell(day, f"{presenters.day(day)}: no readings")
    share = found.ratio if by == RATIO else found.daylight
    return Cell(
        day=day,
        readout=_readout(found),
        shape=_badge(found).shape,
        share=share if math.isfinite(share) else None,
        high=by == RATIO and share > MOST_RATIO,
        address=reverse("audit_day", args=[inverter.pk, day]),
    )


def _readout(of: YearDay) -> str:
    ratio = "" if math.isnan(of.ratio) else f", ratio {number(of.ratio, DIGITS)}"
    daylight = "" if math.isnan(of.daylight) else f", {number(of.daylight * PERCENT)} % of the daylight"
    energy = kwh(of.milliwatt_hours, 1)
    return f"{presenters.day(of.day)}: {_badge(of).word.lower()}, {energy} kWh{ratio}{daylight}"


def _badge(of: YearDay) -> Badge:
    return badge_of(of.credit) if of.credit else NO_CREDIT


def _month(inverter: Inverter, year: Year, month: int) -> MonthRow | None:
    days = [one for day, one in year.days.items() if day.month == month]
    if not days:
        return None
    statuses = [one.credit.status for one in days if one.credit]
    return MonthRow(
        name=f"{month_name[month]} {year.year}",
        address=reverse("audit_day", args=[inverter.pk, days[0].day]),
        days=number(len(days)),
        kwh=kwh(sum(one.milliwatt_hours for one in days)),
        ratio=_mean([one.ratio for one in days], 1, DIGITS),
        daylight=_mean([one.daylight for one in days], PERCENT, 0),
        counts=[number(statuses.count(status)) for status in ORDER],
    )


def _mean(values: list[float], factor: float, digits: int) -> str:
    known = [value for value in values if math.isfinite(value)]
    return number(fmean(known) * factor, digits) if known else NOTHING
