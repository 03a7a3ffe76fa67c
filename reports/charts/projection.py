"""Degrees of the earth to pixels of a picture."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from reports.charts.svg import Frame


class Box(NamedTuple):
    """A part of the earth that does not cross the date line, in degrees."""

    south: float
    west: float
    north: float
    east: float

    @property
    def area(self) -> float:
        """In square degrees."""
        return (self.north - self.south) * (self.east - self.west)

    @property
    def span(self) -> float:
        """The longer side."""
        return max(self.north - self.south, self.east - self.west)

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether a place lies in it."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east

    def with_(self, other: "Box") -> "Box":
        """The least box that holds both."""
        return Box(*map(min, self[:2], other[:2]), *map(max, self[2:], other[2:]))

    def grown(self, by: float) -> "Box":
        """So many degrees more on every side, as far as the earth goes."""
        low, high = (max(self.south - by, -90.0), max(self.west - by, -180.0)), (self.north + by, self.east + by)
        return Box(*low, min(high[0], 90.0), min(high[1], 180.0))


@dataclass(frozen=True)
class Projection:
    """Degrees to pixels: equirectangular, true to scale in the middle of a box that fills the frame."""

    middle: tuple[float, float]
    per_degree: float
    frame: Frame

    @classmethod
    def of(cls, box: Box, frame: Frame) -> "Projection":
        """The largest scale at which the frame holds the box."""
        middle = ((box.south + box.north) / 2, (box.west + box.east) / 2)
        across = (box.east - box.west) * math.cos(math.radians(middle[0]))
        return cls(middle, min(frame.height / (box.north - box.south), frame.width / across), frame)

    @property
    def box(self) -> Box:
        """All that can be seen."""
        up, across = self.frame.height / 2 / self.per_degree, self.frame.width / 2 / self._per_degree_east
        (latitude, longitude) = self.middle
        return Box(
            max(latitude - up, -90.0),
            max(longitude - across, -180.0),
            min(latitude + up, 90.0),
            min(longitude + across, 180.0),
        )

    @property
    def _per_degree_east(self) -> float:
        return self.per_degree * math.cos(math.radians(self.middle[0]))

    def points(self, longitudes_latitudes: np.ndarray) -> np.ndarray:
        """Pixels from the upper left, (n, 2), of degrees east and north, (n, 2)."""
        away = np.asarray(longitudes_latitudes, float) - self.middle[::-1]
        return away * (self._per_degree_east, -self.per_degree) + (self.frame.width / 2, self.frame.height / 2)
