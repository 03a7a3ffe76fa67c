"""Reads: all that inverter-days are judged by, as columns for any number of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import orjson

from inverters.curves import DayCurve, midnights_us
from inverters.models import Equipment, Inverter
from inverters.production_selectors import (
    DayMarks,
    Production,
    exactly,
    hours_since_previous,
    keys_of,
    over_period,
    parted,
)
from inverters.sky_selectors import SkyRecord, sky_over

HISTORY_DAYS = 31
"""How far back of a day its evidence reaches."""

InverterDay = tuple[int, date]
AnyMarks = TypeVar("AnyMarks", bound=DayMarks)


class Setup(NamedTuple):
    """What stood where: an inverter, and a version of its equipment."""

    inverter: Inverter
    equipment: Equipment


@dataclass(frozen=True)
class Evidence:
    """All that n inverter-days are judged by, in the order they were asked for.

    setups: the distinct ones; `setup`, int64 (n,), says which one each day is of. production: what was measured.
    hours_since_previous: float64 (n,), from the last measured slot before the day to its midnight; NaN where nothing
    was measured in the `HISTORY_DAYS` before it. midnights_us: int64 (n,), when each day begins.
    """

    setups: list[Setup]
    setup: np.ndarray
    production: Production
    hours_since_previous: np.ndarray
    midnights_us: np.ndarray
    sky: SkyRecord

    def __len__(self) -> int:
        return len(self.production)

    @property
    def owner(self) -> np.ndarray:
        """The inverter of each day by its number, int64 (n,)."""
        return self.production.owner

    @property
    def dates(self) -> np.ndarray:
        """The date of each day, datetime64[D] (n,)."""
        return self.production.dates

    @property
    def curve(self) -> DayCurve:
        """What was measured in each slot."""
        return DayCurve(self.production.milliwatt_hours)

    def inverter(self, row: int) -> Inverter:
        """The inverter that a day is of."""
        return self.setups[int(self.setup[row])].inverter

    def equipment(self, row: int) -> Equipment:
        """What stood there on a day."""
        return self.setups[int(self.setup[row])].equipment

    def each(self, fact: Callable[[Setup], object], kind: object = None) -> np.ndarray:
        """A fact of the setups as one value for each day."""
        return np.array([fact(one) for one in self.setups], kind)[self.setup]  # type: ignore[call-overload]

    @cached_property
    def setup_digests(self) -> list[str]:
        """Of each setup, see `equipment_digest`."""
        return [equipment_digest(one.equipment, one.inverter) for one in self.setups]

    def equipment_digest(self, row: int) -> str:
        """Of what stood there on a day."""
        return self.setup_digests[int(self.setup[row])]

    def take(self, rows: np.ndarray) -> "Evidence":
        """The same of some of the days."""
        return Evidence(
            setups=self.setups,
            setup=self.setup[rows],
            production=self.production.take(rows),
            hours_since_previous=self.hours_since_previous[rows],
            midnights_us=self.midnights_us[rows],
            sky=self.sky.take(rows),
        )

    def under_todays_sky(self) -> "Evidence":
        """The same with the hours of the sky that are stored by now."""
        return replace(self, sky=sky_over([one.inverter for one in self.setups], self.midnights_us, self.setup))


def equipment_on(inverter: Inverter, day: date) -> Equipment:
    """The version that stood on that day; the first one for days before any. Uses `with_equipment`'s prefetch."""
    versions = versions_of(inverter)
    return next((version for version in reversed(versions) if version.valid_from <= day), versions[0])


def versions_of(inverter: Inverter) -> list[Equipment]:
    """All versions of an inverter's equipment, oldest first. Uses `with_equipment`'s prefetch."""
    return sorted(inverter.equipment.all(), key=lambda version: version.valid_from)


def equipment_digest(equipment: Equipment, inverter: Inverter) -> str:
    """SHA-256 of the canonical JSON of what a verdict takes from the equipment and its place.

    Keys are plain names and values strings, of which orjson writes what RFC 8785 asks for.
    """
    facts = {**equipment.facts(), "gps_lat": inverter.gps_lat, "gps_lon": inverter.gps_lon}
    return sha256(
        orjson.dumps({key: str(value) for key, value in facts.items()}, option=orjson.OPT_SORT_KEYS)
    ).hexdigest()


def evidence_of(wanted: Sequence[InverterDay]) -> Evidence:
    """Production, equipment and sky of these inverter-days, in a number of queries that grows with cells alone."""
    owner = np.array([inverter_id for inverter_id, _ in wanted], np.int64)
    days = np.array([day for _, day in wanted], "datetime64[D]")
    if not len(owner):
        return evidence_from(Production.nothing(owner, days), np.arange(0))
    first, last = (days.min() - HISTORY_DAYS).item(), days.max().item()
    return evidence_from(*with_days(Production.of_rows(over_period(set(owner.tolist()), first, last)), owner, days))


def with_days(known: AnyMarks, owner: np.ndarray, days: np.ndarray) -> tuple[AnyMarks, np.ndarray]:
    """Known days and, as empty ones, those of the wanted that are unknown; and where each of the wanted lies."""
    lacking = np.unique(keys_of(owner, days)[exactly(known, owner, days) < 0])
    if len(lacking):
        known = known.beside(type(known).nothing(*parted(lacking)))
    return known, exactly(known, owner, days)


def evidence_from(known: Production, rows: np.ndarray) -> Evidence:
    """The evidence of the days at `rows` of the known ones, among which is what was measured before them."""
    production = known.take(rows)
    inverters = Inverter.objects.with_equipment().in_bulk(np.unique(production.owner).tolist())
    setups, setup = setups_on(inverters, production.owner, production.dates)
    midnights = midnights_of(production.dates, setups, setup)
    return Evidence(
        setups=setups,
        setup=setup,
        production=production,
        hours_since_previous=hours_since_previous(known, rows, HISTORY_DAYS),
        midnights_us=midnights,
        sky=sky_over([one.inverter for one in setups], midnights, setup),
    )


def setups_on(inverters: Mapping[int, Inverter], owner: np.ndarray, days: np.ndarray) -> tuple[list[Setup], np.ndarray]:
    """What stood where on each of these days: the distinct setups, and int64 (n,) which of them."""
    setups: list[Setup] = []
    owners, which = np.unique(owner, return_inverse=True)
    first = np.zeros(len(owners), np.int64)
    changed: dict[int, list[date]] = {}
    for number, key in enumerate(owners.tolist()):
        versions = versions_of(inverters[key])
        first[number] = len(setups)
        setups += [Setup(inverters[key], version) for version in versions]
        if len(versions) > 1:
            changed[number] = [version.valid_from for version in versions[1:]]
    setup = first[which]
    for number, since in changed.items():
        mine = np.flatnonzero(which == number)
        setup[mine] += np.searchsorted(np.array(since, "datetime64[D]"), days[mine], side="right")
    return setups, setup


def midnights_of(days: np.ndarray, setups: list[Setup], setup: np.ndarray) -> np.ndarray:
    """When each day begins where it is of, int64 (n,), see `midnights_us`."""
    midnights = np.zeros(len(days), np.int64)
    zones: dict[str, int] = {}
    number = np.array([zones.setdefault(one.equipment.timezone, len(zones)) for one in setups], np.int64)[setup]
    for name, zone in zones.items():
        midnights[number == zone] = midnights_us(days[number == zone], ZoneInfo(name))
    return midnights
