"""Does an inverter stand where somebody wrote? What coordinates alone, and the fleet's, let one doubt."""

from dataclasses import dataclass

from django.db.models import QuerySet
from tzfpy import get_tz

from inverters.models import Inverter

OPEN_SEA = "Etc/"
"""How the zones of the open sea begin: beyond 12 nautical miles they belong to no country."""

NULL_ISLAND_DEGREES = 0.01
NEAR_DEGREES, FAR_DEGREES = 2.0, 6.0
"""A fleet's inverters stand in one another's neighbourhood: two degrees are some 200 km."""


@dataclass(frozen=True)
class PlaceDoubt:
    """Why somebody is asked. swapped: whether latitude and longitude are likelier the other way round."""

    sentence: str
    swapped: bool


def place_doubt(latitude: float, longitude: float, *, apart_from: int | None = None) -> PlaceDoubt | None:
    """The doubt about a place, if any. apart_from: the inverter that is being moved."""
    if max(abs(latitude), abs(longitude)) < NULL_ISLAND_DEGREES:
        return PlaceDoubt("0, 0 lies in the Gulf of Guinea, and often means that nothing was measured.", False)
    can_swap = abs(longitude) <= 90  # noqa: PLR2004 (a latitude's limit)
    at_sea = is_open_sea(latitude, longitude)
    if can_swap and at_sea and not is_open_sea(longitude, latitude):
        return PlaceDoubt("This place lies in the open sea; with latitude and longitude swapped it is land.", True)
    if at_sea:
        return PlaceDoubt("This place lies in the open sea.", False)
    others = Inverter.objects.exclude(pk=apart_from or 0)
    if (
        can_swap
        and _near(others, longitude, latitude, NEAR_DEGREES)
        and not _near(others, latitude, longitude, FAR_DEGREES)
    ):
        return PlaceDoubt("No other inverter stands near this place, and one does near the swapped one.", True)
    return None


def is_open_sea(latitude: float, longitude: float) -> bool:
    """Whether a place belongs to no country's waters."""
    return get_tz(longitude, latitude).startswith(OPEN_SEA)


def _near(others: QuerySet[Inverter], latitude: float, longitude: float, degrees: float) -> bool:
    return others.filter(
        gps_lat__range=(latitude - degrees, latitude + degrees),
        gps_lon__range=(longitude - degrees, longitude + degrees),
    ).exists()
