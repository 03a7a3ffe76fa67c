"""The month about a day: each day's energy against what its sky let one expect, and what became of it.

Each column is a link to its day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from reports.charts.marks import mark
from reports.charts.svg import Frame, element, fill, gridlines, highest, nice_ticks, picture, stroke, text

WIDE = Frame("wide", 1120, 190, bottom=48)
NARROW = Frame("narrow", 350, 180, left=36, right=24, bottom=48)
BAR_GAP = 0.16
LABEL_DAYS = {"wide": 3, "narrow": 7}
MARK = {"wide": 9.0, "narrow": 7.0}


@dataclass(frozen=True)
class WindowDay:
    """One day, in kWh; expected: None where the satellite is not published. here: whether it is the page's own."""

    label: str
    kwh: float
    expected: float | None
    shape: str
    here: bool
    address: str
    readout: str


def draw(title: str, description: str, days: Sequence[WindowDay], frame: Frame) -> str:
    """The month as SVG markup, the oldest day first."""
    ticks = nice_ticks(highest([*(day.kwh for day in days), *(day.expected or 0.0 for day in days)]) * 1.04)
    return picture(
        frame,
        title,
        description,
        gridlines(frame, ticks),
        text("kWh a day", x=4, y=14, **fill("muted")),
        *(_day(frame, number, len(days), day, ticks[-1]) for number, day in enumerate(days)),
        *(_label(frame, number, len(days), day) for number, day in enumerate(days)),
        linked=True,
    )


def _day(frame: Frame, number: int, count: int, day: WindowDay, most: float) -> str:
    pitch, x, top = frame.plot_width / count, frame.slot_x(number, count), frame.y(day.kwh, most)
    drawn = [
        element(
            "rect", x=frame.slot_x(number + BAR_GAP, count), width=pitch * (1 - 2 * BAR_GAP), y=top,
            height=frame.floor - top, fill_opacity=None if day.here else "0.55", **fill("measured"),
        ),
        mark(day.shape, x + pitch / 2, frame.floor + 12, MARK[frame.name]),
    ]  # fmt: skip
    if day.expected is not None:
        y = frame.y(day.expected, most)
        drawn.append(element("line", x1=x, x2=x + pitch, y1=y, y2=y, stroke_width="2.25", **stroke("irradiance")))
    hit = element(
        "rect", element("title", escape(day.readout)), x=x, y=frame.top, width=pitch,
        height=frame.height - frame.top, fill="transparent", class_="hit", data_readout=day.readout,
    )  # fmt: skip
    here = "date" if day.here else None
    return element("a", *drawn, hit, href=day.address, aria_label=day.readout, aria_current=here)


def _label(frame: Frame, number: int, count: int, day: WindowDay) -> str:
    step = LABEL_DAYS[frame.name]
    if not day.here and (count - 1 - number) % step:
        return ""
    return text(
        day.label, x=frame.slot_x(number + 0.5, count), y=frame.height - 8, text_anchor="middle",
        **fill("ink" if day.here else "muted"),
    )  # fmt: skip
