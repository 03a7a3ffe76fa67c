"""A status as a shape of its own, small enough for a cell or for the foot of a column."""

from reports.charts.svg import element, fill, stroke


def mark(shape: str, x: float, y: float, size: float) -> str:
    """The shape about a point: a full disc is verified, a square submitted, a ring pending, a triangle flagged.

    Anything else is a dot: measured, and no credit yet.
    """
    r = size / 2
    if shape == "verified":
        return element("circle", cx=x, cy=y, r=r, **fill(shape))
    if shape == "submitted":
        return element("rect", x=x - r, y=y - r, width=size, height=size, **fill(shape))
    if shape == "pending":
        return element("circle", cx=x, cy=y, r=r - 0.9, stroke_width="1.8", **stroke(shape))
    if shape == "flagged":
        return element("path", d=f"M{x:.1f} {y - r:.1f}l{r:.1f} {size:.1f}h{-size:.1f}z", **fill(shape))
    return element("circle", cx=x, cy=y, r=r / 2, **fill("muted"))
