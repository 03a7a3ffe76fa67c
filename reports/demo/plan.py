"""What one row of the fleet's table says of a plant."""

import re
from dataclasses import dataclass

from reports.demo.panels import Face
from reports.demo.posting import Sending
from reports.demo.scene import Behaviour


@dataclass(frozen=True)
class Way:
    """What is special about a plant in one sentence, and what that does to the power its roof gave, in order."""

    story: str
    behaviours: tuple[Behaviour, ...] = ()
    honest: bool = True


PLAIN = Way("A plain grid-tied roof.")


def forged(story: str, behaviour: Behaviour) -> Way:
    """A dishonest owner's way."""
    return Way(f"Forged: {story}", (behaviour,), honest=False)


@dataclass(frozen=True)
class Plan:
    """A plant as it truly is, and what its owner says of it.

    capacity_kw, dc_kwp: the inverter's rating and the array's. faces: the planes of the array.
    dc_stated, orientation_stated: whether the owner tells.
    minutes: the logger's interval. clock_ahead_hours: its clock's error.
    hours_later: how long after the others its files are sent. roof: the roof that twins share.
    """

    town: str
    what: str
    lat: float
    lon: float
    capacity_kw: float
    dc_kwp: float
    way: Way = PLAIN
    faces: tuple[Face, ...] = (Face(10, 180),)
    sending: Sending = Sending.WEEKLY
    minutes: int = 60
    clock_ahead_hours: float = 0.0
    dc_stated: bool = True
    orientation_stated: bool = True
    hours_later: int = 0
    roof: str | None = None

    @property
    def site(self) -> str:
        """The plant's name within the fleet."""
        return f"{self.town} {self.what}"

    @property
    def slug(self) -> str:
        """The site as a file name holds it."""
        return re.sub(r"[^a-z0-9]+", "-", self.site.lower()).strip("-")
