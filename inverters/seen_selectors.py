"""The evidence of single days as rows: every reading, and every hour of the sky as somebody saw it at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from inverters.archive_selectors import readings_between
from inverters.constants import SLOTS
from inverters.curves import DAY_US, HOUR_US, microseconds, midnights_us, place, stamp_bounds_us, utc
from inverters.models import Inverter, SatelliteHour
from inverters.models.satellite import ReferenceKind
from inverters.selectors import equipment_on
from inverters.sky_selectors import SENSOR_REACH_DEGREES
from inverters.stored_rows import StoredRows


@dataclass(frozen=True)
class HourSeen:
    """One UTC hour of the sky, and the reply that brought it. [Wh/m²]"""

    hour_us: int
    ghi_wh_m2: float
    clearsky_wh_m2: float | None
    fetch_id: int


def readings_of(inverter: Inverter, days: Sequence[date]) -> dict[date, StoredRows]:
    """Every reading of each of these days in whatever state, in two queries; uses `with_equipment`'s prefetch."""
    clocks = [version.clock for version in sorted(inverter.equipment.all(), key=lambda version: version.valid_from)]
    wanted = np.array(sorted(days), "datetime64[D]")
    rows = readings_between(inverter.pk, *stamp_bounds_us(wanted, clocks))
    placed = place(rows.stamps_us, clocks).days
    return {day: StoredRows(*(column[placed == np.datetime64(day)] for column in vars(rows).values())) for day in days}


def midnight_of(inverter: Inverter, day: date) -> int:
    """When the day begins where the inverter stands, in microseconds since 1970; uses `with_equipment`'s prefetch."""
    return int(midnights_us(np.array([day], "datetime64[D]"), equipment_on(inverter, day).zone)[0])


def hours_seen(
    inverter: Inverter, kind: str, midnights: Sequence[int], instants: Sequence[datetime]
) -> list[list[HourSeen]]:
    """The newest revision of each stored hour of each day that had come by the day's instant, in one query.

    kind: of the reference. midnights: microseconds. A day that begins between two hours has 25 of them.
    """
    rows = (
        SatelliteHour.objects.filter(**_place(inverter, kind), kind=kind)
        .filter(hour__gt=utc(min(midnights) - HOUR_US), hour__lt=utc(max(midnights) + DAY_US))
        .order_by("hour", "revision")
        .values_list("hour", "ghi_wh_m2", "clearsky_wh_m2", "fetch_id", "fetch__fetched_at")
    )
    known = [(HourSeen(microseconds(hour), ghi, clear, fetch), came) for hour, ghi, clear, fetch, came in rows]
    starts = np.array([seen.hour_us for seen, _ in known], np.int64)
    found = []
    for midnight, instant in zip(midnights, instants, strict=True):
        first, last = np.searchsorted(starts, [midnight - HOUR_US + 1, midnight + SLOTS * HOUR_US])
        newest = {seen.hour_us: seen for seen, came in known[first:last] if came <= instant}
        found.append(list(newest.values()))
    return found


def _place(inverter: Inverter, kind: str) -> dict[str, float]:
    """Where the reference that speaks for an inverter stands: its cell's centre, or the nearest sensor of the kind."""
    if kind == ReferenceKind.SATELLITE:
        return dict(zip(("grid_lat", "grid_lon"), inverter.cell, strict=True))
    lat, lon, reach = inverter.gps_lat, inverter.gps_lon, SENSOR_REACH_DEGREES
    near = SatelliteHour.objects.filter(kind=kind, grid_lat__range=(lat - reach, lat + reach))
    places = near.filter(grid_lon__range=(lon - reach, lon + reach)).values_list("grid_lat", "grid_lon").distinct()
    apart = {(max(abs(at[0] - lat), abs(at[1] - lon)), at) for at in places.order_by("grid_lat", "grid_lon")}
    _, nearest = min(apart, default=(0.0, (lat, lon)))
    return {"grid_lat": nearest[0], "grid_lon": nearest[1]}
