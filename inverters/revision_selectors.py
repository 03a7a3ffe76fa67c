"""Reads of revised satellite hours: where there are any, and what the sky was as somebody saw it at an instant."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import numpy as np
from django.db.models import Q
from django.db.models.functions import TruncDate

from inverters.constants import SLOTS
from inverters.curves import HOUR_US, hourly_to_slots, microseconds, utc
from inverters.models import Inverter, SatelliteHour
from inverters.models.satellite import ReferenceKind
from inverters.sky_selectors import SENSOR_REACH_DEGREES, SkyRecord

Place = tuple[float, float]
EDGE_DEGREES = 0.5


@dataclass(frozen=True)
class RevisedPlace:
    """A place with revised hours, and the UTC days that they lie in."""

    place: Place
    kind: str
    days: frozenset[date]

    @property
    def local_days(self) -> set[date]:
        """The days by any clock on earth that share an hour with one of these."""
        return {day + timedelta(days=shift) for day in self.days for shift in (-1, 0, 1)}

    @property
    def inverters(self) -> Q:
        """The inverters that its hours may speak for."""
        reach = EDGE_DEGREES if self.kind == ReferenceKind.SATELLITE else SENSOR_REACH_DEGREES
        (lat, lon) = self.place
        return Q(gps_lat__range=(lat - reach, lat + reach), gps_lon__range=(lon - reach, lon + reach))

    def speaks_for(self, inverter: Inverter) -> bool:
        """Whether the inverter stands in this cell; for a sensor the bounds are all there is to it."""
        return self.kind != ReferenceKind.SATELLITE or inverter.cell == self.place


def revised_places() -> list[RevisedPlace]:
    """Where a stored hour has a later value beside its first."""
    rows = SatelliteHour.objects.filter(revision__gt=0).annotate(day=TruncDate("hour", tzinfo=UTC))
    found = rows.order_by("grid_lat", "grid_lon", "kind").values_list("grid_lat", "grid_lon", "kind", "day").distinct()
    grouped = groupby(found, key=lambda row: row[:3])
    return [RevisedPlace((lat, lon), kind, frozenset(row[3] for row in rows)) for (lat, lon, kind), rows in grouped]


@dataclass(frozen=True)
class SkyBefore:
    """The sky of n days as it was seen at n instants, and what has been revised since.

    seen: `SkyRecord` of that time. revised_hours: int64 (n,), hours of the day that were seen and have a later value
    now. revised_at: when the newest of these came, None where there is none.
    """

    seen: SkyRecord
    revised_hours: np.ndarray
    revised_at: list[datetime | None]


def sky_before(place: Place, kind: str, midnights: np.ndarray, instants: list[datetime]) -> SkyBefore:
    """What was stored of the sky over a place at each instant for the day that begins at each midnight."""
    rows = (
        SatelliteHour.objects.filter(grid_lat=place[0], grid_lon=place[1], kind=kind)
        .filter(hour__gte=utc(int(midnights.min()) - HOUR_US))
        .filter(hour__lt=utc(int(midnights.max()) + (SLOTS + 1) * HOUR_US))
        .order_by("revision")
        .values_list("hour", "ghi_wh_m2", "clearsky_wh_m2", "fetch__fetched_at")
    )
    columns = _Columns.of(list(rows))
    days = [columns.day(int(midnight), instant) for midnight, instant in zip(midnights, instants, strict=True)]
    ghi, clearsky = (np.array([day[part] for day in days]).reshape(-1, SLOTS) for part in (0, 1))
    nothing = [""] * len(days)
    return SkyBefore(
        SkyRecord.of_days(ghi, clearsky, [kind] * len(days), nothing, [None] * len(days)),
        np.array([day[2] for day in days], np.int64),
        [day[3] for day in days],
    )


@dataclass(frozen=True)
class _Columns:
    """Every revision of some hours, the older ones first."""

    hours: np.ndarray
    ghi: np.ndarray
    clearsky: np.ndarray
    came: np.ndarray

    @classmethod
    def of(cls, rows: list[tuple]) -> "_Columns":
        hours, ghi, clearsky, came = zip(*rows, strict=True) if rows else ((), (), (), ())
        return cls(
            np.array([microseconds(hour) for hour in hours], np.int64) // HOUR_US,
            np.array(ghi, float),
            np.array(clearsky, float),
            np.array([microseconds(at) for at in came], np.int64),
        )

    def day(self, midnight: int, instant: datetime) -> tuple[np.ndarray, np.ndarray, int, datetime | None]:
        """Irradiance and cloudless irradiance (24,) as seen at the instant; hours revised since, and when."""
        first = midnight // HOUR_US
        length = SLOTS + (midnight % HOUR_US > 0)
        inside = (self.hours >= first) & (self.hours < first + length)
        seen, later = (inside & known for known in (self._came_by(instant), ~self._came_by(instant)))
        ghi, clearsky = np.full((2, length), np.nan)
        at = self.hours - first
        ghi[at[seen]], clearsky[at[seen]] = self.ghi[seen], self.clearsky[seen]
        revised = later & np.isin(self.hours, self.hours[seen])
        slots = (hourly_to_slots(first * HOUR_US, values, np.array([midnight]))[0] for values in (ghi, clearsky))
        newest = utc(int(self.came[revised].max())) if revised.any() else None
        return (*slots, len(np.unique(self.hours[revised])), newest)

    def _came_by(self, instant: datetime) -> np.ndarray:
        return self.came <= microseconds(instant)
