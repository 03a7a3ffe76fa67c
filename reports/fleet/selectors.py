"""What the fleet's page asks of the whole: totals, and a month day by day."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet, Sum

from credits.adjustment_selectors import NOTHING, Adjusted, adjusted
from credits.models import CreditTotal
from inverters.models import Inverter, ProductionTotal
from reports.selectors import Totals, totals

MONTH = timedelta(days=30)
"""A month on these pages is the thirty days up to the newest day of data, as in the rule."""
WEEK_BEFORE = 7
"""So many measured days before one say what is usual: a month would keep a long outage waiting."""
SENSIBLE_SHARE = 0.5
"""A day with fewer inverters than this share of the usual is a stray hour or a first upload, not the fleet's day."""
LONGEST_NUMBER = 15


def whole_number(text: str) -> int:
    """A count or an id from an address; more digits than any database column holds are none."""
    if not text.isascii() or not text.isdecimal() or len(text) > LONGEST_NUMBER:
        raise ValueError(text)
    return int(text)


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
    """The whole fleet in figures. days: the month up to the newest day of data, oldest first; empty without data.

    inverters: those in service. adjusted: what was added to submitted credits, or taken from them.
    """

    inverters: int
    lifetime_milliwatt_hours: int
    totals: Totals
    days: list[FleetDay]
    adjusted: Adjusted = NOTHING

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
    newest, energy = reporting_day(), ProductionTotal.objects.aggregate(energy=Sum("milliwatt_hours"))["energy"]
    return Fleet(
        inverters=in_service(newest).count(),
        lifetime_milliwatt_hours=energy or 0,
        totals=totals(),
        days=_days(newest) if newest else [],
        adjusted=adjusted(),
    )


def reporting_day() -> date | None:
    """The newest day that a sensible share of the fleet has readings for, measured by the busiest day around it.

    The days that are compared are those with readings, so that one stray hour weeks later does not stand alone.
    """
    kept = ProductionTotal.objects.order_by("-date").values_list("date")
    days = list(kept.annotate(measured=Sum("inverters")).filter(measured__gt=0)[: WEEK_BEFORE + 1])
    usual = max((count for _, count in days), default=0)
    return next((day for day, count in days if count >= usual * SENSIBLE_SHARE), None)


def in_service(newest: date | None) -> QuerySet[Inverter]:
    """Inverters that were not retired before the newest day of data."""
    return Inverter.objects.exclude(retired__lt=newest) if newest else Inverter.objects.all()


def _days(newest: date) -> list[FleetDay]:
    first = newest - MONTH + timedelta(days=1)
    month = {"date__gte": first, "date__lte": newest}
    sums = ProductionTotal.objects.filter(**month).order_by().values("date")
    sums = sums.annotate(measured=Sum("inverters"), energy=Sum("milliwatt_hours"))
    energy: dict[date, dict[str, Any]] = {row["date"]: dict(row) for row in sums}
    grams: dict[date, dict[str, int]] = {}
    credited: dict[date, dict[str, int]] = {}
    judged = CreditTotal.objects.filter(**month).order_by().values_list("date", "status")
    added = judged.annotate(mass=Sum("grams"), behind=Sum("milliwatt_hours"), count=Sum("credits"))
    for day, status, mass, behind, _ in added.filter(count__gt=0):
        grams.setdefault(day, {})[status] = mass
        credited.setdefault(day, {})[status] = behind
    dates = [first + timedelta(days=number) for number in range(MONTH.days)]
    return [
        FleetDay(
            date=day,
            inverters=energy.get(day, {}).get("measured", 0),
            milliwatt_hours=energy.get(day, {}).get("energy", 0),
            grams=grams.get(day, {}),
            credited=credited.get(day, {}),
        )
        for day in dates
    ]
