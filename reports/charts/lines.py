"""Curves over the hours of a day, broken where nothing is known."""

import math
from collections.abc import Iterator, Sequence

from reports.charts.svg import Frame, element, fill, stroke


def curve(frame: Frame, values: Sequence[float], most: float, dashes: str | None, width: float) -> Iterator[str]:
    """A line through the middles of the hours that are known, broken where they are not; a lone hour is a dot."""
    slots = len(values)
    for run in _runs(_by_day(values)):
        points = [(frame.slot_x(slot + 0.5, slots), frame.y(values[slot], most)) for slot in run]
        if len(points) == 1:
            [(x, y)] = points
            yield element("circle", cx=x, cy=y, r=width, **fill("irradiance"))
        else:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            yield element(
                "polyline", points=path, class_="halo", stroke="#ffffff", stroke_width=width + 2.5, fill="none"
            ) + element("polyline", points=path, stroke_width=width, stroke_dasharray=dashes, **stroke("irradiance"))


def _by_day(values: Sequence[float]) -> list[float]:
    """The night's zeros left out but for those beside the light: a line along the floor would hide measured zeros."""
    lit = [value > 0 for value in values]
    return [value if any(lit[max(slot - 1, 0) : slot + 2]) else math.nan for slot, value in enumerate(values)]


def _runs(values: Sequence[float]) -> Iterator[list[int]]:
    run: list[int] = []
    for slot, value in enumerate(values):
        if math.isfinite(value):
            run.append(slot)
        elif run:
            yield run
            run = []
    if run:
        yield run
