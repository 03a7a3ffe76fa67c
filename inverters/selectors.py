"""Reads: what was measured and what the sky allowed, as arrays for any number of inverter-days."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import numpy as np
import rfc8785

from inverters.constants import SLOTS
from inverters.curves import HOUR_US, MISSING, DayCurve, hourly_to_slots, microseconds, midnights_us
from inverters.models import Equipment, Inverter, ProductionDay, SatelliteFetch, SatelliteHour
from inverters.models.satellite import ReferenceKind

SENSOR_REACH_DEGREES = 0.02
"""About two kilometres: as far as one sensor on the ground speaks for a roof's sky."""

HISTORY = timedelta(days=31)
"""How far back of a day its evidence reaches."""

InverterDay = tuple[int, date]
Place = tuple[float, float]


@dataclass(frozen=True)
class SkyRecord:
    """Irradiance of n local days.

    ghi_wh_m2, clearsky_wh_m2: float64 (n, 24), NaN where not published. kinds: the reference's kind. sources: its name.
    fetched_at: when the newest of the hours came, None where there are none.
    """

    ghi_wh_m2: np.ndarray
    clearsky_wh_m2: np.ndarray
    kinds: list[str]
    sources: list[str]
    fetched_at: list[datetime | None]

    def take(self, rows: np.ndarray) -> "SkyRecord":
        """The same of some of the days."""
        lists = ([column[row] for row in rows.tolist()] for column in (self.kinds, self.sources, self.fetched_at))
        return SkyRecord(self.ghi_wh_m2[rows], self.clearsky_wh_m2[rows], *lists)

    def digest(self, row: int) -> str:
        """SHA-256 over the day's 24 pairs of big-endian float64, NaN as the one quiet NaN."""
        return self.digests(np.array([row]))[0].hex()

    def digests(self, rows: np.ndarray) -> list[bytes]:
        """The same of many days at once."""
        pairs = np.stack((self.ghi_wh_m2[rows], self.clearsky_wh_m2[rows]), axis=2)
        days = np.where(np.isnan(pairs), np.nan, pairs).astype(">f8").reshape(len(rows), 2 * SLOTS)
        return [sha256(day.tobytes()).digest() for day in days]


@dataclass(frozen=True)
class Evidence:
    """All that n inverter-days are judged by, in the order they were asked for.

    hours_since_previous: float64 (n,), from the last measured slot before the day to its midnight; NaN where nothing
    was measured in the `HISTORY` before it.
    """

    inverters: list[Inverter]
    dates: list[date]
    equipment: list[Equipment]
    production: list[ProductionDay | None]
    curve: DayCurve
    hours_since_previous: np.ndarray
    midnights_us: np.ndarray
    sky: SkyRecord

    def __len__(self) -> int:
        return len(self.dates)

    def take(self, rows: np.ndarray) -> "Evidence":
        """The same of some of the days."""
        at = rows.tolist()
        return Evidence(
            inverters=[self.inverters[row] for row in at],
            dates=[self.dates[row] for row in at],
            equipment=[self.equipment[row] for row in at],
            production=[self.production[row] for row in at],
            curve=DayCurve(self.curve.milliwatt_hours[rows]),
            hours_since_previous=self.hours_since_previous[rows],
            midnights_us=self.midnights_us[rows],
            sky=self.sky.take(rows),
        )


def equipment_on(inverter: Inverter, day: date) -> Equipment:
    """The version that stood on that day; the first one for days before any. Uses `with_equipment`'s prefetch."""
    versions = sorted(inverter.equipment.all(), key=lambda version: version.valid_from)
    return next((version for version in reversed(versions) if version.valid_from <= day), versions[0])


def equipment_digest(equipment: Equipment, inverter: Inverter) -> str:
    """SHA-256 of the canonical JSON of what a verdict takes from the equipment and its place."""
    facts = {**equipment.facts(), "gps_lat": inverter.gps_lat, "gps_lon": inverter.gps_lon}
    return sha256(rfc8785.dumps({key: str(value) for key, value in facts.items()})).hexdigest()


def evidence_of(wanted: list[InverterDay]) -> Evidence:
    """Production, equipment and sky of these inverter-days, in a number of queries that grows with cells alone."""
    ids = {inverter_id for inverter_id, _ in wanted}
    found = Inverter.objects.with_equipment().in_bulk(ids)
    inverters = [found[inverter_id] for inverter_id, _ in wanted]
    dates = [day for _, day in wanted]
    equipment = [equipment_on(inverter, day) for inverter, day in zip(inverters, dates, strict=True)]
    known = _production(wanted)
    nothing = np.full(SLOTS, MISSING, "<i8").tobytes()
    production = [known.get(key) for key in wanted]
    midnights = midnights_of(dates, equipment)
    return Evidence(
        inverters=inverters,
        dates=dates,
        equipment=equipment,
        production=production,
        curve=DayCurve.from_blocks([bytes(row.curve) if row else nothing for row in production]),
        hours_since_previous=_hours_since_previous(wanted, known),
        midnights_us=midnights,
        sky=sky_over(inverters, midnights),
    )


