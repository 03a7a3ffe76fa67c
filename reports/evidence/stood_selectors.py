"""What stood at an inverter's place when it was judged: as it is now, or as the ledger says that it was."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from credits.models import Verdict
from inverters.models import Equipment, Inverter
from inverters.selectors import equipment_digest, equipment_on
from lumix.ledger.models import LedgerEntry

TYPES = ("inverter.registered", "inverter.changed", "equipment.added", "equipment.changed")
PLACE = ("gps_lat", "gps_lon")
NUMBERS = ("capacity_kw", "dc_capacity_kwp", "surface_tilt", "surface_azimuth")


def stood(inverter: Inverter, day: date, verdict: Verdict | None) -> dict[str, str] | None:
    """The facts that a verdict's digest of the equipment was hashed from, None where they are not on record any more.

    A day without a verdict has those that stand now. Only where they have changed since is the ledger asked.
    """
    now = equipment_on(inverter, day)
    if verdict is None or equipment_digest(now, inverter) == verdict.equipment_digest:
        return _facts(now, inverter)
    entries = LedgerEntry.objects.filter(object=f"inverter:{inverter.pk}", type__in=TYPES).order_by("seq")
    told = [entry.data for entry in entries]
    for place in _places(told, inverter):
        for version in _versions(told):
            if equipment_digest(version, place) == verdict.equipment_digest:
                return _facts(version, place)
    return None


def _facts(version: Equipment, place: Inverter) -> dict[str, str]:
    facts = {**version.facts(), **{name: getattr(place, name) for name in PLACE}}
    return {name: str(value) for name, value in facts.items()}


def _places(told: Sequence[Mapping[str, Any]], now: Inverter) -> Iterator[Inverter]:
    yield now
    for after in _states(told, PLACE):
        yield Inverter(pk=now.pk, **{name: float(after[name]) for name in PLACE})


def _versions(told: Sequence[Mapping[str, Any]]) -> Iterator[Equipment]:
    """Every state of every version, as its type has it: an entry keeps numbers as texts."""
    for after in _states(told, NUMBERS):
        facts = {**after, **{name: after[name] and float(after[name]) for name in NUMBERS}}
        facts["clock_offset_minutes"] = int(after["clock_offset_minutes"])
        yield Equipment(**facts)


def _states(told: Sequence[Mapping[str, Any]], names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for data in told:
        for state in (data.get("before"), data.get("after")):
            if isinstance(state, dict) and set(names) <= set(state):
                yield state
