"""A day's energy on one line: what was measured, what the sky let one expect, and what would be too much."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts.svg import Frame, element, fill, nice_ticks, picture, stroke, text

WIDE = Frame("wide", 1120, 82, left=46, right=24, top=40, bottom=22)
NARROW = Frame("narrow", 350, 96, left=10, right=24, top=54, bottom=22)
FIRST_LABEL = {"wide": 14.0, "narrow": 30.0}
LINE = 16.0
BAR = 10.0
MARGIN = 1.05
LETTER, GAP = 6.0, 4.0
"""Width of a letter, about, and what lies between a label and its line."""


@dataclass(frozen=True)
class Limit:
    """A ceiling: above it a day of this sky is too much."""

    kwh: float
    label: str


@dataclass(frozen=True)
class TotalPicture:
    """What is drawn, in kWh. expected: the band's two ends, None where the satellite is not known."""

    title: str
    description: str
    kwh: float
    expected: tuple[float, float] | None
    limits: Sequence[Limit]


def draw(total: TotalPicture, frame: Frame) -> str:
    """The line as SVG markup."""
    shown = [total.kwh, *(total.expected or ()), *(limit.kwh for limit in total.limits)]
    most, middle = max(shown) * MARGIN or 1.0, (frame.top + frame.floor) / 2
    ticks = [tick for tick in nice_ticks(most) if tick <= most]
    beyond = any(total.kwh > limit.kwh for limit in total.limits)

    def x(kwh: float) -> float:
        return frame.left + frame.plot_width * kwh / most

    band = [_rect(x(low), x(high), frame.top, frame.plot_height, "irradiance", "0.24") for low, high in _pairs(total)]
    return picture(
        frame,
        total.title,
        total.description,
        _rect(x(0), x(most), middle - BAR / 2, BAR, "grid"),
        *band,
        _rect(x(0), x(total.kwh), middle - BAR / 2, BAR, "flagged" if beyond else "measured"),
        *(text(f"{tick:g}", x=x(tick), y=frame.height - 6, text_anchor="middle", **fill("muted")) for tick in ticks),
        text("The day, kWh", x=4, y=14, **fill("muted")),
        *(_limit(frame, limit, x(limit.kwh), row) for row, limit in enumerate(_highest_first(total))),
        read_out=False,
    )


def _highest_first(total: TotalPicture) -> list[Limit]:
    """So that no line crosses the label of another."""
    return sorted(total.limits, key=lambda limit: -limit.kwh)


def _pairs(total: TotalPicture) -> Sequence[tuple[float, float]]:
    return [total.expected] if total.expected else []


def _rect(start: float, end: float, y: float, height: float, colour: str, opacity: str | None = None) -> str:
    return element("rect", x=start, width=end - start, y=y, height=height, fill_opacity=opacity, **fill(colour))


def _limit(frame: Frame, limit: Limit, x: float, row: int) -> str:
    """A line with its label, each on a row of its own: however near two ceilings are, both can be read."""
    y = FIRST_LABEL[frame.name] + row * LINE
    left = x > frame.width / 2
    beside = LETTER * len(limit.label) <= (x if left else frame.width - x) - GAP
    top = y - 10 if beside else y + GAP
    line = element("line", x1=x, x2=x, y1=top, y2=frame.floor + 2, stroke_width="1.5", **stroke("ink"))
    at, from_end = _place(x, left) if beside else _place(0.0 if left else frame.width, not left)
    return line + text(limit.label, x=at, y=y, text_anchor="end" if from_end else None, **fill("ink"))


def _place(x: float, left: bool) -> tuple[float, bool]:
    """Where a label begins, or ends that stands to the left of x; one too long for its side stands above its line."""
    return (x - GAP, True) if left else (x + GAP, False)
