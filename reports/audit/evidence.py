"""What a day is judged from, told: the satellite's hours and their age, and which came first, readings or sky."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from inverters.constants import SLOTS
from inverters.models.satellite import ReferenceKind
from reports import presenters
from reports.audit.day import AuditDay
from reports.presenters import Badge, Moment, moment

NOT_PUBLISHED = "Not published yet. NASA publishes hourly values months later; the day is taken up again by then."
ORDERS = {
    "before": Badge("Readings came before NASA published", "pass"),
    "after": Badge("Readings came after NASA had published", "unknown"),
    "unknown": Badge("Which came first is not proven", "unknown"),
}
MEANING = {
    "before": "They cannot have been made from NASA's figures.",
    "after": "They could have been made from NASA's figures, so stricter checks for copies apply.",
    "unknown": "They are treated as if they came later: stricter checks for copies apply.",
}


@dataclass(frozen=True)
class Fact:
    """One line: words, or an instant, or both."""

    label: str
    words: str
    at: Moment | None = None


@dataclass(frozen=True)
class Received:
    """Which came first. badge: None where either is not here."""

    badge: Badge | None
    sentence: str
    meaning: str
    facts: list[Fact]


def sky_facts(of: AuditDay, now: datetime) -> list[Fact]:
    """Whose sky it was, how much of it is there, and how old that is."""
    at, zone = of.around.at, of.equipment.zone
    latitude, longitude = of.inverter.cell
    published = sum(math.isfinite(value) for value in of.ghi_wh_m2.tolist())
    facts = [Fact("Source", of.sky.sources[at] or NOT_PUBLISHED)]
    if fetched := of.sky.fetched_at[at]:
        facts += [
            Fact("Kind", str(ReferenceKind(of.sky.kinds[at]).label)),
            Fact("Fetched", f", {presenters.age(fetched, now)}", moment(fetched, zone)),
        ]
    facts.append(Fact("Published", f"{published} of {SLOTS} hours of this day"))
    newest = of.newest_hour
    facts.append(
        Fact("Newest hour of the cell", "", moment(newest, zone)) if newest
        else Fact("Newest hour of the cell", "none is stored yet")
    )  # fmt: skip
    return [*facts, Fact("Grid cell", f"1° around {presenters.place(latitude, longitude)}")]


def received(of: AuditDay) -> Received:
    """Which came first, as the verdict recorded it; where there is none, as it is known now."""
    told = of.verdict.reference.get("received") if of.verdict else of.received and of.received.as_json()
    if not told:
        return Received(None, "", "", [])
    order = str(told["order"])
    return Received(ORDERS[order], str(told["sentence"]), MEANING[order], _instants(told, of.equipment.zone))


def _instants(told: Mapping[str, Any], zone: ZoneInfo) -> list[Fact]:
    labels = {
        "received_at": "Last reading received",
        "first_stored_at": "Satellite hours first seen here",
        "last_absent_at": "NASA asked in vain until",
    }
    return [
        Fact(label, "", moment(datetime.fromisoformat(told[name]), zone))
        for name, label in labels.items()
        if told.get(name)
    ]
