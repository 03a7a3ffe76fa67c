"""Reads: a few inverters of each satellite cell and their days, as many for a crowded cell as for an empty one."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import numpy as np
from django.db.models import QuerySet

from inverters.columns import DayOf, columns
from inverters.models import Inverter, ProductionDay
from inverters.production_selectors import Production, keys_of, over_period, parted

CANDIDATES = 32
"""Inverters of a cell that are asked which days they have: those without any take nobody's place."""

Place = tuple[float, float]
Period = tuple[date, date]


@dataclass(frozen=True)
class Candidate:
    """One inverter that may speak for its cell, and the days of the period that it has readings of, in order."""

    inverter: Inverter
    dates: np.ndarray


def candidates(cells: set[Place], period: Period) -> dict[Place, list[Candidate]]:
    """Who may speak for each of these cells over the period: three queries, and one more for each cell.

    They are drawn by a hash of their number, so that whose they are decides nothing and every judging asks the same.
    """
    drawn = {cell: _drawn(cell) for cell in sorted(cells)}
    ids = [one for chosen in drawn.values() for one in chosen]
    inverters = Inverter.objects.with_equipment().in_bulk(ids)
    owner, days = columns(_days(ids, period).values_list("inverter_id", DayOf("date")))
    keys = np.sort(keys_of(np.array(owner, np.int64), np.array(days, np.int64)))
    owners, measured = parted(keys)
    ends = {one: np.searchsorted(owners, [one, one + 1]) for one in ids}
    return {
        cell: [Candidate(inverters[one], measured[slice(*ends[one])]) for one in chosen if ends[one][0] < ends[one][1]]
        for cell, chosen in drawn.items()
    }


def days_of(ids: set[int], period: Period) -> Production:
    """What these inverters made on each day of the period that they have readings of, in one query."""
    return Production.of_rows(_days(sorted(ids), period))


def _days(ids: list[int], period: Period) -> QuerySet[ProductionDay]:
    return over_period(ids, *period).filter(reading_count__gt=0).order_by()


def _drawn(cell: Place) -> list[int]:
    """At most `CANDIDATES` inverters of a cell, in the order of their hashes."""
    found = Inverter.objects.in_cell(cell).order_by().values_list("pk", flat=True)
    return sorted(found, key=_hash)[:CANDIDATES]


def _hash(inverter_id: int) -> bytes:
    return sha256(inverter_id.to_bytes(8, "big")).digest()
