"""What the neighbours of judged inverters have in common, as the columns that the checks of the place go by.

A cell's neighbours are read once for all that are judged together, and what they have in common is worked out once for
all inverters that are not among them. Each date goes by the month around it alone, so that a day finds the same beside
its neighbours whether it is judged by itself or with a fleet.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from zoneinfo import ZoneInfo

import numpy as np

from credits.verification.commons import Commons, in_common, joined
from credits.verification.neighbours import Neighbours
from credits.verification.speakers import REACH, speakers
from credits.verification.sun import over_days
from credits.verification.thresholds import Rule
from credits.verification.window import Window
from inverters.cloud_selectors import distance_km
from inverters.constants import MILLIWATT_HOURS_PER_KWH, SLOTS
from inverters.curves import MISSING, midnights_us
from inverters.models import Equipment, Inverter
from inverters.models.equipment import Quantity
from inverters.neighbour_selectors import Candidate, NeighbourDay, candidates, days_of
from inverters.selectors import Evidence, Place, cell_hours, equipment_digest, equipment_on

MWH_PER_WH = MILLIWATT_HOURS_PER_KWH / 1_000.0
DIGEST_BYTES = 32
HOURLY_MINUTES = 60

Site = tuple[Place, str]
"""A cell and a time zone: days of another zone are cut elsewhere."""

Days = dict[int, dict[date, NeighbourDay]]


@dataclass(frozen=True)
class Beside:
    """What the checks go by, None where nobody has enough, and for each judged day a digest of all of it."""

    neighbours: Neighbours | None
    digests: list[str]


@dataclass(frozen=True)
class _Around:
    """A site's dates without a gap, who may speak for it on them, and the rows of a batch that it speaks to.

    groups : for each set of neighbours, as bool (k, c), the rows that they speak to.
    """

    site: Site
    dates: np.ndarray
    found: list[Candidate]
    groups: list[tuple[np.ndarray, list[int]]]

    @property
    def speaking(self) -> np.ndarray:
        """The candidates that speak to anybody on any date."""
        some = np.zeros(len(self.found), bool)
        for speaks, _ in self.groups:
            some |= speaks.any(axis=1)
        return np.flatnonzero(some)


def neighbours_of(evidence: Evidence, window: Window, rule: Rule) -> Beside:
    """What the neighbours of a batch's inverters have in common, and digests of it.

    Four queries, and three more for each cell.
    """
    arounds = [around for around in _arounds(evidence, rule) if len(around.speaking)]
    beside = _Gathering(evidence, window, rule)
    if arounds:
        chosen = {around.found[at].inverter.pk for around in arounds for at in around.speaking}
        first, last = min(one.dates[0] for one in arounds), max(one.dates[-1] for one in arounds)
        days = days_of(chosen, (first.item(), last.item()))
        for around in arounds:
            beside.add(around, days)
    return beside.joined()


def _arounds(evidence: Evidence, rule: Rule) -> Iterator[_Around]:
    rows_of: dict[Site, list[int]] = defaultdict(list)
    for row, (inverter, version) in enumerate(zip(evidence.inverters, evidence.equipment, strict=True)):
        rows_of[inverter.cell, version.timezone].append(row)
    if not rows_of:
        return
    reach, dates = np.timedelta64(REACH, "D"), np.array(evidence.dates, "datetime64[D]")
    found = candidates({cell for cell, _ in rows_of}, ((dates.min() - reach).item(), (dates.max() + reach).item()))
    for site, rows in rows_of.items():
        span = np.arange(dates[rows].min() - reach, dates[rows].max() + reach + 1)
        yield _Around(site, span, found[site[0]], _groups(evidence, rows, site[1], span, found[site[0]], rule))


def _groups(
    evidence: Evidence, rows: list[int], zone: str, span: np.ndarray, found: list[Candidate], rule: Rule
) -> list[tuple[np.ndarray, list[int]]]:
    """To inverters that speak for their own place the others speak; to all the rest the same ones."""
    shape = len(found), len(span)
    measured = np.array([np.isin(span, _comparable(one, zone)) for one in found], bool).reshape(shape)
    places = [_place(one.inverter) for one in found]
    near = [[distance_km(here, there) <= rule.roof_km for there in places] for here in places]
    roofs = np.array(near, bool).reshape(len(found), len(found))
    usual = speakers(measured, roofs, rule.clouds_days)
    mine: dict[int, list[int]] = defaultdict(list)
    place = {one.inverter.pk: at for at, one in enumerate(found) if usual[at].any()}
    for row in rows:
        mine[place.get(evidence.inverters[row].pk, -1)].append(row)
    groups = []
    for own, of_group in mine.items():
        others = measured & (np.arange(len(found)) != own)[:, None]
        speaks = usual if own < 0 else speakers(others, roofs, rule.clouds_days)
        if speaks.sum(axis=0).max(initial=0) >= rule.least_neighbours:
            groups.append((speaks, of_group))
    return groups


def _comparable(one: Candidate, zone: str) -> np.ndarray:
    """The days of an inverter that are cut like the site's, and on which it measured an array's yield."""
    if all(_fits(version, zone) for version in one.inverter.equipment.all()):
        return np.array(one.dates, "datetime64[D]")
    return np.array([day for day in one.dates if _fits(equipment_on(one.inverter, day), zone)], "datetime64[D]")


def _fits(version: Equipment, zone: str) -> bool:
    return version.timezone == zone and version.quantity == Quantity.PV_GENERATION


class _Gathering:
    """The commons gathered so far, with the rows and distances of the batch's days."""

    def __init__(self, evidence: Evidence, window: Window, rule: Rule) -> None:
        self.evidence, self.window, self.rule = evidence, window, rule
        self.rows = np.full(len(evidence), -1)
        self.distances = np.full(len(evidence), np.nan)
        self.digests = [""] * len(window)
        self.judged = {row: number for number, row in enumerate(window.rows.tolist())}
        self.parts: list[Commons] = []
        self.length = 0

    def add(self, around: _Around, days: Days) -> None:
        """What is common to the neighbours of one site."""
        some = around.speaking
        others = [around.found[at].inverter for at in some]
        lit, ghi = _sky(around, self.rule)
        output = np.array([_output(one, days[one.pk], around.dates) for one in others])
        seen = _Seen(ghi, [_facts(one) for one in others], [_marks(days[one.pk], around.dates) for one in others])
        for speaks, rows in around.groups:
            self.parts.append(in_common(output, around.dates, lit, ghi, speaks[some], self.rule))
            self._add_rows(rows, around.dates, speaks[some], others, seen)
            self.length += len(around.dates)

    def _add_rows(
        self, rows: list[int], dates: np.ndarray, speaks: np.ndarray, others: list[Inverter], seen: "_Seen"
    ) -> None:
        at = np.searchsorted(dates, np.array([self.evidence.dates[row] for row in rows], "datetime64[D]"))
        enough = (speaks.sum(axis=0) >= self.rule.least_neighbours)[at]
        self.rows[rows] = np.where(enough, self.length + at, -1)
        for row, position in zip(np.array(rows)[enough].tolist(), at[enough].tolist(), strict=True):
            if row in self.judged:
                here = _place(self.evidence.inverters[row])
                apart = [distance_km(here, _place(others[one])) for one in np.flatnonzero(speaks[:, position])]
                self.distances[row] = float(np.median(apart))
                self.digests[self.judged[row]] = seen.digest(speaks, *self._month(self.judged[row], dates))

    def _month(self, number: int, dates: np.ndarray) -> tuple[int, int]:
        around = self.window.days[number]
        month = [self.evidence.dates[at] for at in around[around >= 0]]
        first, last = np.searchsorted(dates, np.array([min(month), max(month)], "datetime64[D]")).tolist()
        return first, last

    def joined(self) -> Beside:
        """All of it."""
        if not self.parts:
            return Beside(None, self.digests)
        found = Neighbours(joined(self.parts), self.rows, self.distances[self.window.rows])
        return Beside(found, self.digests)


