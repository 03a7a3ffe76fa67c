"""Reads: what the sky allowed over inverter-days, from the satellite's hours of a cell or from a sensor near by.

All inverters of a cell share its hours: they are read once for each cell, cut once for each distinct day of it, and
each inverter-day only says which of these it lies under.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from hashlib import sha256

import numpy as np

from inverters.columns import MicrosecondOf, columns
from inverters.constants import SLOTS
from inverters.curves import HOUR_US, hourly_to_slots, microseconds, utc
from inverters.models import Inverter, SatelliteFetch, SatelliteHour
from inverters.models.satellite import SENSORS, ReferenceKind

SENSOR_REACH_DEGREES = 0.02
"""About two kilometres: as far as one sensor on the ground speaks for a roof's sky."""

Place = tuple[float, float]
Reference = tuple[Place, str]


@dataclass(frozen=True)
class Skies:
    """Irradiance of u distinct local days.

    ghi_wh_m2, clearsky_wh_m2: float64 (u, 24), NaN where not published. kinds: the reference's kind. sources: its name.
    fetched_at: when the newest of the hours came, None where there are none.
    """

    ghi_wh_m2: np.ndarray
    clearsky_wh_m2: np.ndarray
    kinds: list[str]
    sources: list[str]
    fetched_at: list[datetime | None]

    @cached_property
    def digests(self) -> list[bytes]:
        """Of each, SHA-256 over the day's 24 pairs of big-endian float64, NaN as the one quiet NaN."""
        pairs = np.stack((self.ghi_wh_m2, self.clearsky_wh_m2), axis=2)
        days = np.where(np.isnan(pairs), np.nan, pairs).astype(">f8").reshape(len(pairs), 2 * SLOTS)
        return [sha256(day.tobytes()).digest() for day in days]


@dataclass(frozen=True)
class SkyRecord:
    """Irradiance of n local days: the distinct ones, and which of them each day lies under; of : int64 (n,)."""

    skies: Skies
    of: np.ndarray

    @classmethod
    def of_days(cls, *each: object) -> "SkyRecord":
        """Days that share none, as the columns of `Skies`."""
        skies = Skies(*each)  # type: ignore[arg-type]
        return cls(skies, np.arange(len(skies.kinds)))

    @property
    def ghi_wh_m2(self) -> np.ndarray:
        """float64 (n, 24), NaN where not published."""
        return self.skies.ghi_wh_m2[self.of]

    @property
    def clearsky_wh_m2(self) -> np.ndarray:
        """float64 (n, 24), NaN where not published."""
        return self.skies.clearsky_wh_m2[self.of]

    @property
    def kinds(self) -> list[str]:
        """Each day's kind of reference."""
        return [self.skies.kinds[at] for at in self.of.tolist()]

    @property
    def sources(self) -> list[str]:
        """Each day's source by name, empty where there is none."""
        return [self.skies.sources[at] for at in self.of.tolist()]

    @property
    def fetched_at(self) -> list[datetime | None]:
        """When the newest of each day's hours came."""
        return [self.skies.fetched_at[at] for at in self.of.tolist()]

    def take(self, rows: np.ndarray) -> "SkyRecord":
        """The same of some of the days."""
        return SkyRecord(self.skies, self.of[rows])

    def each(self, column: Sequence[object]) -> np.ndarray:
        """A column of the distinct skies as one value for each day."""
        return np.array(column)[self.of]

    def digest(self, row: int) -> str:
        """The digest of a day's sky, see `Skies.digests`."""
        return self.skies.digests[int(self.of[row])].hex()


def sky_over(inverters: Sequence[Inverter], midnights: np.ndarray, at: np.ndarray | None = None) -> SkyRecord:
    """What is stored of the sky over inverters in the 24 hours from each midnight: a near sensor's, or the cell's.

    at : int64 (n,), which of the inverters each day is of; by default one day of each.
    """
    at = np.arange(len(inverters)) if at is None else at
    gathered = _Gathering(len(at))
    sensors = _near_sensors(inverters)
    for references in (sensors, [(inverter.cell, str(ReferenceKind.SATELLITE)) for inverter in inverters]):
        for reference, rows in _rows_of(references, at).items():
            bare = rows[gathered.of[rows] < 0]  # a sensor that measured nothing that day is silent
            if len(bare):
                gathered.add(reference, bare, midnights[bare])
    return gathered.record()


def cell_hours(cell: Place, midnights: np.ndarray) -> np.ndarray:
    """The satellite's irradiation of one cell in the 24 hours after each midnight; (n, 24), NaN where unpublished."""
    series = _series(cell, str(ReferenceKind.SATELLITE), midnights)
    return np.full((len(midnights), SLOTS), np.nan) if series is None else series.days(midnights)[0]


class _Gathering:
    """Distinct skies gathered so far, and the days that lie under them; -1 where none is known."""

    def __init__(self, days: int) -> None:
        self.of = np.full(days, -1)
        self.curves: list[tuple[np.ndarray, np.ndarray]] = []
        self.facts: list[tuple[str, str, datetime | None]] = []

    def add(self, reference: Reference, rows: np.ndarray, midnights: np.ndarray) -> None:
        """What a reference has to say of these days."""
        distinct, which = np.unique(midnights, return_inverse=True)
        if (series := _series(*reference, distinct)) is None:
            return
        ghi, clearsky, fetches = series.days(distinct)
        known = np.array([fetch is not None for fetch in fetches])
        place = len(self.facts) + np.cumsum(known) - 1
        self.of[rows] = np.where(known, place, -1)[which]
        self.curves.append((ghi[known], clearsky[known]))
        self.facts += [(reference[1], fetch.source, fetch.fetched_at) for fetch in fetches if fetch]

    def record(self) -> SkyRecord:
        """All of it; the days of which nothing is known share one sky without hours."""
        nothing = np.full((1, SLOTS), np.nan)
        curves = [*self.curves, (nothing, nothing)]
        ghi, clearsky = (np.concatenate([pair[part] for pair in curves]) for part in (0, 1))
        kinds, sources, fetched = zip(*self.facts, (str(ReferenceKind.SATELLITE), "", None), strict=True)
        skies = Skies(ghi, clearsky, list(kinds), list(sources), list(fetched))
        return SkyRecord(skies, np.where(self.of < 0, len(self.facts), self.of))


