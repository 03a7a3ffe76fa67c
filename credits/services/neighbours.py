"""What the neighbours of judged inverters have in common, as the columns that the checks of the place go by.

A cell's neighbours are read once for all that are judged together, and what they have in common is worked out once for
all inverters that are not among them. Each date goes by the month around it alone, so that a day finds the same beside
its neighbours whether it is judged by itself or with a fleet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from zoneinfo import ZoneInfo

import numpy as np

from credits.verification.commons import Commons, in_common_of, joined
from credits.verification.neighbours import Neighbours
from credits.verification.speakers import REACH, speakers
from credits.verification.sun import over_days
from credits.verification.thresholds import Rule
from credits.verification.window import Window
from inverters.cloud_selectors import distances_km
from inverters.constants import MILLIWATT_HOURS_PER_KWH
from inverters.curves import MISSING, midnights_us
from inverters.models import Equipment, Inverter
from inverters.models.equipment import Quantity
from inverters.neighbour_selectors import Candidate, candidates, days_of
from inverters.production_selectors import Production, exactly
from inverters.selectors import Evidence, equipment_digest, setups_on, versions_of
from inverters.sky_selectors import Place, cell_hours

MWH_PER_WH = MILLIWATT_HOURS_PER_KWH / 1_000.0
HOURLY_MINUTES = 60

Site = tuple[Place, str]
"""A cell and a time zone: days of another zone are cut elsewhere."""


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
    groups: list[tuple[np.ndarray, np.ndarray]]

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
        for around in arounds if len(days) else ():
            beside.add(around, days)
    return beside.joined()


def _arounds(evidence: Evidence, rule: Rule) -> Iterator[_Around]:
    if not len(evidence):
        return
    numbers: dict[Site, int] = {}
    sites = [numbers.setdefault((one.inverter.cell, one.equipment.timezone), len(numbers)) for one in evidence.setups]
    of_site, reach = np.array(sites, np.int64)[evidence.setup], np.timedelta64(REACH, "D")
    period = ((evidence.dates.min() - reach).item(), (evidence.dates.max() + reach).item())
    present = [site for site, number in numbers.items() if (of_site == number).any()]
    found = candidates({cell for cell, _ in present}, period)
    for site in present:
        rows = np.flatnonzero(of_site == numbers[site])
        days = evidence.dates[rows]
        span = np.arange(days.min() - reach, days.max() + reach + 1)
        yield _Around(site, span, found[site[0]], _groups(evidence.owner, rows, site[1], span, found[site[0]], rule))


def _groups(
    owner: np.ndarray, rows: np.ndarray, zone: str, span: np.ndarray, found: list[Candidate], rule: Rule
) -> list[tuple[np.ndarray, np.ndarray]]:
    """To inverters that speak for their own place the others speak; to all the rest the same ones."""
    shape = len(found), len(span)
    measured = np.array([np.isin(span, _comparable(one, zone)) for one in found], bool).reshape(shape)
    places = np.array([_place(one.inverter) for one in found], float).reshape(-1, 2)
    here, there = np.indices((len(found), len(found))).reshape(2, -1)
    roofs = (distances_km(places[here], places[there]) <= rule.roof_km).reshape(len(found), len(found))
    usual = speakers(measured, roofs, rule.clouds_days)
    own = [at for at in range(len(found)) if usual[at].any()]
    speaks_of = {-1: usual}
    for at in own:
        speaks_of[at] = speakers(measured & (np.arange(len(found)) != at)[:, None], roofs, rule.clouds_days)
    mine = np.full(len(rows), -1)
    for at in own:
        mine[owner[rows] == found[at].inverter.pk] = at
    groups = [(speaks, rows[mine == at]) for at, speaks in speaks_of.items()]
    return [group for group in groups if len(group[1]) and group[0].sum(axis=0).max(initial=0) >= rule.least_neighbours]


def _comparable(one: Candidate, zone: str) -> np.ndarray:
    """The days of an inverter that are cut like the site's, and on which it measured an array's yield."""
    setups, setup = setups_on({one.inverter.pk: one.inverter}, np.full(len(one.dates), one.inverter.pk), one.dates)
    return one.dates[np.array([_fits(each.equipment, zone) for each in setups], bool)[setup]]


def _fits(version: Equipment, zone: str) -> bool:
    return version.timezone == zone and version.quantity == Quantity.PV_GENERATION


class _Gathering:
    """The commons gathered so far, with the rows and distances of the batch's days."""

    def __init__(self, evidence: Evidence, window: Window, rule: Rule) -> None:
        self.evidence, self.window, self.rule = evidence, window, rule
        self.rows = np.full(len(evidence), -1)
        self.distances = np.full(len(window), np.nan)
        self.digests = [""] * len(window)
        self.judged = np.full(len(evidence), -1)
        self.judged[window.rows] = np.arange(len(window))
        self.parts: list[Commons] = []
        self.length = 0

    def add(self, around: _Around, days: Production) -> None:
        """What is common to the neighbours of one site."""
        some = around.speaking
        others = [around.found[at].inverter for at in some]
        lit, ghi = _sky(around, self.rule)
        made = [_made(one, days, around.dates) for one in others]
        seen = _Seen(ghi, [_facts(one) for one in others], [marks for _, marks in made])
        speaking = [speaks[some] for speaks, _ in around.groups]
        output = np.array([curve for curve, _ in made])
        self.parts += in_common_of(output, around.dates, lit, ghi, speaking, self.rule)
        for speaks, (_, rows) in zip(speaking, around.groups, strict=True):
            self._add_rows(rows, around.dates, speaks, others, seen)
            self.length += len(around.dates)

    def _add_rows(
        self, rows: np.ndarray, dates: np.ndarray, speaks: np.ndarray, others: list[Inverter], seen: "_Seen"
    ) -> None:
        at = np.searchsorted(dates, self.evidence.dates[rows])
        enough = (speaks.sum(axis=0) >= self.rule.least_neighbours)[at]
        self.rows[rows] = np.where(enough, self.length + at, -1)
        told = enough & (self.judged[rows] >= 0)
        judged, at = self.judged[rows[told]], at[told]
        self.distances[judged] = self._distances(rows[told], others, speaks[:, at].T)
        for number, ends in zip(judged.tolist(), self._months(judged, dates), strict=True):
            self.digests[number] = seen.digest(speaks, *ends)

    def _distances(self, rows: np.ndarray, others: list[Inverter], speaks: np.ndarray) -> np.ndarray:
        """The median distance of those who speak to each of the days; (rows,). [km]"""
        if not len(rows):
            return np.zeros(0)
        setups = self.evidence.setups
        here = np.array([_place(setups[at].inverter) for at in self.evidence.setup[rows].tolist()])
        there = np.array([_place(one) for one in others])
        apart = distances_km(np.repeat(here, len(there), axis=0), np.tile(there, (len(here), 1)))
        return np.asarray(np.nanmedian(np.where(speaks, apart.reshape(speaks.shape), np.nan), axis=1))

    def _months(self, judged: np.ndarray, dates: np.ndarray) -> list[tuple[int, int]]:
        """Where the first and the last day of these months lie among the dates."""
        around = self.window.days[judged]
        days = self.evidence.dates[around].astype(np.int64)
        first = np.where(around >= 0, days, np.iinfo(np.int64).max).min(axis=1, initial=np.iinfo(np.int64).max)
        last = np.where(around >= 0, days, -1).max(axis=1, initial=-1)
        start = int(dates[0].astype(np.int64))
        return list(zip((first - start).tolist(), (last - start).tolist(), strict=True))

    def joined(self) -> Beside:
        """All of it."""
        if not self.parts:
            return Beside(None, self.digests)
        return Beside(Neighbours(joined(self.parts), self.rows, self.distances), self.digests)


