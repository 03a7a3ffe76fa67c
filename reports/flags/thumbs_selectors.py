"""What the small pictures of days are drawn from, for a page of them in a number of queries that never grows."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

import numpy as np
from django.db.models import Q

from inverters.constants import SLOTS
from inverters.curves import HOUR_US, MISSING, DayCurve, hourly_to_slots, microseconds, midnights_us, utc
from inverters.models import Inverter, ProductionDay, SatelliteHour
from inverters.models.satellite import ReferenceKind
from inverters.selectors import InverterDay, equipment_on

HOURS = SLOTS + 1
"""A zone of half hours needs one more than a day has."""


@dataclass(frozen=True)
class Thumb:
    """One day. kwh, ghi_wh_m2: float64 (24,) by local standard hour, NaN is not known."""

    kwh: np.ndarray
    ghi_wh_m2: np.ndarray
    rating_kw: float


def thumbs(wanted: list[InverterDay]) -> dict[InverterDay, Thumb]:
    """These days; four queries at most, however many inverters and cells they come from."""
    if not wanted:
        return {}
    ids, days = {key for key, _ in wanted}, {day for _, day in wanted}
    inverters = Inverter.objects.with_equipment().in_bulk(ids)
    rows = ProductionDay.objects.filter(inverter_id__in=ids, date__in=days).values_list("inverter_id", "date", "curve")
    curves = {(key, day): bytes(curve) for key, day, curve in rows}
    midnights = {(key, day): _midnight(inverters[key], day) for key, day in wanted}
    sky = _sky({one: (inverters[one[0]].cell, at) for one, at in midnights.items()})
    nothing = np.full(SLOTS, MISSING, "<i8").tobytes()
    return {
        one: Thumb(
            DayCurve.from_blocks([curves.get(one, nothing)]).kwh[0],
            sky[one],
            equipment_on(inverters[one[0]], one[1]).capacity_kw,
        )
        for one in wanted
    }


def _midnight(inverter: Inverter, day: date) -> int:
    return int(midnights_us(np.array([day], "datetime64[D]"), equipment_on(inverter, day).zone)[0])


def _sky(asked: dict[InverterDay, tuple[tuple[float, float], int]]) -> dict[InverterDay, np.ndarray]:
    """The satellite's newest irradiance of each day over its cell, in one query."""
    wanted = [
        Q(grid_lat=cell[0], grid_lon=cell[1], hour__gte=utc(at - HOUR_US), hour__lt=utc(at) + timedelta(hours=HOURS))
        for cell, at in set(asked.values())
    ]
    hours = SatelliteHour.objects.filter(reduce(or_, wanted), kind=ReferenceKind.SATELLITE).order_by("revision")
    known = {
        (lat, lon, microseconds(hour)): ghi
        for lat, lon, hour, ghi in hours.values_list("grid_lat", "grid_lon", "hour", "ghi_wh_m2")
    }
    return {one: _day(known, cell, at) for one, (cell, at) in asked.items()}


def _day(known: dict[tuple[float, float, int], float], cell: tuple[float, float], at: int) -> np.ndarray:
    first = at // HOUR_US * HOUR_US
    hourly = np.array([known.get((*cell, first + hour * HOUR_US), np.nan) for hour in range(HOURS)])
    return hourly_to_slots(first, hourly, np.array([at], np.int64))[0]