@dataclass(frozen=True)
class _Seen:
    """What a site's commons were made of. facts: of each neighbour. marks: digests of its readings by date."""

    ghi: np.ndarray
    facts: list[bytes]
    marks: list[np.ndarray]

    def digest(self, speaks: np.ndarray, first: int, last: int) -> str:
        """SHA-256 of what the dates from first to last and the months around them held for those who speak."""
        reach, speaks = slice(max(first - REACH, 0), last + REACH + 1), speaks[:, first : last + 1]
        found = sha256(np.where(np.isnan(self.ghi[reach]), np.nan, self.ghi[reach]).astype(">f8").tobytes())
        for one in np.flatnonzero(speaks.any(axis=1)).tolist():
            found.update(self.facts[one] + speaks[one].tobytes() + self.marks[one][reach].tobytes())
        return found.hexdigest()


def _place(inverter: Inverter) -> tuple[float, float]:
    return inverter.gps_lat, inverter.gps_lon


def _facts(inverter: Inverter) -> bytes:
    versions = sorted(inverter.equipment.all(), key=lambda version: version.valid_from)
    return "".join([str(inverter.pk), *(equipment_digest(version, inverter) for version in versions)]).encode()


def _marks(days: dict[date, NeighbourDay], dates: np.ndarray) -> np.ndarray:
    found = np.zeros((len(dates), DIGEST_BYTES), np.uint8)
    for at, day in enumerate(dates.tolist()):
        if day in days:
            found[at] = np.frombuffer(days[day].digest, np.uint8)
    return found


def _sky(around: _Around, rule: Rule) -> tuple[np.ndarray, np.ndarray]:
    """The hours in which the sun stands high enough over the cell's centre, and the satellite's irradiation."""
    (latitude, longitude), zone = around.site
    midnights = midnights_us(around.dates, ZoneInfo(zone))
    here = np.ones(len(midnights))
    sun = over_days(midnights.astype("datetime64[us]"), latitude * here, longitude * here)
    return sun.cosine_zenith > rule.sun_cosine, cell_hours((latitude, longitude), midnights)


def _output(inverter: Inverter, days: dict[date, NeighbourDay], dates: np.ndarray) -> np.ndarray:
    """Energy over the size of the array, or over the rating; float64 (c, 24), NaN is none. [Wh/kW]"""
    output = np.full((len(dates), SLOTS), np.nan)
    for at, day in enumerate(dates.tolist()):
        if day in days and days[day].minutes <= HOURLY_MINUTES:
            version, energy = equipment_on(inverter, day), np.frombuffer(days[day].curve, "<i8").astype(float)
            size = version.dc_capacity_kwp or version.capacity_kw
            output[at] = np.where(energy == MISSING, np.nan, energy / (MWH_PER_WH * size))
    return output
