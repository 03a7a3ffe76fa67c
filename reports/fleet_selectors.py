"""What the fleet's page asks: totals, a month day by day, and the inverters, those that need somebody first."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum

from credits.models import CarbonCredit, Status
from inverters.models import Inverter, InverterReading, ProductionDay
from reports.paging import Order, Page, page
from reports.selectors import Totals, totals

PAGE_SIZE = 50
MONTH = timedelta(days=30)
"""A month on these pages is the thirty days up to the newest day of data, as in the rule."""
LONGEST_NUMBER = 15


def whole_number(text: str) -> int:
    """A count or an id from an address; more digits than any database column holds are none."""
    if not text.isascii() or not text.isdecimal() or len(text) > LONGEST_NUMBER:
        raise ValueError(text)
    return int(text)


WORST_FIRST = Order(("-flagged", "-pending", "id"), whole_number)


@dataclass(frozen=True)
class FleetDay:
    """One day of all inverters together. grams, credited: by credit status, mass of CO2 and the energy behind it."""

    date: date
    inverters: int = 0
    milliwatt_hours: int = 0
    grams: dict[str, int] = field(default_factory=dict)
    credited: dict[str, int] = field(default_factory=dict)

    @property
    def uncredited(self) -> int:
        """Energy that no credit was calculated from yet [mWh]."""
        return max(self.milliwatt_hours - sum(self.credited.values()), 0)


@dataclass(frozen=True)
class Fleet:
    """The whole fleet in figures. days: the month up to the newest day of data, oldest first; empty without data."""

    inverters: int
    lifetime_milliwatt_hours: int
    totals: Totals
    days: list[FleetDay]

    @property
    def newest(self) -> FleetDay | None:
        """The newest day of data."""
        return self.days[-1] if self.days else None

    @property
    def month_milliwatt_hours(self) -> int:
        """The month's energy."""
        return sum(day.milliwatt_hours for day in self.days)


def fleet() -> Fleet:
    """Add up the fleet, in as many queries for three inverters as for ten thousand."""
    found = ProductionDay.objects.aggregate(newest=Max("date"), energy=Sum("milliwatt_hours"))
    return Fleet(
        inverters=Inverter.objects.count(),
        lifetime_milliwatt_hours=found["energy"] or 0,
        totals=totals(),
        days=_days(found["newest"]) if found["newest"] else [],
    )


def _days(newest: date) -> list[FleetDay]:
    first = newest - MONTH + timedelta(days=1)
    month = {"date__gte": first, "date__lte": newest}
    measured = ProductionDay.objects.filter(reading_count__gt=0, **month).order_by().values("date")
    sums = measured.annotate(inverters=Count("id"), energy=Sum("milliwatt_hours"))
    energy: dict[date, dict[str, Any]] = {row["date"]: dict(row) for row in sums}
    grams: dict[date, dict[str, int]] = {}
    credited: dict[date, dict[str, int]] = {}
    judged = CarbonCredit.objects.filter(**month).order_by().values_list("date", "status")
    for day, status, mass, behind in judged.annotate(mass=Sum("grams"), behind=Sum("milliwatt_hours")):
        grams.setdefault(day, {})[status] = mass
        credited.setdefault(day, {})[status] = behind
    dates = [first + timedelta(days=number) for number in range(MONTH.days)]
    return [
        FleetDay(
            date=day,
            inverters=energy.get(day, {}).get("inverters", 0),
            milliwatt_hours=energy.get(day, {}).get("energy", 0),
            grams=grams.get(day, {}),
            credited=credited.get(day, {}),
        )
        for day in dates
    ]


def inverters_page(*, search: str = "", newest: date | None, after: str = "", before: str = "") -> Page:
    """Inverters whose name holds `search`, most flags first, then most pending; each with what its row shows.

    Raises BadCursorError.
    """
    found = page(_counted(search), WORST_FIRST, PAGE_SIZE, after=after, before=before)
    known = _particulars([row.pk for row in found.rows], newest)
    for row in found.rows:
        row.last_reading, row.month_milliwatt_hours = known[row.pk]
    return found


def _counted(search: str) -> QuerySet[Inverter]:
    counts = {status.lower(): Count("credits", filter=Q(credits__status=status)) for status in Status.values}
    return Inverter.objects.filter(name__icontains=search).with_equipment().annotate(**counts)


def _particulars(ids: list[int], newest: date | None) -> dict[int, tuple[datetime | None, int | None]]:
    """The stamp of each inverter's last reading, and its energy of the month; None where there is none."""
    month = Q()
    if newest:
        month = Q(production_days__date__gt=newest - MONTH, production_days__date__lte=newest)
    last = InverterReading.objects.filter(inverter=OuterRef("pk")).order_by("-timestamp").values("timestamp")[:1]
    rows = Inverter.objects.filter(pk__in=ids).annotate(
        last=Subquery(last), energy=Sum("production_days__milliwatt_hours", filter=month)
    )
    return {key: (stamp, energy) for key, stamp, energy in rows.values_list("pk", "last", F("energy"))}
