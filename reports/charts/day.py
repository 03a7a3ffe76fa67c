"""One inverter's day: energy by hour as bars under the rating, irradiance as lines with an axis of its own."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.charts.svg import (
    Frame,
    element,
    fill,
    gridlines,
    hatching,
    highest,
    hit,
    nice_ticks,
    picture,
    stroke,
    text,
)

WIDE = Frame("wide", 1120, 340, right=54)
NARROW = Frame("narrow", 350, 290, left=34, right=42)
LABEL_HOURS = {"wide": 3, "narrow": 6}
BAR_GAP = 0.14  # of a slot, on either side
ZERO_HEIGHT = 1.5
"""A measured zero is a thin foot on the floor; an hour that nothing came for is hatched. They are never alike."""


@dataclass(frozen=True)
class DayPicture:
    """What is drawn; NaN is not known.

    kwh : 24 values, the energy measured in each local standard hour.
    ghi_wh_m2, clearsky_wh_m2 : 24 values each, the reference's irradiation and the cloudless one.
    rating_kw : what the inverter makes in an hour at most.
    readouts : 24 sentences, one for each hour.
    """

    title: str
    description: str
    kwh: Sequence[float]
    ghi_wh_m2: Sequence[float]
    clearsky_wh_m2: Sequence[float]
    rating_kw: float
    rating_label: str
    readouts: Sequence[str]


def draw(day: DayPicture, frame: Frame) -> str:
    """The day as SVG markup."""
    energy = nice_ticks(max(highest(day.kwh), day.rating_kw) * 1.04)
    frame = frame.fitted(energy)
    sky = _sky_ticks(max(highest(day.ghi_wh_m2), highest(day.clearsky_wh_m2)), len(energy) - 1)
    slots = len(day.kwh)
    return picture(
        frame,
        day.title,
        day.description,
        hatching(_pattern(frame)),
        gridlines(frame, energy),
        _sky_axis(frame, sky),
        *(_column(frame, slot, slots, value, energy[-1]) for slot, value in enumerate(day.kwh)),
        _ceiling(frame, day, energy[-1]),
        *_curve(frame, day.clearsky_wh_m2, sky[-1], dashes="5 4", width=1.5),
        *_curve(frame, day.ghi_wh_m2, sky[-1], dashes=None, width=2.25),
        _hours(frame, slots),
        *(hit(frame, slot, slots, words) for slot, words in enumerate(day.readouts)),
    )


def _pattern(frame: Frame) -> str:
    return f"missing-day-{frame.name}"


def _sky_ticks(most: float, steps: int) -> list[float]:
    """As many steps as the left axis has, so that one grid serves both."""
    step = math.ceil(max(most, 1.0) / steps / 50) * 50.0
    return [step * number for number in range(steps + 1)]


def _sky_axis(frame: Frame, ticks: Sequence[float]) -> str:
    right = frame.width - frame.right
    labels = [text(f"{tick:g}", x=right + 6, y=frame.y(tick, ticks[-1]) + 4, **fill("irradiance")) for tick in ticks]
    names = text("kWh in the hour", x=4, y=14, **fill("measured")) + text(
        "Wh/m²", x=frame.width - 4, y=14, text_anchor="end", **fill("irradiance")
    )
    return names + "".join(labels)


def _column(frame: Frame, slot: int, slots: int, kwh: float, most: float) -> str:
    pitch = frame.plot_width / slots
    if math.isnan(kwh):
        across = {"x": frame.slot_x(slot, slots), "width": pitch, "y": frame.top, "height": frame.plot_height}
        return element("rect", fill=f"url(#{_pattern(frame)})", class_="unknown", **across)
    height = max(frame.floor - frame.y(kwh, most), ZERO_HEIGHT)
    return element(
        "rect",
        x=frame.slot_x(slot + BAR_GAP, slots),
        width=pitch * (1 - 2 * BAR_GAP),
        y=frame.floor - height,
        height=height,
        **fill("measured"),
    )


def _ceiling(frame: Frame, day: DayPicture, most: float) -> str:
    y = frame.y(day.rating_kw, most)
    line = element(
        "line", x1=frame.left, x2=frame.width - frame.right, y1=y, y2=y, stroke_width="1.5", stroke_dasharray="2 3",
        **stroke("ink"),
    )  # fmt: skip
    return line + text(day.rating_label, x=frame.left + 4, y=y - 5, **fill("ink"))


def _curve(frame: Frame, values: Sequence[float], most: float, dashes: str | None, width: float) -> Iterator[str]:
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


def _hours(frame: Frame, slots: int) -> str:
    return "".join(
        text(f"{hour:02d}:00" if frame.name == "wide" else f"{hour:02d}", x=frame.slot_x(hour, slots),
             y=frame.floor + 18, text_anchor="middle", **fill("muted"))
        for hour in range(0, slots + 1, LABEL_HOURS[frame.name])
    )  # fmt: skip
