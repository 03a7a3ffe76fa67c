"""The fleet's page: tiles, shares, the month's picture and the rows of the list, ready to be set."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString, mark_safe

from credits.models import Status
from inverters.models import Inverter
from inverters.selectors import equipment_on
from reports import presenters
from reports.charts import month, shares
from reports.fleet_selectors import Fleet, FleetDay
from reports.paging import Page
from reports.presenters import NOTHING, STATUS_BADGES, Amount, Badge, Moment, energy, kwh, number, tonnes
from reports.selectors import Totals

ORDER = (Status.VERIFIED, Status.SUBMITTED, Status.PENDING, Status.FLAGGED)
"""From what is certain to what is not: left to right in the bar, upwards in the month."""
MWH_PER_MILLIWATT_HOUR = 1e-9
KWH_PER_MILLIWATT_HOUR = 1e-6
MONTH_IN_MWH_FROM = 1e10
"""A fleet whose best day exceeds ten megawatt-hours [mWh] is drawn in MWh."""


@dataclass(frozen=True)
class Tile:
    """One figure of the fleet."""

    label: str
    amount: Amount
    note: str = ""
    badge: Badge | None = None


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


@dataclass(frozen=True)
class Row:
    """One inverter of the list."""

    id: int
    name: str
    place: str
    capacity: str
    last: Moment | None
    age: str
    kwh: str
    counts: list[tuple[Badge, str]]


def tiles(fleet: Fleet) -> list[Tile]:
    """The figures at the top."""
    newest = fleet.newest
    reporting = newest.inverters if newest else 0
    when = presenters.day(newest.date) if newest else "no data yet"
    silent = fleet.inverters - reporting
    return [
        Tile("Inverters", Amount(number(fleet.inverters), "")),
        Tile("Reporting", Amount(number(reporting), ""), f"on {when}; {number(silent)} silent" if newest else when),
        Tile("Energy of the day", energy(newest.milliwatt_hours if newest else None), when),
        Tile("Energy, 30 days", energy(fleet.month_milliwatt_hours), f"to {when}" if newest else when),
        Tile("Energy, lifetime", energy(fleet.lifetime_milliwatt_hours)),
    ]


def status_tile(totals: Totals, status: Status) -> Tile:
    """What the credits of one status come to."""
    count = totals.count[status]
    mass = Amount(number(totals.tonnes[status], 3), "t CO₂")
    waived = totals.waived_grams.get(status, 0)
    note = f"; {tonnes(waived)} of them {presenters.BY_WAIVER}" if waived else ""
    return Tile(STATUS_BADGES[status].word, mass, _days_of(count) + note, STATUS_BADGES[status])


def _days_of(count: int) -> str:
    return f"{number(count)} {'credit' if count == 1 else 'credits'}"


def status_shares(totals: Totals) -> SafeString:
    """The bar of credits by status."""
    told = [f"{STATUS_BADGES[status].word} {number(totals.count[status])}" for status in ORDER]
    parts = [shares.Share(status.lower(), totals.count[status]) for status in ORDER]
    return mark_safe(shares.draw("Credits by status", presenters.listed(told), parts))  # noqa: S308 - charts escape


def month_picture(days: list[FleetDay]) -> Month:
    """The thirty days up to the newest, as picture and table; the oldest day first in both."""
    first, last = days[0].date, days[-1].date
    heading = f"{presenters.day(first)} to {presenters.day(last)}"
    large = max(day.milliwatt_hours for day in days) >= MONTH_IN_MWH_FROM
    drawn = month.MonthPicture(
        title=f"The fleet's energy by day, {heading}",
        description="Each column is a day's energy, parted by the status of its credits. The table has the figures.",
        unit="MWh a day" if large else "kWh a day",
        days=[_column(day, MWH_PER_MILLIWATT_HOUR if large else KWH_PER_MILLIWATT_HOUR) for day in days],
    )
    wide, narrow = (mark_safe(month.draw(drawn, frame)) for frame in (month.WIDE, month.NARROW))  # noqa: S308
    badges = [STATUS_BADGES[status] for status in ORDER]
    return Month(heading, wide, narrow, [_month_row(day) for day in days], badges)


def _column(day: FleetDay, scale: float) -> month.DayColumn:
    name = presenters.day(day.date)
    if not day.inverters:
        return month.DayColumn(str(day.date.day), None, f"{name}: no readings")
    parts = {status.lower(): day.credited.get(status, 0) * scale for status in ORDER}
    told = [
        f"{STATUS_BADGES[status].word.lower()} {tonnes(day.grams[status])}" for status in ORDER if status in day.grams
    ]
    words = f"{name}: {energy(day.milliwatt_hours)}; " + (", ".join(told) or "no credits yet")
    return month.DayColumn(str(day.date.day), {**parts, "uncredited": day.uncredited * scale}, words)


def _month_row(day: FleetDay) -> MonthRow:
    masses = [tonnes(day.grams[status]).figure if status in day.grams else NOTHING for status in ORDER]
    measured = kwh(day.milliwatt_hours if day.inverters else None)
    return MonthRow(presenters.day(day.date), number(day.inverters), measured, masses)


def row(inverter: Inverter, today: date, now: datetime) -> Row:
    """An inverter of `inverters_page` as the list shows it."""
    equipment = equipment_on(inverter, today)
    last: datetime | None = inverter.last_reading  # type: ignore[attr-defined]
    counts = [(STATUS_BADGES[status], getattr(inverter, status.lower())) for status in reversed(ORDER)]
    return Row(
        id=inverter.pk,
        name=inverter.name,
        place=presenters.place(inverter.gps_lat, inverter.gps_lon),
        capacity=f"{equipment.capacity_kw:g}",
        last=presenters.moment(last, equipment.zone) if last else None,
        age=presenters.age(last, now) if last else "never",
        kwh=kwh(inverter.month_milliwatt_hours),  # type: ignore[attr-defined]
        counts=[(badge, number(count)) for badge, count in counts if count],
    )


def context(fleet: Fleet, page: Page, now: datetime) -> dict[str, object]:
    """All that the page's template names."""
    return {
        "tiles": tiles(fleet),
        "status_tiles": [status_tile(fleet.totals, status) for status in ORDER],
        "shares": status_shares(fleet.totals),
        "month": month_picture(fleet.days) if fleet.days else None,
        "page": page,
        "rows": [row(inverter, now.date(), now) for inverter in page.rows],
        "count": fleet.inverters,
    }
