"""Inverters that one mark of a map stands for: what it says of them and where it leads."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import numpy as np

from reports.audit.standing_selectors import Standing
from reports.charts.clusters import clusters
from reports.charts.map import NARROW, SMALL, WIDE
from reports.charts.projection import Box, Projection
from reports.charts.svg import Frame
from reports.fleet.regions import Region, around, shown
from reports.links import to
from reports.presenters import Amount, Badge, inverters, listed, number, place

STATES = {
    "flagged": "Flagged",
    "silent": "Silent",
    "pending": "Pending",
    "verified": "Verified or submitted",
    "none": "No credit yet",
}
"""What a mark can say, the worst first: who needs somebody, then how the newest credit stands."""
REACH = {WIDE.name: 42.0, NARROW.name: 38.0, SMALL.name: 34.0}
"""Marks nearer to one another than so many pixels are gathered."""
TEN_METRES = Decimal("0.0001")  # in degrees


@dataclass(frozen=True)
class Sites:
    """Inverters close together, or one. x, y: the middle of them in pixels. states: how many of each."""

    standings: Sequence[Standing]
    states: Counter[str]
    x: float = 0.0
    y: float = 0.0

    @property
    def capacity(self) -> float:
        return sum(one.capacity_kw for one in self.standings)

    @property
    def href(self) -> str:
        return to("inverters", box=box_text(around(self.standings)))

    @property
    def name(self) -> str:
        """One inverter by name, several by where their middle is."""
        if len(self.standings) == 1:
            return self.standings[0].name
        box = around(self.standings)
        return f"around {place((box.south + box.north) / 2, (box.west + box.east) / 2)}"

    @property
    def badges(self) -> list[tuple[Badge, str]]:
        return [
            (Badge(word, state), number(self.states[state])) for state, word in STATES.items() if self.states[state]
        ]

    @property
    def label(self) -> str:
        told = f"{Amount(number(self.capacity), 'kW')}"
        if len(self.standings) == 1:
            return f"{self.name}: {self.badges[0][0].word.lower()}, {told}"
        return f"{inverters(len(self.standings))} {self.name}, {told}: " + listed(
            [f"{count} {badge.word.lower()}" for badge, count in self.badges]
        )


def gathered(region: Region, states: dict[int, str], frame: Frame) -> Iterator[Sites]:
    """What each mark stands for and where it is drawn, those of many first."""
    projection = Projection.of(shown(region), frame)
    points = projection.points(np.array([(one.longitude, one.latitude) for one in region.standings]))
    group = clusters(points, REACH[frame.name])
    for number_, _ in Counter(group.tolist()).most_common():
        at = np.flatnonzero(group == number_)
        those = [region.standings[row] for row in at.tolist()]
        yield Sites(those, Counter(states[one.id] for one in those), *points[at].mean(axis=0).tolist())


def box_text(box: Box) -> str:
    """A box as an address carries it: south, west, north, east, no smaller than it is."""
    sides = zip(box, (ROUND_FLOOR, ROUND_FLOOR, ROUND_CEILING, ROUND_CEILING), strict=True)
    # By its written digits: 6.52 is a little less in binary, and would be rounded down to 6.5199.
    return ",".join(f"{Decimal(str(value)).quantize(TEN_METRES, towards).normalize():f}" for value, towards in sides)