def _rows_of(references: Sequence[Reference | None], at: np.ndarray) -> dict[Reference, np.ndarray]:
    """The rows of the days that each reference speaks for, in the order of the inverters."""
    numbers: dict[Reference, int] = {}
    of_inverter = [-1 if one is None else numbers.setdefault(one, len(numbers)) for one in references]
    number = np.array(of_inverter, np.int64)[at]
    order = np.argsort(number, kind="stable")
    ends = np.searchsorted(number[order], np.arange(len(numbers) + 1))
    return {one: order[ends[place] : ends[place + 1]] for one, place in numbers.items()}


def _near_sensors(inverters: Sequence[Inverter]) -> list[Reference | None]:
    """The sensor within reach of each inverter; the nearest one speaks, and on one spot the horizontal."""
    sensors = list(
        SatelliteFetch.objects.filter(kind__in=SENSORS)
        .order_by("grid_lat", "grid_lon", "kind")
        .values_list("grid_lat", "grid_lon", "kind")
        .distinct()
    )
    if not sensors:
        return [None] * len(inverters)
    found: list[Reference | None] = []
    for inverter in inverters:
        distance, kind, place = min(
            (_degrees_apart(inverter, (lat, lon)), kind, (lat, lon)) for lat, lon, kind in sensors
        )
        found.append((place, kind) if distance <= SENSOR_REACH_DEGREES else None)
    return found


def _degrees_apart(inverter: Inverter, place: Place) -> float:
    return max(abs(place[0] - inverter.gps_lat), abs(place[1] - inverter.gps_lon))


@dataclass(frozen=True)
class _Series:
    """Hours without a gap. fetch_ids: int64 (hours,), 0 where nothing is stored."""

    first_hour_us: int
    ghi: np.ndarray
    clearsky: np.ndarray
    fetch_ids: np.ndarray
    fetches: dict[int, SatelliteFetch]

    def days(self, midnights: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[SatelliteFetch | None]]:
        """Irradiance and cloudless irradiance (n, 24), and the newest of the fetches that each day comes from."""
        ghi, clearsky = (hourly_to_slots(self.first_hour_us, hours, midnights) for hours in (self.ghi, self.clearsky))
        first = (midnights - self.first_hour_us) // HOUR_US
        newest = self.fetch_ids[first[:, None] + np.arange(SLOTS)].max(axis=1)
        return ghi, clearsky, [self.fetches.get(key) for key in newest.tolist()]


def _series(place: Place, kind: str, midnights: np.ndarray) -> _Series | None:
    """The latest revision of each stored hour from the first midnight's to the last one's day."""
    first = int(midnights.min()) // HOUR_US * HOUR_US
    hours = (int(midnights.max()) - first) // HOUR_US + SLOTS + 1
    asked = (
        SatelliteHour.objects.filter(grid_lat=place[0], grid_lon=place[1], kind=kind)
        .filter(hour__gte=utc(first), hour__lt=utc(first + hours * HOUR_US))
        .order_by("revision")
        .values_list(MicrosecondOf("hour"), "ghi_wh_m2", "clearsky_wh_m2", "fetch_id")
    )
    hour, *values = columns(asked)
    if not hour:
        return None
    at = np.array(hour, np.int64) // HOUR_US - first // HOUR_US
    ghi, clearsky = np.full((2, hours), np.nan)
    fetch_ids = np.zeros(hours, np.int64)
    ghi[at], clearsky[at], fetch_ids[at] = (np.array(column, float) for column in values)
    return _Series(first, ghi, clearsky, fetch_ids, SatelliteFetch.objects.defer("raw").in_bulk(set(values[2])))


def latest_hours(fetch: SatelliteFetch, first_day: date, last_day: date) -> dict[int, SatelliteHour]:
    """The newest revision of each hour stored for the fetch's place and kind, by microseconds since the epoch."""
    rows = SatelliteHour.objects.filter(
        grid_lat=fetch.grid_lat, grid_lon=fetch.grid_lon, kind=fetch.kind, hour__gte=_start(first_day)
    ).filter(hour__lt=_start(last_day + timedelta(days=1)))
    return {microseconds(row.hour): row for row in rows.order_by("revision")}


def days_to_ask_for(place: Place, days: list[date], asked_since: datetime) -> list[date]:
    """Which of these UTC days have satellite hours missing that were not asked for lately, in order."""
    if not days:
        return []
    hours = SatelliteHour.objects.filter(
        grid_lat=place[0], grid_lon=place[1], kind=ReferenceKind.SATELLITE, revision=0
    ).filter(hour__gte=_start(min(days)), hour__lt=_start(max(days) + timedelta(days=1)))
    stored: dict[date, int] = defaultdict(int)
    for hour in hours.values_list("hour", flat=True):
        stored[hour.date()] += 1
    asked = SatelliteFetch.objects.filter(
        grid_lat=place[0], grid_lon=place[1], kind=ReferenceKind.SATELLITE, fetched_at__gt=asked_since
    ).values_list("first_day", "last_day")
    lately = [(first, last) for first, last in asked]
    return sorted(
        day for day in set(days) if stored[day] < SLOTS and not any(first <= day <= last for first, last in lately)
    )


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
