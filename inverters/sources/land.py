"""How much of a satellite cell is land, by the map of time zones: over the open sea they are named after Greenwich."""

from functools import lru_cache
from math import cos, pi, radians, sin

from tzfpy import get_tz

SAMPLES = 10
"""Along each side of a cell: 11 km apart at most, which leaves the share sure to a few percent."""

TERRITORIAL_DEGREES = 0.2
"""The zones of the land reach 12 nautical miles out to sea (UN Convention on the Law of the Sea, article 3)."""

ROUND = 8
"""Directions in which the open sea is looked for around a point."""

OPEN_SEA = "Etc/"
CELLS = 4096


@lru_cache(CELLS)
def land_share(latitude: float, longitude: float) -> float:
    """The share of the 1° cell around this centre that is land, inland water included.

    A point is land where no open sea lies within the territorial waters' width of it: their coast is the zones' edge
    moved back by that much, to a sample's distance.
    """
    offsets = [(at + 0.5) / SAMPLES - 0.5 for at in range(SAMPLES)]
    found = [_is_land(latitude + north, longitude + east) for north in offsets for east in offsets]
    return sum(found) / len(found)


def _is_land(latitude: float, longitude: float) -> bool:
    wide = TERRITORIAL_DEGREES / max(cos(radians(latitude)), TERRITORIAL_DEGREES)
    turns = [2 * pi * turn / ROUND for turn in range(ROUND)]
    around = [(latitude + TERRITORIAL_DEGREES * sin(turn), longitude + wide * cos(turn)) for turn in turns]
    return not any(_is_open_sea(*point) for point in [(latitude, longitude), *around])


def _is_open_sea(latitude: float, longitude: float) -> bool:
    north = max(-90.0, min(90.0, latitude))
    return get_tz((longitude + 180.0) % 360.0 - 180.0, north).startswith(OPEN_SEA)
