"""The list of inverters, ready to be set; and the same as a file."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.safestring import SafeString, mark_safe

from credits.models import Status
from credits.services.performance import LIFE_DAYS, Performance
from inverters.models import Inverter
from inverters.selectors import equipment_on
from reports import presenters
from reports.charts import sparkline
from reports.exports import Columns
from reports.fleet.selectors import MONTH
from reports.inverter_list.selectors import Particulars
from reports.paging import Page
from reports.presenters import NOTHING, STATUS_BADGES, Badge, Moment, energy, kwh, number

WORST_STATUS_FIRST = (Status.FLAGGED, Status.PENDING, Status.VERIFIED, Status.SUBMITTED)
KWH_PER_MILLIWATT_HOUR = 1e-6
LOW, HIGH = 0.5, 1.05
"""Outside of them a ratio is pointed at: dust takes less than half, and no roof makes more than the sky gives."""


@dataclass(frozen=True)
class Ratio:
    """Actual over expected energy. word: what stands out about it, besides its colour; empty where nothing does."""

    figure: str
    word: str = ""


@dataclass(frozen=True)
class Known:
    """All that is known of one inverter of the list."""

    inverter: Inverter
    today: date
    particulars: Particulars
    performance: Performance


@dataclass(frozen=True)
class InverterRow:
    """One inverter of the list."""

    id: int
    name: str
    place: str
    capacity: str
    last: Moment | None
    age: str
    kwh: str
    month: Ratio
    lifetime: Ratio
    sparkline: SafeString | None
    counts: list[tuple[Badge, str]]


def row(of: Known, newest: date | None, now: datetime) -> InverterRow:
    """An inverter as the list shows it."""
    inverter, found = of.inverter, of.particulars
    equipment = equipment_on(inverter, of.today)
    last = found.last_reading
    counts = [(STATUS_BADGES[status], found.counts.get(status, 0)) for status in WORST_STATUS_FIRST]
    return InverterRow(
        id=inverter.pk,
        name=inverter.name,
        place=presenters.place(inverter.gps_lat, inverter.gps_lon),
        capacity=f"{equipment.capacity_kw:g}",
        last=presenters.moment(last, equipment.zone) if last else None,
        age=presenters.age(last, now) if last else "never",
        kwh=kwh(sum(found.days.values()) if found.days else None),
        month=ratio(of.performance.month),
        lifetime=ratio(of.performance.lifetime),
        sparkline=_sparkline(inverter, found.days, newest) if newest and found.days else None,
        counts=[(badge, number(count)) for badge, count in counts if count],
    )


def ratio(value: float | None) -> Ratio:
    """A ratio in percent, and a word where it is low or more than the sky gives."""
    if value is None:
        return Ratio(NOTHING)
    word = "low" if value < LOW else "more than the sky gives" if value > HIGH else ""
    return Ratio(f"{number(100 * value)}\N{NO-BREAK SPACE}%", word)


def _sparkline(inverter: Inverter, days: Mapping[date, int], newest: date) -> SafeString:
    dates = [newest - MONTH + timedelta(days=number) for number in range(1, MONTH.days + 1)]
    values = [days[day] * KWH_PER_MILLIWATT_HOUR if day in days else math.nan for day in dates]
    told = f"{energy(sum(days.values()))} on {len(days)} of {MONTH.days} days"
    return mark_safe(sparkline.draw(f"Energy by day of {inverter.name}", told, values))  # noqa: S308 - charts escape


def context(page: Page, rows: Sequence[InverterRow], count: int, newest: date | None) -> dict[str, object]:
    """What the list's template names."""
    return {
        "page": page,
        "rows": rows,
        "count": f"{number(count)} {'inverter' if count == 1 else 'inverters'}",
        "newest": presenters.day(newest) if newest else "",
        "life_days": LIFE_DAYS,
    }


def cell_choices(cells: Sequence[tuple[float, float, int]]) -> list[tuple[str, str]]:
    """The satellite cells as the filter offers them."""
    return [(f"{lat:g},{lon:g}", f"{presenters.place(lat, lon)} ({count})") for lat, lon, count in cells]


CSV_COLUMNS: Columns[Known] = {
    "inverter_id": lambda of: of.inverter.pk,
    "name": lambda of: of.inverter.name,
    "latitude": lambda of: of.inverter.gps_lat,
    "longitude": lambda of: of.inverter.gps_lon,
    "capacity_kw": lambda of: equipment_on(of.inverter, of.today).capacity_kw,
    "last_reading": lambda of: of.particulars.last_reading,
    "kwh_30_days": lambda of: sum(of.particulars.days.values()) * KWH_PER_MILLIWATT_HOUR,
    "days_measured_of_30": lambda of: len(of.particulars.days),
    "actual_over_expected_30_days": lambda of: of.performance.month,
    "actual_over_expected_lifetime": lambda of: of.performance.lifetime,
    "flagged_credits": lambda of: of.particulars.counts.get(Status.FLAGGED, 0),
    "pending_credits": lambda of: of.particulars.counts.get(Status.PENDING, 0),
    "verified_credits": lambda of: of.particulars.counts.get(Status.VERIFIED, 0),
    "submitted_credits": lambda of: of.particulars.counts.get(Status.SUBMITTED, 0),
}
"""What the list shows, in units for machines."""