class _Seen:
    """What a site's commons were made of. facts: of each neighbour. marks: digests of its readings by date."""

    def __init__(self, ghi: np.ndarray, facts: list[bytes], marks: list[np.ndarray]) -> None:
        self.ghi, self.facts, self.marks = ghi, facts, marks
        self.known: dict[tuple[int, int, int], str] = {}

    def digest(self, speaks: np.ndarray, first: int, last: int) -> str:
        """SHA-256 of what the dates from first to last and the months around them held for those who speak."""
        key = (id(speaks), first, last)
        if key not in self.known:
            self.known[key] = self._digest(speaks[:, first : last + 1], slice(max(first - REACH, 0), last + REACH + 1))
        return self.known[key]

    def _digest(self, speaks: np.ndarray, reach: slice) -> str:
        found = sha256(np.where(np.isnan(self.ghi[reach]), np.nan, self.ghi[reach]).astype(">f8").tobytes())
        for one in np.flatnonzero(speaks.any(axis=1)).tolist():
            found.update(self.facts[one] + speaks[one].tobytes() + self.marks[one][reach].tobytes())
        return found.hexdigest()


def _place(inverter: Inverter) -> tuple[float, float]:
    return inverter.gps_lat, inverter.gps_lon


def _facts(inverter: Inverter) -> bytes:
    digests = (equipment_digest(version, inverter) for version in versions_of(inverter))
    return "".join([str(inverter.pk), *digests]).encode()


def _sky(around: _Around, rule: Rule) -> tuple[np.ndarray, np.ndarray]:
    """The hours in which the sun stands high enough over the cell's centre, and the satellite's irradiation."""
    (latitude, longitude), zone = around.site
    midnights = midnights_us(around.dates, ZoneInfo(zone))
    here = np.ones(len(midnights))
    sun = over_days(midnights.astype("datetime64[us]"), latitude * here, longitude * here)
    return sun.cosine_zenith > rule.sun_cosine, cell_hours((latitude, longitude), midnights)


def _made(inverter: Inverter, days: Production, dates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Energy over the size of the array, or over the rating, and the readings' digests, of each date.

    float64 (c, 24), NaN is none [Wh/kW]; uint8 (c, 32), zeros are none.
    """
    owner = np.full(len(dates), inverter.pk)
    at = exactly(days, owner, dates)
    setups, setup = setups_on({inverter.pk: inverter}, owner, dates)
    size = np.array([one.equipment.dc_capacity_kwp or one.equipment.capacity_kw for one in setups])[setup]
    energy = days.milliwatt_hours[at].astype(float)
    there = (at >= 0) & (days.interval_minutes[at] <= HOURLY_MINUTES)
    known = there[:, None] & (energy != MISSING)
    marks = np.where((at >= 0)[:, None], days.digests[at], 0).astype(np.uint8)
    return np.where(known, energy / (MWH_PER_WH * size[:, None]), np.nan), marks
