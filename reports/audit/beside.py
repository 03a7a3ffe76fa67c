"""Other inverters under the same satellite cell on the same day, ready to be set."""

from dataclasses import dataclass

from inverters.constants import MILLIWATT_HOURS_PER_KWH
from inverters.models import Equipment
from inverters.selectors import equipment_on
from reports.audit.day import AuditDay
from reports.presenters import NO_CREDIT, NOTHING, Badge, badge_of, kwh, number

DIGITS = 2


@dataclass(frozen=True)
class Neighbour:
    """Another inverter under the same sky that day."""

    id: int
    name: str
    distance: str
    kwh: str
    specific: str
    badge: Badge


def neighbours(of: AuditDay) -> list[Neighbour]:
    """The nearest first."""
    return [
        Neighbour(
            id=one.inverter.pk,
            name=one.inverter.name,
            distance=number(one.distance_km, 1),
            kwh=kwh(one.milliwatt_hours, DIGITS),
            specific=number(_specific(one.milliwatt_hours, equipment_on(one.inverter, of.day)), DIGITS),
            badge=badge_of(one.credit) if one.credit else NO_CREDIT,
        )
        for one in of.beside
    ]


def own_specific(of: AuditDay) -> str:
    """What the day's own inverter made, to compare with theirs [kWh/kW]."""
    return number(_specific(of.production.milliwatt_hours, of.equipment), DIGITS) if of.production else NOTHING


def _specific(milliwatt_hours: int, equipment: Equipment) -> float:
    """Energy for each kilowatt of the array, or of the rating where the array is not stated [kWh/kW]."""
    return milliwatt_hours / MILLIWATT_HOURS_PER_KWH / (equipment.dc_capacity_kwp or equipment.capacity_kw)
