"""A map as a picture: land, and marks that are links."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from reports.charts.outline import simplified
from reports.charts.projection import Projection
from reports.charts.svg import COLOURS, Frame, element, fill, picture, stroke, text

WIDE = Frame("wide", 760, 500, left=0, right=0, top=0, bottom=0)
NARROW = Frame("narrow", 350, 330, left=0, right=0, top=0, bottom=0)
SMALL = Frame("small", 250, 170, left=0, right=0, top=0, bottom=0)
TOUCHED = 12.0
"""A target of 24 pixels, WCAG 2.2, criterion 2.5.8."""
RING = 4.0
FINEST = 0.4  # pixels
BEYOND = 8.0
"""Land is drawn so far beyond the picture's edge, that its cut does not look like a coast."""
CALLING = ("flagged", "silent")
"""States of which one in a cluster is enough to be told."""
BADGE = 13.0
"""How large the shape is that tells it."""


@dataclass(frozen=True)
class Mark:
    """One place and where it leads. x, y, radius: pixels.

    parts: how many of each state, the worst first; a state is a colour of `svg.COLOURS` and a shape of the page's.
    count: the figure in its middle, of several; empty for one.
    """

    x: float
    y: float
    radius: float
    parts: Mapping[str, int]
    count: str
    label: str
    href: str

    @property
    def worst(self) -> str:
        """The worst of its states."""
        return next(iter(self.parts))


@dataclass(frozen=True)
class Land:
    """One country. home: whether any mark stands in it. rings: see `outline`."""

    rings: Sequence[np.ndarray]
    home: bool


def draw(title: str, description: str, ground: str, marks: Sequence[Mark], frame: Frame) -> str:
    """The map as SVG markup: a group, because it holds links. ground: see `land`. The last of the marks lies on top."""
    return picture(
        frame,
        title,
        description,
        element("rect", width=frame.width, height=frame.height, **fill("sea")),
        ground,
        *(_mark(mark) for mark in marks),
        linked=True,
    )


def land(countries: Sequence[Land], projection: Projection) -> str:
    """The countries as markup; they stay the same while inverters come and go."""
    return "".join(_country(one, projection) for one in countries)


def _country(country: Land, projection: Projection) -> str:
    corner = (projection.frame.width + BEYOND, projection.frame.height + BEYOND)
    lines = (simplified(np.clip(projection.points(ring), -BEYOND, corner), FINEST) for ring in country.rings)
    path = "".join(_path(line) for line in lines if np.ptp(line, axis=0).min() > FINEST)
    colour = "home" if country.home else "land"
    return element(
        "path", d=path, fill_rule="evenodd", fill=COLOURS[colour], class_=f"c-{colour} l-border",
        stroke=COLOURS["border"], stroke_width="0.8",
    ) if path else ""  # fmt: skip


def _path(line: np.ndarray) -> str:
    """A closed path in tenths of a pixel, each point by its step from the one before: half the bytes."""
    tenths = np.rint(line[:-1] * 10).astype(int)
    x, y = (tenths[0] / 10).tolist()
    steps = " ".join(f"{x / 10:g} {y / 10:g}" for x, y in np.diff(tenths, axis=0).tolist() if x or y)
    return f"M{x:g} {y:g}l{steps}z" if steps else ""


def _mark(mark: Mark) -> str:
    touched = max(mark.radius + 2, TOUCHED)
    return element(
        "a",
        element("title", escape(mark.label)),
        element("circle", cx=mark.x, cy=mark.y, r=touched, class_="target", fill="transparent"),
        *(_cluster(mark) if mark.count else _pin(mark)),
        href=mark.href,
        class_="mark",
        aria_label=mark.label,
    )


def _pin(mark: Mark) -> Iterator[str]:
    """One inverter: the shape and colour of its state, on a ground that parts it from the land."""
    yield element("circle", cx=mark.x, cy=mark.y, r=mark.radius + 1.5, **fill("ground"))
    yield _shape(mark.worst, mark.x, mark.y, 2 * mark.radius)


def _cluster(mark: Mark) -> Iterator[str]:
    """Several: their number, a ring parted by state, and the shape of the worst where somebody is needed."""
    yield element("circle", cx=mark.x, cy=mark.y, r=mark.radius + 1.5, **fill("ground"))
    yield from _ring(mark)
    yield text(mark.count, x=mark.x, y=mark.y + 4, text_anchor="middle", font_size="11", **fill("ink"))
    if mark.worst in CALLING:
        x, y = mark.x + mark.radius * 0.8, mark.y - mark.radius * 0.8
        yield element("circle", cx=x, cy=y, r=BADGE / 2 + 1, **fill("ground"))
        yield _shape(mark.worst, x, y, BADGE)


def _ring(mark: Mark) -> Iterator[str]:
    turn, whole, r = 0.0, sum(mark.parts.values()), mark.radius - RING / 2
    for state, count in mark.parts.items():
        if count == whole:
            yield element("circle", cx=mark.x, cy=mark.y, r=r, stroke_width=RING, **stroke(state))
            return
        ends = [_at(mark, r, turn), _at(mark, r, turn + count / whole)]
        large = int(count / whole > 0.5)  # noqa: PLR2004 - half a turn
        path = f"M{ends[0]}A{r:.1f} {r:.1f} 0 {large} 1 {ends[1]}"
        yield element("path", d=path, stroke_width=RING, **stroke(state))
        turn += count / whole


def _at(mark: Mark, r: float, turn: float) -> str:
    angle = 2 * math.pi * (turn - 0.25)
    return f"{mark.x + r * math.cos(angle):.1f} {mark.y + r * math.sin(angle):.1f}"


def _shape(state: str, x: float, y: float, size: float) -> str:
    return element(
        "use", href=f"#shape-{state}", x=x - size / 2, y=y - size / 2, width=size, height=size,
        class_=f"p-{state}", color=COLOURS[state],
    )  # fmt: skip
