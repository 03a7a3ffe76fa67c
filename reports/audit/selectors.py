"""What the pages of one inverter ask of the tables."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Max

from credits.models import CarbonCredit, Verdict
from credits.selectors import credits, latest_verdicts
from inverters.cloud_selectors import distance_km
from inverters.models import Inverter, ProductionDay, SatelliteHour
from inverters.models.equipment import FIRST_DAY
from inverters.models.satellite import ReferenceKind
from inverters.querysets import HALF_A_CELL

MOST_BESIDE = 6


@dataclass(frozen=True)
class Beside:
    """Another inverter of the same satellite cell on the same day. credit: None where there is none."""

    inverter: Inverter
    distance_km: float
    milliwatt_hours: int
    credit: CarbonCredit | None


def is_auditable(day: date, today: date) -> bool:
    """Whether readings of that day can exist at all; somewhere on earth it is tomorrow already."""
    return FIRST_DAY <= day <= today + timedelta(days=1)


def latest_day(inverter: Inverter) -> date | None:
    """The newest day with readings."""
    days = ProductionDay.objects.filter(inverter=inverter, reading_count__gt=0)
    return days.order_by("-date").values_list("date", flat=True).first()


def neighbouring_days(inverter: Inverter, day: date) -> tuple[date | None, date | None]:
    """The nearest days with readings before and after one."""
    measured = ProductionDay.objects.filter(inverter=inverter, reading_count__gt=0)
    before = measured.filter(date__lt=day).order_by("-date").values_list("date", flat=True).first()
    return before, measured.filter(date__gt=day).order_by("date").values_list("date", flat=True).first()


def credits_of(inverter: Inverter, days: list[date]) -> dict[date, CarbonCredit]:
    """An inverter's credits of these days, by day."""
    return {credit.date: credit for credit in credits().filter(inverter=inverter, date__in=days)}


def verdict_of(credit: CarbonCredit | None) -> Verdict | None:
    """A credit's newest verdict."""
    return latest_verdicts([credit.pk]).get(credit.pk) if credit else None


def newest_hour(inverter: Inverter) -> datetime | None:
    """The newest satellite hour that is stored for the inverter's cell."""
    latitude, longitude = inverter.cell
    hours = SatelliteHour.objects.filter(grid_lat=latitude, grid_lon=longitude, kind=ReferenceKind.SATELLITE)
    return hours.aggregate(newest=Max("hour"))["newest"]


def beside(inverter: Inverter, day: date) -> list[Beside]:
    """The nearest other inverters of the cell that measured something that day: three queries, however many there are.

    The cell's edge is left a little wide: who stands on it shares the sky of both.
    """
    latitude, longitude = inverter.cell
    north, east = (F(f"inverter__{name}") - getattr(inverter, name) for name in ("gps_lat", "gps_lon"))
    rows = (
        ProductionDay.objects.filter(
            date=day,
            reading_count__gt=0,
            inverter__gps_lat__range=(latitude - HALF_A_CELL, latitude + HALF_A_CELL),
            inverter__gps_lon__range=(longitude - HALF_A_CELL, longitude + HALF_A_CELL),
        )
        .exclude(inverter=inverter)
        .order_by(north * north + east * east, "inverter_id")
        .select_related("inverter")
        .prefetch_related("inverter__equipment")
        .defer("curve", "digest")
    )
    found = list(rows[:MOST_BESIDE])
    judged = {one.inverter_id: one for one in credits().filter(date=day, inverter__in=[row.inverter for row in found])}
    here = inverter.gps_lat, inverter.gps_lon
    return [
        Beside(
            row.inverter,
            distance_km(here, (row.inverter.gps_lat, row.inverter.gps_lon)),
            row.milliwatt_hours,
            judged.get(row.inverter_id),
        )
        for row in found
    ]
