"""Parts of the earth that a fleet stands in: each is one map, whole countries where they fit on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.audit.standing_selectors import Standing
from reports.charts.projection import Box
from reports.fleet.outlines import code_at, country
from reports.presenters import listed

WIDEST = 62.0
"""A country wider than so many degrees is shown only where inverters stand; the United States' mainland still fits."""
JOINED = 30.0
"""Neighbouring countries share a map up to this many degrees."""
LEAST = 3.0
"""A single roof is shown with some land around it."""
TOUCHING, MARGIN = 0.5, 0.04
MINOR = 0.1
"""A neighbour with a smaller share of a map's inverters does not widen it beyond them."""
MOST_NAMES = 3


@dataclass(frozen=True)
class Region:
    """One map's part of the earth. codes: of the countries that inverters stand in, see `outlines.code_at`."""

    codes: tuple[str, ...]
    box: Box
    standings: list[Standing]

    @property
    def name(self) -> str:
        """Its countries by name, those with the most inverters first."""
        names = [name for name in (country(code).name for code in self.codes) if name] or ["At sea"]
        more = len(names) - MOST_NAMES
        return listed([*names[:MOST_NAMES], f"{more} more"] if more > 0 else names)


def regions(standings: Sequence[Standing]) -> list[Region]:
    """Countries, neighbours joined, those with the most inverters first."""
    by_code: dict[str, list[Standing]] = {}
    for standing in standings:
        by_code.setdefault(code_at(standing.latitude, standing.longitude), []).append(standing)
    found: list[Region] = []
    for code, those in sorted(by_code.items(), key=lambda item: _size(item[1]), reverse=True):
        alone = Region((code,), _extent(code, those), those)
        wider = next((other for other in found if _shared(other, alone)), None)
        if wider is None:
            found.append(alone)
        else:
            found[found.index(wider)] = _joined(wider, alone)
    return sorted(found, key=lambda region: _size(region.standings), reverse=True)


def _size(standings: Sequence[Standing]) -> tuple[int, float]:
    return len(standings), sum(one.capacity_kw for one in standings)


def shown(region: Region) -> Box:
    """The region with a margin, so that no coast lies on the picture's edge."""
    lack = max(LEAST - region.box.span, 0.0) / 2
    return region.box.grown(lack + MARGIN * region.box.span)


def around(standings: Sequence[Standing]) -> Box:
    """The least box that holds these inverters."""
    latitudes, longitudes = [one.latitude for one in standings], [one.longitude for one in standings]
    return Box(min(latitudes), min(longitudes), max(latitudes), max(longitudes))


def _extent(code: str, standings: Sequence[Standing]) -> Box:
    box = around(standings)
    home = country(code).around(standings[0].latitude, standings[0].longitude)
    return box.with_(home) if home and home.span <= WIDEST else box


def _shared(one: Region, other: Region) -> bool:
    """Whether one map shows both well."""
    near, box = one.box.grown(TOUCHING), _joined(one, other).box
    touch = near.south <= other.box.north and other.box.south <= near.north
    return touch and near.west <= other.box.east and other.box.west <= near.east and box.span <= JOINED


def _joined(one: Region, other: Region) -> Region:
    minor = len(other.standings) < MINOR * len(one.standings)
    box = around(other.standings) if minor else other.box
    return Region(one.codes + other.codes, one.box.with_(box), one.standings + other.standings)
