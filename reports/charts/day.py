"""One day: measured energy as bars against what the sky let one expect, and below it what is left between the two.

All in kilowatt-hours on one axis, so that a bar above its band is more than the sky explains and a bar below it is not.
NaN is missing: an hour without reading is hatched, and where the satellite is not published there is no band.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.charts.lines import curve
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

WIDE = Frame("wide", 1120, 430, bottom=156)
NARROW = Frame("narrow", 350, 384, left=36, right=24, bottom=152)
BELOW = {"wide": 330.0, "narrow": 288.0}
"""Where the panel of the differences begins."""

LABEL_HOURS = {"wide": 2, "narrow": 6}
BAR_GAP = 0.16  # of an hour, on either side
ZERO_HEIGHT = 1.5  # a measured zero is a thin line, so that nobody takes it for a missing hour
BAND_OPACITY = "0.24"


@dataclass(frozen=True)
class DayPicture:
    """What is drawn; each sequence has 24 values in kWh. low, expected, high: NaN where the satellite is not known.

    ceiling_kwh: what one hour can hold at most. readouts: one sentence an hour.
    """

    title: str
    description: str
    kwh: Sequence[float]
    low: Sequence[float]
    expected: Sequence[float]
    high: Sequence[float]
    cloudless: Sequence[float]
    ceiling_kwh: float
    ceiling_label: str
    readouts: Sequence[str]


def draw(day: DayPicture, frame: Frame) -> str:
    """The day as SVG markup."""
    slots = len(day.kwh)
    ticks = nice_ticks(max(highest(day.kwh), highest(day.cloudless), day.ceiling_kwh) * 1.04)
    most = ticks[-1]
    whole = replace(frame, bottom=frame.height - _below(frame).floor)
    return picture(
        frame,
        day.title,
        day.description,
        hatching(_pattern(frame)),
        gridlines(frame, ticks),
        text("kWh in the hour", x=4, y=14, **fill("muted")),
        *(_column(frame, day, slot, most) for slot in range(slots)),
        *(_band(frame, slot, slots, *pair, most) for slot, pair in enumerate(zip(day.low, day.high, strict=True))),
        *curve(frame, day.cloudless, most, dashes="5 4", width=1.5),
        *curve(frame, day.expected, most, dashes=None, width=2.25),
        _ceiling(frame, day, most),
        _hours(frame, slots),
        *_differences(_below(frame), day),
        *(hit(whole, slot, slots, words) for slot, words in enumerate(day.readouts)),
    )


def _below(frame: Frame) -> Frame:
    return replace(frame, top=BELOW[frame.name], bottom=10.0)


def _pattern(frame: Frame) -> str:
    return f"missing-day-{frame.name}"


def _column(frame: Frame, day: DayPicture, slot: int, most: float) -> str:
    kwh, slots = day.kwh[slot], len(day.kwh)
    if math.isnan(kwh):
        across = {"x": frame.slot_x(slot, slots), "width": frame.plot_width / slots}
        return element(
            "rect", fill=f"url(#{_pattern(frame)})", class_="unknown", y=frame.top, height=frame.plot_height, **across
        )
    height = max(frame.floor - frame.y(kwh, most), ZERO_HEIGHT)
    return _bar(frame, slot, slots, frame.floor - height, height, "flagged" if kwh > day.ceiling_kwh else "measured")


def _bar(frame: Frame, slot: int, slots: int, y: float, height: float, colour: str) -> str:
    width = frame.plot_width / slots * (1 - 2 * BAR_GAP)
    return element("rect", x=frame.slot_x(slot + BAR_GAP, slots), width=width, y=y, height=height, **fill(colour))


def _band(frame: Frame, slot: int, slots: int, low: float, high: float, most: float) -> str:
    if not high > 0:  # night, or the satellite is not published
        return ""
    top, foot = frame.y(high, most), frame.y(low, most)
    x, width = frame.slot_x(slot, slots), frame.plot_width / slots
    return element("rect", x=x, width=width, y=top, height=foot - top, fill_opacity=BAND_OPACITY, **fill("irradiance"))


def _ceiling(frame: Frame, day: DayPicture, most: float) -> str:
    y = frame.y(day.ceiling_kwh, most)
    line = element(
        "line", x1=frame.left, x2=frame.width - frame.right, y1=y, y2=y, stroke_width="1.5", stroke_dasharray="2 3",
        **stroke("ink"),
    )  # fmt: skip
    return line + text(day.ceiling_label, x=frame.left + 4, y=y - 5, **fill("ink"))


def _differences(frame: Frame, day: DayPicture) -> Iterator[str]:
    """Measured less expected, about a zero line, with the satellite's error as its band."""
    slots, middle = len(day.kwh), (frame.top + frame.floor) / 2
    left = [kwh - expected for kwh, expected in zip(day.kwh, day.expected, strict=True)]
    reach = [[low - at, high - at] for low, at, high in zip(day.low, day.expected, day.high, strict=True)]
    most = max(highest(abs(one) for one in left), highest(abs(edge) for pair in reach for edge in pair), 1e-3)
    scale = frame.plot_height / 2 / most
    yield text("Measured less expected", x=4, y=frame.top - 10, **fill("muted"))
    for slot, (difference, (low, high)) in enumerate(zip(left, reach, strict=True)):
        if high - low > 0:
            x, width = frame.slot_x(slot, slots), frame.plot_width / slots
            yield element(
                "rect", x=x, width=width, y=middle - high * scale, height=(high - low) * scale,
                fill_opacity=BAND_OPACITY, **fill("irradiance"),
            )  # fmt: skip
        if math.isfinite(difference) and difference:
            top = middle - max(difference, 0) * scale
            yield _bar(frame, slot, slots, top, abs(difference) * scale, _colour(difference, low, high))
    yield element("line", x1=frame.left, x2=frame.width - frame.right, y1=middle, y2=middle, **stroke("ink"))
    if not any(math.isfinite(one) for one in left):
        yield text("no satellite to compare with yet", x=frame.left + 4, y=middle - 6, **fill("muted"))
        return
    for sign, y in ((most, frame.top), (-most, frame.floor)):
        label = f"{sign:+.2g}".replace("-", "−")
        yield text(label, x=frame.left - 6, y=y + 4, text_anchor="end", **fill("muted"))


def _colour(difference: float, low: float, high: float) -> str:
    """More than the satellite's error explains stands out; less never speaks against the owner."""
    return "pending" if difference > high else "missing" if difference < low else "measured"


def _hours(frame: Frame, slots: int) -> str:
    return "".join(
        text(f"{hour:02d}:00" if frame.name == "wide" else f"{hour:02d}", x=frame.slot_x(hour, slots),
             y=frame.floor + 18, text_anchor="middle", **fill("muted"))
        for hour in range(0, slots + 1, LABEL_HOURS[frame.name])
    )  # fmt: skip
