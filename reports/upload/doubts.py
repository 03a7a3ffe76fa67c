"""What speaks against storing a file as it is read: sentences with a cure, for a person to weigh."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from inverters.constants import SLOTS
from inverters.curves import MINUTE_US, standard_offset_us
from inverters.models import Equipment, Inverter
from inverters.models.equipment import Quantity
from inverters.services.rehearsal import Preview
from inverters.sources.layouts import Layout, ReadAs
from reports.presenters import day, number

TOO_MUCH = 2.0
"""Times the larger of inverter and array: no sky gives it, a mistaken unit does."""

TOO_LITTLE = 0.02
"""Of the rating, in the best interval of a file of several days: an owner would call for repair; a unit explains it."""

ENOUGH_DAYS = 3
OFF_NOON_HOURS = 2.5
"""From noon by the sun to the middle of the energy: no roof faces so far east or west, a wrong zone does it."""

HOUR_MINUTES = 60
MINUTES_A_DEGREE = 4


@dataclass(frozen=True)
class Reading:
    """A file as it is read for an inverter, and what that comes to."""

    inverter: Inverter
    equipment: Equipment
    layout: Layout
    read_as: ReadAs
    preview: Preview


def doubts(reading: Reading) -> Iterator[str]:
    """The sentences."""
    for find in (_unit, _size, _order, _clock, _interval, _quantity, _life, _late):
        yield from find(reading)


def _unit(reading: Reading) -> Iterator[str]:
    column = reading.read_as.column
    if not column.named and reading.read_as.measure == column.measure:
        yield f"The file does not name the unit of “{column.name}”: make sure that it counts {column.measure}."


def _size(reading: Reading) -> Iterator[str]:
    most = max(reading.equipment.capacity_kw, reading.equipment.dc_capacity_kwp or 0)
    highest, rating = reading.preview.highest_kw, number(most, 1)
    if highest > TOO_MUCH * most:
        yield (
            f"The largest reading means {number(highest, 1)} kW where {rating} kW are installed: is the unit right, "
            "and is it the right inverter?"
        )
    elif 0 < highest < TOO_LITTLE * most and len(reading.preview.days) >= ENOUGH_DAYS:
        yield f"The largest reading means {number(highest, 3)} kW of {rating} kW installed: is the unit right?"


def _order(reading: Reading) -> Iterator[str]:
    others = [str(order) for order in reading.layout.orders if order != reading.read_as.order]
    if others and 0 < len(reading.preview.days) < ENOUGH_DAYS:  # more of them tell by their run which is the month
        first, last = (day(found) for found in reading.preview.days[[0, -1]].tolist())
        yield f"The dates could be read as {others[0]} as well: make sure that they run from {first} to {last}."


def _clock(reading: Reading) -> Iterator[str]:
    hours = reading.preview.hour_milliwatt_hours
    if hours.sum() <= 0 or reading.preview.interval_minutes > HOUR_MINUTES or len(reading.preview.days) < ENOUGH_DAYS:
        return
    middle, noon = _middle(hours), _solar_noon(reading)
    apart = (middle - noon + SLOTS / 2) % SLOTS - SLOTS / 2
    if abs(apart) > OFF_NOON_HOURS:
        yield (
            f"The middle of the energy lies at {_clock_text(middle)} local standard time, and the sun stands highest "
            f"at {_clock_text(noon)}: is the time zone right?"
        )


def _middle(hours: np.ndarray) -> float:
    """The hour about which the energy lies on the round of the clock, so that a night's bell is no noon's."""
    turn = 2 * np.pi / SLOTS
    return float(np.angle((hours * np.exp(1j * turn * (np.arange(SLOTS) + 0.5))).sum()) / turn % SLOTS)


def _solar_noon(reading: Reading) -> float:
    year = reading.preview.days[-1].astype("datetime64[Y]").astype(int) + 1970
    offset = standard_offset_us(reading.equipment.zone, year) / MINUTE_US
    return 12 + (offset - reading.inverter.gps_lon * MINUTES_A_DEGREE) / HOUR_MINUTES


def _clock_text(hours: float) -> str:
    minutes = round(hours * HOUR_MINUTES) % (SLOTS * HOUR_MINUTES)
    return f"{minutes // HOUR_MINUTES:02d}:{minutes % HOUR_MINUTES:02d}"


def _interval(reading: Reading) -> Iterator[str]:
    minutes = reading.preview.interval_minutes
    if minutes > HOUR_MINUTES:
        yield (
            f"One reading stands for {number(minutes / HOUR_MINUTES, 0)} hours: too coarse to be verified. Most "
            "portals export hours or quarters of an hour, too."
        )


def _quantity(reading: Reading) -> Iterator[str]:
    if reading.equipment.quantity != Quantity.PV_GENERATION:
        what = reading.equipment.get_quantity_display()
        yield f"This inverter's readings are held to be “{what}”: only PV generation can be verified."


def _life(reading: Reading) -> Iterator[str]:
    first, last = reading.inverter.commissioned, reading.inverter.retired
    found = reading.preview.days.tolist()
    outside = [one for one in found if (first and one < first) or (last and one > last)]
    if outside:
        yield f"{number(len(outside))} of the days lie outside the inverter's life and cannot be credited."


def _late(reading: Reading) -> Iterator[str]:
    if reading.preview.late:
        yield (
            f"{number(reading.preview.late)} readings belong to days that were submitted: they are kept, marked late, "
            "and change nothing there."
        )
