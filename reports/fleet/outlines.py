"""Outlines of countries, coastal waters included, from tzfpy's polygons of time zones.

Those are of OpenStreetMap's contributors (ODbL), read from the installed package and kept in memory: nothing of theirs
is committed. Which country a zone belongs to stands in zone.tab of the tz database, which is in the public domain.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from tzfpy import get_tz, get_tz_polygon_geojson

from reports.charts.outline import merged
from reports.charts.projection import Box

SAMPLES = 40
"""So many places across and along are asked which zone they lie in: small neighbours may be missed, pins never are."""

KEPT = 32
"""Parts of the earth whose land is kept: a fleet's few, and some from before it grew."""


@dataclass(frozen=True)
class Country:
    """One country. rings: see `reports.charts.outline`."""

    code: str
    name: str
    rings: tuple[np.ndarray, ...]

    def around(self, latitude: float, longitude: float) -> Box | None:
        """The least box around the part of it, the mainland or an island, that a place stands in."""
        for box in sorted((box_of(ring) for ring in self.rings), key=lambda box: -box.area):
            if box.holds(latitude, longitude):
                return box
        return None


def box_of(ring: np.ndarray) -> Box:
    """The least box around a ring."""
    (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
    return Box(float(south), float(west), float(north), float(east))


def code_at(latitude: float, longitude: float) -> str:
    """The country of a place by ISO 3166; the zone's own name where it belongs to none, as at sea."""
    zone = get_tz(longitude, latitude)
    return _codes().get(zone, zone)


@cache
def country(code: str) -> Country:
    """All of a country."""
    zones = [zone for zone, owner in _codes().items() if owner == code]
    return Country(code, _names().get(code, ""), tuple(merged(_rings(zone) for zone in zones)))


@lru_cache(maxsize=KEPT)
def land_within(box: Box) -> dict[str, list[np.ndarray]]:
    """The rings of what lies in a box, by country; borders between zones of one country are not among them."""
    longitudes, latitudes = np.linspace(box.west, box.east, SAMPLES), np.linspace(box.south, box.north, SAMPLES)
    zones = {get_tz(float(longitude), float(latitude)) for longitude in longitudes for latitude in latitudes}
    owners: dict[str, list[str]] = {}
    for zone in sorted(zone for zone in zones if zone in _codes()):
        owners.setdefault(_codes()[zone], []).append(zone)
    return {code: merged(_rings(zone) for zone in owned) for code, owned in owners.items()}


@cache
def _rings(zone: str) -> tuple[np.ndarray, ...]:
    try:
        found = json.loads(get_tz_polygon_geojson(zone))
    except (ValueError, RuntimeError):  # a zone of zone.tab that this data does not draw apart
        return ()
    polygons = (feature["geometry"]["coordinates"] for feature in found["features"])
    return tuple(np.array(ring) for several in polygons for polygon in several for ring in polygon)


@cache
def _codes() -> dict[str, str]:
    """The country of each zone."""
    return {zone: code for code, _, zone, *_ in _table("zone.tab")}


@cache
def _names() -> dict[str, str]:
    return {code: name for code, name, *_ in _table("iso3166.tab")}


def _table(name: str) -> Iterator[list[str]]:
    for line in files("tzdata.zoneinfo").joinpath(name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")