def midnights_of(dates: list[date], equipment: list[Equipment]) -> np.ndarray:
    """When each day begins where its equipment stands, int64 (n,), see `midnights_us`."""
    days, zones = np.array(dates, "datetime64[D]"), np.array([version.timezone for version in equipment])
    midnights = np.zeros(len(days), np.int64)
    for name in np.unique(zones):
        midnights[zones == name] = midnights_us(days[zones == name], ZoneInfo(name))
    return midnights


def _production(wanted: list[InverterDay]) -> dict[InverterDay, ProductionDay]:
    """The production of the days wanted and of the `HISTORY` before the first of them."""
    days = [day for _, day in wanted]
    rows = ProductionDay.objects.filter(inverter_id__in={inverter_id for inverter_id, _ in wanted})
    rows = rows.filter(date__gte=min(days) - HISTORY, date__lte=max(days)) if days else rows.none()
    return {(row.inverter_id, row.date): row for row in rows}


def _hours_since_previous(wanted: list[InverterDay], known: dict[InverterDay, ProductionDay]) -> np.ndarray:
    hours = np.full(len(wanted), np.nan)
    for row, (inverter_id, day) in enumerate(wanted):
        for back in range(1, HISTORY.days + 1):
            before = known.get((inverter_id, day - timedelta(days=back)))
            if before and before.reading_count:
                measured = np.flatnonzero(np.frombuffer(before.curve, "<i8") != MISSING)
                hours[row] = back * SLOTS - 1 - measured[-1]
                break
    return hours


def sky_over(inverters: list[Inverter], midnights: np.ndarray) -> SkyRecord:
    """What is stored of the sky over each inverter in the 24 hours from midnight: a near sensor's, or the cell's."""
    ghi, clearsky = np.full((2, len(inverters), SLOTS), np.nan)
    kinds = [str(ReferenceKind.SATELLITE)] * len(inverters)
    sources = [""] * len(inverters)
    fetched: list[datetime | None] = [None] * len(inverters)
    for by_reference in (_by_sensor(inverters), _by_cell(inverters)):
        for (place, kind), rows in by_reference.items():
            bare = [row for row in rows if fetched[row] is None]  # a sensor that measured nothing that day is silent
            if not bare or (series := _series(place, kind, midnights[bare])) is None:
                continue
            ghi[bare], clearsky[bare], fetches = series.days(midnights[bare])
            for row, fetch in zip(bare, fetches, strict=True):
                if fetch:
                    kinds[row], sources[row], fetched[row] = kind, fetch.source, fetch.fetched_at
    return SkyRecord(ghi, clearsky, kinds, sources, fetched)


def cell_hours(cell: Place, midnights: np.ndarray) -> np.ndarray:
    """The satellite's irradiation of one cell in the 24 hours after each midnight; (n, 24), NaN where unpublished."""
    series = _series(cell, str(ReferenceKind.SATELLITE), midnights)
    return np.full((len(midnights), SLOTS), np.nan) if series is None else series.days(midnights)[0]


Reference = tuple[Place, str]


def _by_cell(inverters: list[Inverter]) -> dict[Reference, list[int]]:
    groups: dict[Reference, list[int]] = defaultdict(list)
    for row, inverter in enumerate(inverters):
        groups[inverter.cell, str(ReferenceKind.SATELLITE)].append(row)
    return groups


def _by_sensor(inverters: list[Inverter]) -> dict[Reference, list[int]]:
    """Which inverters stand within reach of which sensor; the nearest one speaks, and on one spot the horizontal."""
    sensors = list(
        SatelliteFetch.objects.exclude(kind=ReferenceKind.SATELLITE)
        .order_by("grid_lat", "grid_lon", "kind")
        .values_list("grid_lat", "grid_lon", "kind")
        .distinct()
    )
    groups: dict[Reference, list[int]] = defaultdict(list)
    for row, inverter in enumerate(inverters):
        near = [(_degrees_apart(inverter, (lat, lon)), kind, (lat, lon)) for lat, lon, kind in sensors]
        distance, kind, place = min(near, default=(np.inf, "", (0.0, 0.0)))
        if distance <= SENSOR_REACH_DEGREES:
            groups[place, kind].append(row)
    return groups


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
    rows = (
        SatelliteHour.objects.filter(grid_lat=place[0], grid_lon=place[1], kind=kind)
        .filter(hour__gte=_utc(first), hour__lt=_utc(first + hours * HOUR_US))
        .order_by("revision")
        .values_list("hour", "ghi_wh_m2", "clearsky_wh_m2", "fetch_id")
    )
    columns = list(zip(*rows, strict=True))
    if not columns:
        return None
    at = np.array([microseconds(hour) for hour in columns[0]], np.int64) // HOUR_US - first // HOUR_US
    ghi, clearsky = np.full((2, hours), np.nan)
    fetch_ids = np.zeros(hours, np.int64)
    ghi[at], clearsky[at], fetch_ids[at] = (np.array(column, float) for column in columns[1:])
    return _Series(first, ghi, clearsky, fetch_ids, SatelliteFetch.objects.defer("raw").in_bulk(set(columns[3])))


def _utc(instant_us: int) -> datetime:
    return datetime.fromtimestamp(instant_us // 1_000_000, UTC)


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
