"""A month in the width of a word: one bar a day, for a row of a list."""

import math
from collections.abc import Sequence

from reports.charts.svg import Frame, element, fill, highest, picture, stroke

SMALL = Frame("sparkline", 96, 22, left=0, right=0, top=1, bottom=1)
BAR_GAP = 0.1  # of a day, on either side
LEAST_HEIGHT = 1.0
"""A measured zero is still drawn: it is not a day without readings."""


def draw(title: str, description: str, values: Sequence[float], frame: Frame = SMALL) -> str:
    """Bars by day, oldest first, as SVG markup; a day of which nothing is known (NaN) is a dot on the floor.

    A list holds many of them, so that all bars are one path and all dots another.
    """
    most = highest(values) or 1.0
    known = [(slot, value) for slot, value in enumerate(values) if math.isfinite(value)]
    unknown = [slot for slot, value in enumerate(values) if not math.isfinite(value)]
    bars = "".join(_bar(frame, slot, len(values), value, most) for slot, value in known)
    dots = "".join(
        f"M{_short(frame.slot_x(slot + 0.5, len(values)))} {_short(frame.floor - 1)}h.01" for slot in unknown
    )
    return picture(
        frame,
        title,
        description,
        element("path", d=bars, **fill("measured")) if bars else "",
        element("path", d=dots, stroke_width="1.5", stroke_linecap="round", **stroke("missing")) if dots else "",
        read_out=False,
    )


def _bar(frame: Frame, slot: int, slots: int, value: float, most: float) -> str:
    height = max(frame.floor - frame.y(value, most), LEAST_HEIGHT)
    x, width = frame.slot_x(slot + BAR_GAP, slots), frame.plot_width / slots * (1 - 2 * BAR_GAP)
    return f"M{_short(x)} {_short(frame.floor)}v-{_short(height)}h{_short(width)}v{_short(height)}z"


def _dot(frame: Frame, slot: int, slots: int) -> str:
    return f"M{_short(frame.slot_x(slot + 0.5, slots))} {_short(frame.floor - 1)}h.01"


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
