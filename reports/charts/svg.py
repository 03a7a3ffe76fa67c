"""SVG as text: elements, colours, scales. Pure; numbers go in, markup comes out, NaN never does.

Each shape carries its colour as a presentation attribute, which paper and PDF take, and a class, by which the
stylesheet recolours it for dark screens. There is no `style=`: the Content-Security-Policy refuses it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

COLOURS = {
    "ink": "#1c2733",
    "muted": "#5a6773",
    "grid": "#dde3e8",
    "missing": "#a9b4be",
    "measured": "#1f5f99",
    "irradiance": "#8b3a8b",
    "verified": "#257346",
    "submitted": "#43505c",
    "pending": "#b57a12",
    "flagged": "#b3261e",
    "uncredited": "#b9c3cc",
    "silent": "#56636f",
    "none": "#7b8894",
    "sea": "#e9eff4",
    "land": "#f6f7f9",
    "home": "#ffffff",
    "border": "#b9c3cc",
    "ground": "#ffffff",
}
"""By class, `c-` before it; for light paper. static/css/lumix.css has the same names for both schemes."""

NICE_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
TICKS = 4
DIGIT_WIDTH = 7.2
"""What one character of a label takes at font size 12, the widest of the stylesheet's fonts."""
LABEL_GAP = 6.0
"""Between a label and the axis it stands at."""


def element(name: str, *children: str, **attributes: object) -> str:
    """One element. children: markup. attributes: `class_` and `stroke_width` stand for class and stroke-width.

    Raises ValueError for a number that is not finite: what was not measured is not drawn.
    """
    told = "".join(f' {_name(key)}="{_value(value)}"' for key, value in attributes.items() if value is not None)
    return f"<{name}{told}>{''.join(children)}</{name}>" if children else f"<{name}{told}/>"


def text(content: str, **attributes: object) -> str:
    """A text element; what it says is escaped."""
    return element("text", escape(content), **attributes)


def fill(colour: str) -> dict[str, str]:
    """Attributes of an area in one of COLOURS."""
    return {"class_": f"c-{colour}", "fill": COLOURS[colour]}


def stroke(colour: str) -> dict[str, str]:
    """Attributes of a line in one of COLOURS."""
    return {"class_": f"l-{colour}", "stroke": COLOURS[colour], "fill": "none"}


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _value(value: object) -> str:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("a number that is not finite cannot be drawn")
        return f"{value:.1f}".rstrip("0").rstrip(".") if value else "0"
    return escape(str(value))


@dataclass(frozen=True)
class Frame:
    """A picture's size, the margins around its plot and how many hours or days pass between labels."""

    name: str
    width: float
    height: float
    left: float = 46.0
    right: float = 24.0
    top: float = 30.0
    bottom: float = 28.0

    @property
    def plot_width(self) -> float:
        return self.width - self.left - self.right

    @property
    def floor(self) -> float:
        """Where zero lies."""
        return self.height - self.bottom

    @property
    def plot_height(self) -> float:
        return self.floor - self.top

    def slot_x(self, slot: float, slots: int) -> float:
        """The left edge of a slot."""
        return self.left + self.plot_width * slot / slots

    def y(self, value: float, most: float) -> float:
        """The height of a value on an axis that ends at `most`."""
        return self.floor - self.plot_height * value / most

    def fitted(self, ticks: Sequence[float]) -> "Frame":
        """The same frame, its left margin as wide as the longest label of the ticks needs."""
        longest = max(len(label(tick)) for tick in ticks)
        return replace(self, left=max(self.left, longest * DIGIT_WIDTH + 2 * LABEL_GAP))


def nice_ticks(most: float) -> list[float]:
    """Round values from 0 to the first one at or above `most`, about `TICKS` steps of them."""
    if not math.isfinite(most) or most <= 0:
        return [0.0, 1.0]
    rough = most / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in NICE_STEPS if step * power >= rough * (1 - 1e-9))
    count = math.ceil(most / step - 1e-9)
    return [step * number for number in range(count + 1)]


def label(value: float) -> str:
    """A tick's value in words: thousands grouped, and no exponent however large it is."""
    return f"{value:,.10g}"


def highest(values: Iterable[float]) -> float:
    """The highest of the values that are known; 0 where none is."""
    return max((value for value in values if math.isfinite(value)), default=0.0)


def gridlines(frame: Frame, ticks: Sequence[float]) -> str:
    """Horizontal rules at the ticks of the left axis, with their labels."""
    drawn = []
    for tick in ticks:
        y = frame.y(tick, ticks[-1])
        drawn.append(element("line", x1=frame.left, x2=frame.width - frame.right, y1=y, y2=y, **stroke("grid")))
        drawn.append(text(label(tick), x=frame.left - LABEL_GAP, y=y + 4, text_anchor="end", **fill("muted")))
    return "".join(drawn)


def picture(
    frame: Frame,
    title: str,
    description: str,
    *body: str,
    read_out: bool = True,
    stretched: bool = False,
    linked: bool = False,
) -> str:
    """The whole: an image with a name and a description for those who do not see it.

    read_out: whether there are `hit` columns to walk through by keyboard. stretched: whether it fills any width, which
    suits what holds no text. linked: whether it holds links, which an image's role would hide; they take the keyboard.
    """
    return element(
        "svg",
        element("title", escape(title)),
        element("desc", escape(description)),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {frame.width:g} {frame.height:g}",
        class_=f"chart chart-{frame.name}",
        role="group" if linked else "img",
        aria_label=title if linked else None,
        font_size="12",
        preserveAspectRatio="none" if stretched else None,
        tabindex=0 if read_out and not linked else None,
    )


def hatching(name: str) -> str:
    """Stripes that say "nothing is known here"; `name` is the pattern's id, once a page."""
    stripe = element("path", d="M0 6L6 0", stroke_width="1", **stroke("missing"))
    return element("defs", element("pattern", stripe, id=name, width=6, height=6, patternUnits="userSpaceOnUse"))


def hit(frame: Frame, slot: int, slots: int, readout: str) -> str:
    """An invisible column over a slot: its tooltip, and the words that the page's read-out shows."""
    return element(
        "rect",
        element("title", escape(readout)),
        x=frame.slot_x(slot, slots),
        y=frame.top,
        width=frame.plot_width / slots,
        height=frame.plot_height,
        fill="transparent",
        class_="hit",
        data_readout=readout,
    )
