"""Which inverters need somebody first: by the energy that hangs on what is wrong with them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from credits.models import Status
from reports.audit.standing_selectors import Standing
from reports.fleet.selectors import MONTH

SILENT_DAYS = 2
"""So many whole days without a reading: one is a bad night of the network."""
LOW_SHARE = 0.6
"""Dust takes 20 to 40 %: what is below that has another cause."""
LEAST_PEERS, LEAST_DAYS = 3, 5
"""Fewer neighbours or days than that say nothing about what is usual."""
LIST_SIZE = 10

Cell = tuple[int, int]


@dataclass(frozen=True)
class Concern:
    """What is wrong with one inverter.

    silent_days: since its last reading, or since it was registered; 0 where it reports. share: of what its neighbours
    yield, None where it is not low. stake: energy in mWh that is flagged, missed or lacking; an estimate.
    """

    standing: Standing
    silent_days: int
    share: float | None
    stake: int


def silent_days(standing: Standing, newest: date | None) -> int:
    """Days without a reading up to the fleet's newest one, 0 where they are too few to mean anything."""
    if newest is None:
        return 0
    days = (newest - (standing.last_day or standing.registered)).days
    return days if days >= SILENT_DAYS else 0


def state_of(standing: Standing, newest: date | None) -> str:
    """The one word for it on the map, as a shape's name: what needs somebody before what is well.

    A submitted credit stands as well as a verified one.
    """
    if standing.flagged_credits:
        return "flagged"
    if silent_days(standing, newest):
        return "silent"
    if standing.status == Status.SUBMITTED:
        return "verified"
    return standing.status.lower() if standing.status else "none"


def worst(standings: Sequence[Standing], newest: date | None, size: int = LIST_SIZE) -> list[Concern]:
    """Those that need somebody, the most energy at stake first."""
    usual = _Usual.of(standings)
    found = [_concern(standing, newest, usual) for standing in standings]
    needing = [one for one in found if one.standing.flagged_credits or one.silent_days or one.share is not None]
    return sorted(needing, key=lambda one: (-one.stake, one.standing.id))[:size]


def _concern(standing: Standing, newest: date | None, usual: "_Usual") -> Concern:
    silent, share = silent_days(standing, newest), usual.share(standing)
    share = share if share is not None and share < LOW_SHARE else None
    missed = min(silent, MONTH.days) * usual.daily(standing)
    lacking = (1 - share) * usual.daily(standing) * standing.measured_days if share is not None else 0.0
    return Concern(standing, silent, share, standing.flagged_milliwatt_hours + round(missed + lacking))


@dataclass(frozen=True)
class _Usual:
    """Median daily yields in mWh for each kW: of the cells that have enough inverters to say, and of the fleet."""

    cells: dict[Cell, float]
    fleet: float

    @classmethod
    def of(cls, standings: Iterable[Standing]) -> "_Usual":
        yields: dict[Cell, list[float]] = defaultdict(list)
        for standing in standings:
            if (own := _yield(standing)) is not None:
                yields[_cell(standing)].append(own)
        cells = {cell: median(found) for cell, found in yields.items() if len(found) > LEAST_PEERS}
        return cls(cells, median(own for found in yields.values() for own in found) if yields else 0.0)

    def daily(self, standing: Standing) -> float:
        """What an inverter of its size makes in a day there."""
        return self.cells.get(_cell(standing), self.fleet) * standing.capacity_kw

    def share(self, standing: Standing) -> float | None:
        """Its own yield as a share of its cell's."""
        own, near = _yield(standing), self.cells.get(_cell(standing))
        return own / near if own is not None and near else None


def _yield(standing: Standing) -> float | None:
    if standing.measured_days < LEAST_DAYS or not standing.capacity_kw:
        return None
    return standing.month_milliwatt_hours / standing.measured_days / standing.capacity_kw


def _cell(standing: Standing) -> Cell:
    return int(standing.latitude // 1), int(standing.longitude // 1)
