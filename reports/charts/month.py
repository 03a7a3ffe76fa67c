"""A month of the whole fleet: each day's energy as one column, parted by what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.charts.svg import Frame, element, fill, gridlines, hatching, highest, hit, nice_ticks, picture, text

WIDE = Frame("wide", 1120, 270, right=32)
NARROW = Frame("narrow", 350, 230, left=36, right=30)
LABEL_DAYS = {"wide": 3, "narrow": 7}
BAR_GAP = 0.14  # of a day, on either side


@dataclass(frozen=True)
class DayColumn:
    """One day. parts: energy by colour, from the floor upwards, in the picture's unit; None where nothing came."""

    label: str
    parts: Mapping[str, float] | None
    readout: str


@dataclass(frozen=True)
class MonthPicture:
    """What is drawn, the oldest day first. unit: what the axis counts."""

    title: str
    description: str
    unit: str
    days: Sequence[DayColumn]


def draw(month: MonthPicture, frame: Frame) -> str:
    """The month as SVG markup."""
    sums = [sum(day.parts.values()) for day in month.days if day.parts is not None]
    ticks = nice_ticks(highest(sums))
    frame = frame.fitted(ticks)
    count = len(month.days)
    return picture(
        frame,
        month.title,
        month.description,
        hatching(_pattern(frame)),
        gridlines(frame, ticks),
        text(month.unit, x=4, y=14, **fill("muted")),
        *(_column(frame, number, count, day, ticks[-1]) for number, day in enumerate(month.days)),
        _labels(frame, month.days),
        *(hit(frame, number, count, day.readout) for number, day in enumerate(month.days)),
    )


def _pattern(frame: Frame) -> str:
    return f"missing-month-{frame.name}"


def _column(frame: Frame, number: int, count: int, day: DayColumn, most: float) -> str:
    pitch = frame.plot_width / count
    if day.parts is None:
        across = {"x": frame.slot_x(number, count), "width": pitch, "y": frame.top, "height": frame.plot_height}
        return element("rect", fill=f"url(#{_pattern(frame)})", class_="unknown", **across)
    x, width, below, drawn = frame.slot_x(number + BAR_GAP, count), pitch * (1 - 2 * BAR_GAP), 0.0, []
    for colour, value in day.parts.items():
        top, foot = frame.y(below + value, most), frame.y(below, most)
        if value > 0:
            drawn.append(element("rect", x=x, width=width, y=top, height=foot - top, **fill(colour)))
        below += value
    return "".join(drawn)


def _labels(frame: Frame, days: Sequence[DayColumn]) -> str:
    """The newest day always has its label, and those before it at even steps."""
    step = LABEL_DAYS[frame.name]
    return "".join(
        text(day.label, x=frame.slot_x(number + 0.5, len(days)), y=frame.floor + 18, text_anchor="middle",
             **fill("muted"))
        for number, day in enumerate(days) if (len(days) - 1 - number) % step == 0
    )  # fmt: skip
