"""What the neighbours of judged inverters have in common, as the columns that the checks of the place go by.

A cell's neighbours are read once for all that are judged together, and what they have in common is worked out once for
all inverters that are not among them.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np

from credits.verification.commons import Commons, in_common, joined
from credits.verification.days import DayBatch
from credits.verification.expected import ExpectedCurves
from credits.verification.neighbours import Neighbours
from credits.verification.thresholds import Rule
from credits.verification.window import Window
from inverters.cloud_selectors import distance_km
from inverters.constants import MILLIWATT_HOURS_PER_KWH, SLOTS
from inverters.curves import MISSING
from inverters.models import Inverter
from inverters.models.equipment import Quantity
from inverters.neighbour_selectors import Neighbour, sampled
from inverters.selectors import Evidence, Place, equipment_on

WH_PER_KWH = 1_000.0
MWH_PER_WH = MILLIWATT_HOURS_PER_KWH / WH_PER_KWH

Site = tuple[Place, str]
"""A cell and a time zone: days of another zone are cut elsewhere."""


@dataclass(frozen=True)
class _Sky:
    """The dates of one site in a batch. lit: bool (c, 24). ghi: float64 (c, 24). [Wh/m²]"""

    dates: list[date]
    lit: np.ndarray
    ghi: np.ndarray


def neighbours_of(
    evidence: Evidence, batch: DayBatch, curves: ExpectedCurves, window: Window, rule: Rule
) -> Neighbours | None:
    """What the neighbours of a batch's inverters have in common; None where none has enough of them."""
    if not len(batch):
        return None
    rows_of: dict[Site, list[int]] = defaultdict(list)
    for row, (inverter, version) in enumerate(zip(evidence.inverters, evidence.equipment, strict=True)):
        rows_of[inverter.cell, version.timezone].append(row)
    found = sampled({cell for cell, _ in rows_of}, (min(evidence.dates), max(evidence.dates)))
    gathering = _Gathering(evidence, np.full(len(batch), -1), np.full(len(batch), np.nan), rule)
    for (cell, zone), rows in rows_of.items():
        gathering.add(rows, found[cell], zone, _sky(evidence, batch, curves, rows, rule))
    if not gathering.parts:
        return None
    return Neighbours(joined(gathering.parts), gathering.rows, gathering.distances[window.rows])


def _sky(evidence: Evidence, batch: DayBatch, curves: ExpectedCurves, rows: list[int], rule: Rule) -> _Sky:
    """A site's dates with the sun and the satellite of any of its inverters; they share both."""
    by_satellite = [row for row in rows if batch.reference_kind[row] == "satellite"]
    row_of = {evidence.dates[row]: row for row in by_satellite}
    dates = sorted(row_of)
    at = np.array([row_of[day] for day in dates], np.int64)
    return _Sky(dates, curves.cosine_zenith[at] > rule.sun_cosine, curves.ghi[at])


@dataclass
class _Gathering:
    """The commons gathered so far, with the rows and distances of the batch's days."""

    evidence: Evidence
    rows: np.ndarray
    distances: np.ndarray
    rule: Rule

    def __post_init__(self) -> None:
        self.parts: list[Commons] = []
        self.length = 0

    def add(self, rows: list[int], neighbours: list[Neighbour], zone: str, sky: _Sky) -> None:
        """The commons of one site: for inverters among the neighbours without themselves, once for all others."""
        output = _outputs(neighbours, zone, sky.dates)
        place = {neighbour.inverter.pk: at for at, neighbour in enumerate(neighbours)}
        mine: dict[int | None, list[int]] = defaultdict(list)
        for row in rows:
            inverter_id = self.evidence.inverters[row].pk
            mine[inverter_id if inverter_id in place else None].append(row)
        for own, of_group in mine.items():
            others = _roofs(
                [at for at in range(len(neighbours)) if own is None or at != place[own]], neighbours, self.rule
            )
            if len(others) >= self.rule.least_neighbours and sky.dates:
                self._add(of_group, [neighbours[at] for at in others], output[others], sky)

    def _add(self, rows: list[int], others: list[Neighbour], output: np.ndarray, sky: _Sky) -> None:
        position = {day: self.length + at for at, day in enumerate(sky.dates)}
        places = [_place(one.inverter) for one in others]
        apart: dict[int, float] = {}
        for row in rows:
            inverter = self.evidence.inverters[row]
            if inverter.pk not in apart:
                apart[inverter.pk] = float(np.median([distance_km(_place(inverter), there) for there in places]))
            self.rows[row] = position.get(self.evidence.dates[row], -1)
            self.distances[row] = apart[inverter.pk]
        self.parts.append(in_common(output, np.array(sky.dates, "datetime64[D]"), sky.lit, sky.ghi, self.rule))
        self.length += len(sky.dates)


def _roofs(chosen: list[int], neighbours: list[Neighbour], rule: Rule) -> list[int]:
    """One of each roof: twins share every cloud, and two of three would decide what all three have in common."""
    kept: list[int] = []
    for at in chosen:
        here = _place(neighbours[at].inverter)
        if all(distance_km(here, _place(neighbours[other].inverter)) > rule.roof_km for other in kept):
            kept.append(at)
    return kept


def _place(inverter: Inverter) -> tuple[float, float]:
    return inverter.gps_lat, inverter.gps_lon


def _outputs(neighbours: list[Neighbour], zone: str, dates: list[date]) -> np.ndarray:
    """Energy over the size of each neighbour's array, or over its rating; float64 (k, c, 24), NaN is none. [Wh/kW]"""
    output = np.full((len(neighbours), len(dates), SLOTS), np.nan)
    for one, neighbour in enumerate(neighbours):
        for at, day in enumerate(dates):
            if day in neighbour.days:
                output[one, at] = _output(neighbour, zone, day)
    return output


def _output(neighbour: Neighbour, zone: str, day: date) -> np.ndarray:
    block, minutes = neighbour.days[day]
    version = equipment_on(neighbour.inverter, day)
    if version.timezone != zone or version.quantity != Quantity.PV_GENERATION or minutes > 60:  # noqa: PLR2004
        return np.full(SLOTS, np.nan)
    energy = np.frombuffer(block, "<i8").astype(float)
    size = version.dc_capacity_kwp or version.capacity_kw
    return np.where(energy == MISSING, np.nan, energy / (MWH_PER_WH * size))
