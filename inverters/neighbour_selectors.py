"""Reads: a few inverters of each satellite cell and their days, as many for a crowded cell as for an empty one."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from django.db.models import Count

from inverters.models import Inverter, ProductionDay

MOST_NEIGHBOURS = 9
"""Of one cell: the median of eight hardly moves by more, and a fleet's cost does not grow with its density."""

CANDIDATES = 32
"""Inverters of a cell that are asked how many days they have: those without any take nobody's place."""

HALF_A_CELL = 0.5
EDGES = (90.0, 180.0)
"""The last cells hold their edge, as in `Inverter.cell`."""

Place = tuple[float, float]
Period = tuple[date, date]


@dataclass(frozen=True)
class Neighbour:
    """One inverter of a cell. days: curve and commonest spacing of the readings in minutes, of every day it has."""

    inverter: Inverter
    days: dict[date, tuple[bytes, float]] = field(default_factory=dict)


def sampled(cells: set[Place], period: Period) -> dict[Place, list[Neighbour]]:
    """The neighbours that speak for each of these cells over the period: three queries, and one more for each cell.

    They are drawn by a hash of their number, so that whose they are decides nothing and every judging asks the same
    ones; of those drawn the ones with most days stay.
    """
    drawn = {cell: _drawn(cell) for cell in sorted(cells)}
    ids = [one for chosen in drawn.values() for one in chosen]
    rows = ProductionDay.objects.filter(inverter_id__in=ids, date__range=period, reading_count__gt=0).order_by()
    counted = rows.values_list("inverter_id").annotate(days=Count("pk"))
    measured: dict[int, int] = {one: days for one, days in counted}  # noqa: C416 - a queryset of pairs
    kept = {cell: _best(chosen, measured) for cell, chosen in drawn.items()}
    chosen = {one for some in kept.values() for one in some}
    inverters = Inverter.objects.with_equipment().in_bulk(chosen)
    days: dict[int, dict[date, tuple[bytes, float]]] = defaultdict(dict)
    wanted = ("inverter_id", "date", "curve", "interval_minutes")
    for inverter_id, day, curve, minutes in rows.filter(inverter_id__in=chosen).values_list(*wanted):
        days[inverter_id][day] = bytes(curve), minutes
    return {cell: [Neighbour(inverters[one], days[one]) for one in some] for cell, some in kept.items()}


def _drawn(cell: Place) -> list[int]:
    """At most `CANDIDATES` inverters of a cell, in the order of their hashes."""
    bounds: dict[str, float] = {}
    for name, centre, edge in zip(("gps_lat", "gps_lon"), cell, EDGES, strict=True):
        upper = "lte" if centre + HALF_A_CELL == edge else "lt"
        bounds |= {f"{name}__gte": centre - HALF_A_CELL, f"{name}__{upper}": centre + HALF_A_CELL}
    found = Inverter.objects.filter(**bounds).order_by().values_list("pk", flat=True)
    return sorted(found, key=_hash)[:CANDIDATES]


def _best(chosen: list[int], measured: dict[int, int]) -> list[int]:
    with_days = [one for one in chosen if one in measured]
    return sorted(with_days, key=lambda one: -measured[one])[:MOST_NEIGHBOURS]


def _hash(inverter_id: int) -> bytes:
    return sha256(inverter_id.to_bytes(8, "big")).digest()
