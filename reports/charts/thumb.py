"""One day in the space of a stamp: energy by hour as bars under the rating, and the sky's light as a line over them."""

from collections.abc import Sequence
from itertools import groupby
from math import isfinite

from reports.charts.svg import Frame, element, fill, highest, picture, stroke

STAMP = Frame("thumb", 220, 84, left=2, right=2, top=4, bottom=2)
BAR_GAP = 0.1  # of an hour, on either side
LEAST_HEIGHT = 1.0
"""A measured zero is still drawn; an hour that nothing came for is not."""
HEADROOM = 1.05


def draw(
    title: str,
    description: str,
    kwh: Sequence[float],
    ghi_wh_m2: Sequence[float],
    rating_kw: float,
    frame: Frame = STAMP,
) -> str:
    """The day as SVG markup; NaN is not known. The light has a scale of its own: its shape is what is compared."""
    most = max(highest(kwh), rating_kw) * HEADROOM
    sky = (highest(ghi_wh_m2) or 1.0) * HEADROOM
    bars = "".join(_bar(frame, slot, len(kwh), value, most) for slot, value in enumerate(kwh) if isfinite(value))
    return picture(
        frame,
        title,
        description,
        element("path", d=bars, **fill("measured")) if bars else "",
        element(
            "line",
            x1=frame.left,
            x2=frame.width - frame.right,
            y1=frame.y(rating_kw, most),
            y2=frame.y(rating_kw, most),
            stroke_width="1.2",
            stroke_dasharray="2 3",
            **stroke("ink"),
        ),
        *(
            element("polyline", points=points, stroke_width="1.6", **stroke("irradiance"))
            for points in _lines(frame, ghi_wh_m2, sky)
        ),
        read_out=False,
    )


def _bar(frame: Frame, slot: int, slots: int, value: float, most: float) -> str:
    height = max(frame.floor - frame.y(value, most), LEAST_HEIGHT)
    x, width = frame.slot_x(slot + BAR_GAP, slots), frame.plot_width / slots * (1 - 2 * BAR_GAP)
    return f"M{x:.1f} {frame.floor:.1f}v-{height:.1f}h{width:.1f}v{height:.1f}z"


def _lines(frame: Frame, values: Sequence[float], most: float) -> list[str]:
    """Points of a line through the middles of the hours, broken where nothing is known."""
    slots = range(len(values))
    runs = (list(run) for known, run in groupby(slots, lambda slot: isfinite(values[slot])) if known)
    return [
        " ".join(f"{frame.slot_x(slot + 0.5, len(values)):.1f},{frame.y(values[slot], most):.1f}" for slot in run)
        for run in runs
        if len(run) > 1
    ]
