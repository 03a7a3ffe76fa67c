"""How each inverter stands: what a map and a list of those that need somebody are made of, in three queries."""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from credits.flag_selectors import open_flags
from credits.models import CarbonCredit
from inverters.models import Equipment, ProductionDay
from reports.fleet.selectors import MONTH, in_service


class Standing(NamedTuple):
    """One inverter in service.

    last_day: the last with readings. status: of its newest credit. The month is the `MONTH` up to the fleet's newest
    day; measured_days are those of it with readings. flagged_…: without flags that were upheld. Energy in mWh.
    """

    id: int
    name: str
    latitude: float
    longitude: float
    capacity_kw: float
    registered: date
    last_day: date | None
    status: str | None
    flagged_credits: int = 0
    flagged_grams: int = 0
    flagged_milliwatt_hours: int = 0
    month_milliwatt_hours: int = 0
    measured_days: int = 0


def standings(newest: date | None, today: date) -> list[Standing]:
    """Every inverter that is in service on the newest day of data, by number."""
    served = in_service(newest)
    flagged, month = _flagged(), _month(newest) if newest else {}
    nothing = (0, 0, 0)
    return [
        Standing._make(
            (*row[:5], row[5].date(), *row[6:], *flagged.get(row[0], nothing), *month.get(row[0], nothing[:2]))
        )
        for row in _rows(served, today)
    ]


def _rows(served: QuerySet[Any], today: date) -> QuerySet[Any, tuple[Any, ...]]:
    versions = Equipment.objects.filter(inverter=OuterRef("pk")).values("capacity_kw")
    stood = versions.filter(valid_from__lte=today).order_by("-valid_from")[:1]
    measured = ProductionDay.objects.filter(inverter=OuterRef("pk"), reading_count__gt=0).order_by("-date")
    credit = CarbonCredit.objects.filter(inverter=OuterRef("pk")).order_by("-date")
    found = served.annotate(
        capacity=Coalesce(Subquery(stood), Subquery(versions.order_by("valid_from")[:1]), 0.0),
        last_day=Subquery(measured.values("date")[:1]),
        status=Subquery(credit.values("status")[:1]),
    )
    return found.order_by("id").values_list(
        "id", "name", "gps_lat", "gps_lon", "capacity", "created_at", "last_day", "status"
    )


def _flagged() -> dict[int, tuple[int, int, int]]:
    """Credits, grams and energy of the flags that nobody has decided on, by inverter.

    Grouped by an expression: by the bare column SQLite would walk every credit in the order of its inverters, 3.65
    million of them, rather than the few that the index on status finds.
    """
    rows = open_flags().order_by().annotate(whose=F("inverter_id") + 0)
    added = rows.values("whose").annotate(count=Count("id"), mass=Sum("grams"), energy=Sum("milliwatt_hours"))
    return {row[0]: row[1:] for row in added.values_list("whose", "count", "mass", "energy")}


def _month(newest: date) -> dict[int, tuple[int, int]]:
    """Energy and days measured of the month, by inverter."""
    days = ProductionDay.objects.filter(date__gt=newest - MONTH, date__lte=newest, reading_count__gt=0).order_by()
    added = days.values("inverter_id").annotate(energy=Sum("milliwatt_hours"), days=Count("id"))
    return {row[0]: row[1:] for row in added.values_list("inverter_id", "energy", "days")}
