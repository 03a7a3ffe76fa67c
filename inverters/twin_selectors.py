"""Is an inverter in the books already? What one that is being typed in shares with another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inverters.models import Equipment, Inverter


@dataclass(frozen=True)
class TwinDoubt:
    """Another inverter that may be the same one, and what both share."""

    inverter: Inverter
    shares: str


def twin_doubt(told: Mapping[str, Any], *, apart_from: int | None = None) -> TwinDoubt | None:
    """The doubt about what was typed, if any: a serial number stands once, and so does a name with place and rating.

    apart_from: the inverter that is being changed.
    """
    others = Equipment.objects.exclude(inverter=apart_from or 0).select_related("inverter").order_by("inverter")
    serial, name = ((told.get(field) or "").strip() for field in ("serial", "name"))
    if serial and (found := others.filter(serial__iexact=serial).first()):
        return TwinDoubt(found.inverter, f"the serial number {found.serial}")
    places = {f"inverter__{field}": told.get(field) for field in ("gps_lat", "gps_lon")}
    same = {**places, "capacity_kw": told.get("capacity_kw")}
    if not name or None in same.values():
        return None
    found = others.filter(inverter__name__iexact=name, **same).first()
    return TwinDoubt(found.inverter, "the name, the place and the rating") if found else None
