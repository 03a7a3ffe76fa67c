"""Shares of a whole as one bar: which part is verified, which waits, which is flagged."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts.svg import Frame, element, fill, picture

BAR = Frame("shares", 1120, 16, left=0, right=0, top=0, bottom=0)
GAP = 2.0
LEAST_WIDTH = 4.0
"""However small, a share that is not nothing can be seen: one flag among ten thousand must not vanish."""


@dataclass(frozen=True)
class Share:
    """One part: the colour's name and its size in any unit."""

    colour: str
    size: float


def draw(title: str, description: str, shares: Sequence[Share], frame: Frame = BAR) -> str:
    """The bar as SVG markup; an empty whole is one grey bar."""
    parts = [share for share in shares if share.size > 0]
    if not parts:
        return picture(
            frame, title, description, _part(0.0, frame.width, frame, "grid"), read_out=False, stretched=True
        )
    x, drawn = 0.0, []
    for share, width in zip(parts, widths([share.size for share in parts], frame.width), strict=True):
        drawn.append(_part(x, width - GAP, frame, share.colour))
        x += width
    return picture(frame, title, description, *drawn, read_out=False, stretched=True)


def widths(sizes: Sequence[float], width: float) -> list[float]:
    """The width of each part: by size, each at least LEAST_WIDTH and a gap, all of them the whole width."""
    least = LEAST_WIDTH + GAP
    shared = width - least * len(sizes)
    return [least + shared * size / sum(sizes) for size in sizes]


def _part(x: float, width: float, frame: Frame, colour: str) -> str:
    return element("rect", x=x, y=0, width=width, height=frame.height, rx=2, **fill(colour))
