"""The pictures of an inverter's day with the words they are read out by, and the same hours as a table."""

import math
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from inverters.constants import MILLIWATT_HOURS_PER_KWH
from reports import presenters
from reports.audit.day import AuditDay
from reports.charts import day as day_chart
from reports.charts import total as total_chart
from reports.charts import window as window_chart
from reports.presenters import NO_CREDIT, NOTHING, Badge, badge_of, number

DIGITS = 2


@dataclass(frozen=True)
class Picture:
    """Both widths; the stylesheet shows one."""

    wide: SafeString
    narrow: SafeString


@dataclass(frozen=True)
class HourRow:
    """One hour of the table beneath the picture; energies in kWh, irradiation in Wh/m²."""

    hour: str
    kwh: str
    expected: str
    reach: str
    difference: str
    cloudless: str
    ghi: str


@dataclass(frozen=True)
class WindowRow:
    """One day of the table beneath the month."""

    day: str
    address: str
    kwh: str
    expected: str
    ratio: str
    badge: Badge
    here: bool


def hour_rows(of: AuditDay) -> list[HourRow]:
    """The day hour by hour."""
    found, at = of.around.allowed, of.around.at
    columns = (of.kwh, found.expected[at], found.low[at], found.high[at], found.cloudless[at], of.ghi_wh_m2)
    return [_hour(hour, *map(float, values)) for hour, values in enumerate(zip(*columns, strict=True))]


def _hour(hour: int, kwh: float, expected: float, low: float, high: float, cloudless: float, ghi: float) -> HourRow:
    return HourRow(
        hour=f"{hour:02d}:00–{hour + 1:02d}:00",
        kwh=number(kwh, 3),
        expected=number(expected, DIGITS),
        reach=NOTHING if math.isnan(low) else f"{number(low, DIGITS)} to {number(high, DIGITS)}",
        difference=signed(kwh - expected),
        cloudless=number(cloudless, DIGITS),
        ghi=number(ghi),
    )


def signed(value: float) -> str:
    """A difference with its sign; a dash where one side is not known."""
    if not math.isfinite(value):
        return NOTHING
    return number(value, DIGITS) if round(value, DIGITS) <= 0 else f"+{number(value, DIGITS)}"


def day_picture(of: AuditDay, rows: list[HourRow]) -> Picture:
    """Measured energy by hour over the expected band, with the differences below it."""
    found, at, most = of.around.allowed, of.around.at, of.around.ceilings.hour or 0.0
    drawn = day_chart.DayPicture(
        title=f"{of.inverter.name}, {presenters.day(of.day)}: energy by hour",
        description="Bars are what was measured, the band is what the satellite's sky lets expect of this plant. "
        "Beneath, the difference of the two. The table below has the figures.",
        kwh=of.kwh.tolist(),
        low=found.low[at].tolist(),
        expected=found.expected[at].tolist(),
        high=found.high[at].tolist(),
        cloudless=found.cloudless[at].tolist(),
        ceiling_kwh=most,
        ceiling_label=f"an hour's ceiling, {number(most, DIGITS)} kWh",
        readouts=[_readout(row) for row in rows],
    )
    return Picture(*(_safe(day_chart.draw(drawn, frame)) for frame in (day_chart.WIDE, day_chart.NARROW)))


def _readout(row: HourRow) -> str:
    measured = "no reading" if row.kwh == NOTHING else f"measured {row.kwh} kWh"
    if row.expected == NOTHING:
        return f"{row.hour}: {measured}; satellite not published; a cloudless sky gives {row.cloudless} kWh"
    return f"{row.hour}: {measured}; expected {row.expected} kWh ({row.reach}); satellite {row.ghi} Wh/m²"


def total_picture(of: AuditDay, measured: float, expected: tuple[float, float] | None) -> Picture:
    """The day's energy on one line beside its ceilings."""
    ceilings = of.around.ceilings
    limits = [("a cloudless sky", ceilings.cloudless), ("the satellite's sky", ceilings.satellite)]
    told = [f"{number(kwh, DIGITS)} kWh under {label}" for label, kwh in limits if kwh is not None]
    drawn = total_chart.TotalPicture(
        title="The day's energy beside its ceilings",
        description=f"Measured {number(measured, DIGITS)} kWh. At most {presenters.listed(told)} is possible.",
        kwh=measured,
        expected=expected,
        limits=[
            total_chart.Limit(kwh, f"most under {label}, {number(kwh, 1)} kWh")
            for label, kwh in limits
            if kwh is not None
        ],
    )
    return Picture(*(_safe(total_chart.draw(drawn, frame)) for frame in (total_chart.WIDE, total_chart.NARROW)))


def window_rows(of: AuditDay) -> list[WindowRow]:
    """The month about the day, oldest first; days without readings are no part of it."""
    rows = []
    for at, day in enumerate(of.around.dates):
        production, credit = of.around.evidence.production.total(at), of.credits.get(day)
        kwh = production.kwh if production else math.nan
        expected, theoretical = (float(curve[at].sum()) for curve in _curves(of))
        rows.append(
            WindowRow(
                day=presenters.day(day),
                address=reverse("audit_day", args=[of.inverter.pk, day]),
                kwh=number(kwh, DIGITS),
                expected=number(expected, DIGITS),
                ratio=number(kwh / theoretical if theoretical else math.nan, DIGITS),
                badge=badge_of(credit) if credit else NO_CREDIT,
                here=at == of.around.at,
            )
        )
    return rows


def _curves(of: AuditDay) -> tuple:
    return of.around.allowed.expected, of.around.allowed.theoretical


def window_picture(of: AuditDay, rows: list[WindowRow]) -> Picture:
    """The month as columns, each a link to its day."""
    energies = of.around.evidence.curve.milliwatt_hours.clip(min=0).sum(axis=1) / MILLIWATT_HOURS_PER_KWH
    expected = of.around.allowed.expected.sum(axis=1)
    days = [
        window_chart.WindowDay(
            label=str(day.day) if at != of.around.at else presenters.day(day).rpartition(" ")[0],
            kwh=float(energies[at]),
            expected=float(expected[at]) if math.isfinite(expected[at]) else None,
            shape=row.badge.shape,
            here=row.here,
            address=row.address,
            readout=f"{row.day}: measured {row.kwh} kWh, expected {row.expected}; {row.badge.word.lower()}",
        )
        for at, (day, row) in enumerate(zip(of.around.dates, rows, strict=True))
    ]
    title = "The month about the day"
    description = "Columns are measured days, lines what their sky lets expect; the marks are statuses."
    frames = window_chart.WIDE, window_chart.NARROW
    return Picture(*(_safe(window_chart.draw(title, description, days, frame)) for frame in frames))


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 - charts escape
