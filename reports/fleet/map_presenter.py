"""The fleet on maps, ready to be set: pictures, what their marks say and where they lead, and the same as a table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from reports.audit.standing_selectors import Standing
from reports.charts import map as map_chart
from reports.charts.clusters import CLUSTER_RADII, PIN_RADII, radius
from reports.charts.map import NARROW, SMALL, WIDE, Land, Mark
from reports.charts.projection import Box, Projection
from reports.charts.svg import Frame
from reports.fleet.map_sites import STATES, Sites, gathered
from reports.fleet.outlines import KEPT, land_within
from reports.fleet.regions import Region, regions, shown
from reports.fleet.worst import state_of
from reports.presenters import Amount, Badge, inverters, number

OTHERS = 4
"""So many places besides the main one have a small map."""


@dataclass(frozen=True)
class Place:
    """One mark as a row of the table."""

    name: str
    href: str
    inverters: str
    capacity: str
    states: list[tuple[Badge, str]]


@dataclass(frozen=True)
class Panel:
    """One region in the widths it is shown in, and its marks as a table."""

    name: str
    note: str
    pictures: list[SafeString]
    places: list[Place]


@dataclass(frozen=True)
class Maps:
    """The fleet's regions. rest: what no map shows, in words."""

    main: Panel
    others: list[Panel]
    legend: list[tuple[Badge, str]]
    rest: str


def maps(standings: Sequence[Standing], newest: date | None) -> Maps | None:
    """The regions in which the fleet stands, the largest first; None for a fleet without inverters."""
    if not standings:
        return None
    states = {one.id: state_of(one, newest) for one in standings}
    found = regions(standings)
    rest = sum(len(region.standings) for region in found[OTHERS + 1 :])
    everybody = Sites(standings, Counter(states.values()))
    return Maps(
        main=_panel(found[0], states, (WIDE, NARROW)),
        others=[_panel(region, states, (SMALL,)) for region in found[1 : OTHERS + 1]],
        legend=everybody.badges,
        rest=f"{number(rest)} more in {number(len(found) - OTHERS - 1)} other places" if rest else "",
    )


def _panel(region: Region, states: dict[int, str], frames: Sequence[Frame]) -> Panel:
    everybody = Sites(region.standings, Counter(states[one.id] for one in region.standings))
    drawn = [(frame, list(gathered(region, states, frame))) for frame in frames]
    note = f"{inverters(len(region.standings))}, {Amount(number(everybody.capacity), 'kW')}"
    return Panel(
        name=region.name,
        note=note,
        pictures=[_picture(region, note, sites, frame) for frame, sites in drawn],
        places=[_place(sites) for sites in drawn[0][1]],
    )


def _picture(region: Region, note: str, sites: list[Sites], frame: Frame) -> SafeString:
    largest = max(one.capacity for one in sites)
    marks = [_mark(one, largest) for one in sites]
    title = f"Map of the fleet: {region.name}"
    description = f"{note}. Each mark is a link to its inverters; the table below has the same."
    ground = _ground(shown(region), frame, region.codes)
    return mark_safe(map_chart.draw(title, description, ground, marks, frame))  # noqa: S308 - charts escape


@lru_cache(maxsize=KEPT)
def _ground(box: Box, frame: Frame, codes: tuple[str, ...]) -> str:
    projection = Projection.of(box, frame)
    found = land_within(projection.box).items()
    return map_chart.land([Land(rings, home=code in codes) for code, rings in found], projection)


def _mark(sites: Sites, largest: float) -> Mark:
    count = len(sites.standings)
    return Mark(
        x=sites.x,
        y=sites.y,
        radius=radius(sites.capacity, largest, PIN_RADII if count == 1 else CLUSTER_RADII),
        parts={state: sites.states[state] for state in STATES if sites.states[state]},
        count=number(count) if count > 1 else "",
        label=sites.label,
        href=sites.href,
    )


def _place(sites: Sites) -> Place:
    name = sites.name[0].upper() + sites.name[1:]
    return Place(name, sites.href, number(len(sites.standings)), number(sites.capacity), sites.badges)
