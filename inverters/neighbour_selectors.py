"""Reads: a few inverters of each satellite cell and their days, as many for a crowded cell as for an empty one."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from django.db.models import QuerySet

from inverters.models import Inverter, ProductionDay

CANDIDATES = 32
"""Inverters of a cell that are asked which days they have: those without any take nobody's place."""

HALF_A_CELL = 0.5
EDGES = (90.0, 180.0)
"""The last cells hold their edge, as in `Inverter.cell`."""

Place = tuple[float, float]
Period = tuple[date, date]


@dataclass(frozen=True)
class Candidate:
    """One inverter that may speak for its cell, and the days of the period that it has readings of."""

    inverter: Inverter
    dates: list[date]


class NeighbourDay(NamedTuple):
    """Curve, commonest spacing of the readings in minutes, and digest of them."""

    curve: bytes
    minutes: float
    digest: bytes


def candidates(cells: set[Place], period: Period) -> dict[Place, list[Candidate]]:
    """Who may speak for each of these cells over the period: three queries, and one more for each cell.

    They are drawn by a hash of their number, so that whose they are decides nothing and every judging asks the same.
    """
    drawn = {cell: _drawn(cell) for cell in sorted(cells)}
    ids = [one for chosen in drawn.values() for one in chosen]
    inverters = Inverter.objects.with_equipment().in_bulk(ids)
    measured: dict[int, list[date]] = defaultdict(list)
    for inverter_id, day in _days(ids, period).values_list("inverter_id", "date"):
        measured[inverter_id].append(day)
    return {
        cell: [Candidate(inverters[one], sorted(measured[one])) for one in chosen if one in measured]
        for cell, chosen in drawn.items()
    }


def days_of(ids: set[int], period: Period) -> dict[int, dict[date, NeighbourDay]]:
    """What these inverters made on each day of the period that they have readings of, in one query."""
    found: dict[int, dict[date, NeighbourDay]] = defaultdict(dict)
    wanted = ("inverter_id", "date", "curve", "interval_minutes", "digest")
    for inverter_id, day, curve, minutes, digest in _days(sorted(ids), period).values_list(*wanted):
        found[inverter_id][day] = NeighbourDay(bytes(curve), minutes, bytes(digest))
    return found


def _days(ids: list[int], period: Period) -> QuerySet[ProductionDay]:
    return ProductionDay.objects.filter(inverter_id__in=ids, date__range=period, reading_count__gt=0).order_by()


def _drawn(cell: Place) -> list[int]:
    """At most `CANDIDATES` inverters of a cell, in the order of their hashes."""
    bounds: dict[str, float] = {}
    for name, centre, edge in zip(("gps_lat", "gps_lon"), cell, EDGES, strict=True):
        upper = "lte" if centre + HALF_A_CELL == edge else "lt"
        bounds |= {f"{name}__gte": centre - HALF_A_CELL, f"{name}__{upper}": centre + HALF_A_CELL}
    found = Inverter.objects.filter(**bounds).order_by().values_list("pk", flat=True)
    return sorted(found, key=_hash)[:CANDIDATES]


def _hash(inverter_id: int) -> bytes:
    return sha256(inverter_id.to_bytes(8, "big")).digest()
