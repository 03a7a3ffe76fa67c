"""A verdict's checks as rows: plain names, figures in their units, outcomes by word and shape."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from credits.models import Status, Verdict
from reports.audit.words import GROUPS, words_of
from reports.mend.offers import NO_ONE_CLOCK, no_one_clock
from reports.presenters import NOTHING, Badge, Moment, listed, moment, number
from reports.presenters import day as told_day

PERCENT = (100.0, 1, "%")
UNITS: dict[str, tuple[float, int, str]] = {
    "share of the day": PERCENT,
    "share of the readings": PERCENT,
    "of the theoretical month": PERCENT,
    "of the mean output": PERCENT,
    "of the output": PERCENT,
    "of the cell": PERCENT,
    "of the neighbours'": PERCENT,
    "of the dull days": PERCENT,
    "of the clouds' changes": PERCENT,
    "times the month's level": (1.0, 2, "×"),
    "times the best neighbour": (1.0, 2, "×"),
    "agreement": (1.0, 2, ""),
    "bits": (1.0, 0, "bits"),
    "σ": (1.0, 1, "σ"),
    "days": (1.0, 0, "days"),
    "r": (1.0, 3, "r"),
    "kWh": (1.0, 2, "kWh"),
    "kWp": (1.0, 2, "kWp"),
    "hours": (1.0, 1, "h"),
    "minutes": (1.0, 0, "min"),
    "readings": (1.0, 0, "readings"),
}
"""By the check's unit: factor, decimals, what is written."""

DIGESTS = {"readings_digest": "Readings", "satellite_digest": "Satellite hours", "equipment_digest": "Equipment"}

PASSES, INCONCLUSIVE = Badge("Passes", "pass"), Badge("Inconclusive", "unknown")
FAILS = {Status.FLAGGED: Badge("Flags", "flagged"), Status.PENDING: Badge("Fails", "fail")}
WAIVED = Badge("Waived", "none")
"""By an auditor: it did not pass, and was left out of the judging."""
STANDING_OUT = (*FAILS.values(), WAIVED)
WORST_FIRST = (FAILS[Status.FLAGGED], FAILS[Status.PENDING], WAIVED, INCONCLUSIVE, PASSES)


@dataclass(frozen=True)
class Rival:
    """Another day that a sentence names, and where it is shown."""

    label: str
    address: str


RIVAL = re.compile(r"(?:(?P<day>\d{4}-\d{2}-\d{2}) of )?(?:inverter (?P<other>\d+)|(?P<own>this inverter))")
NAMING = ("copied_digits", "registered_twice", "near_copy")
"""Checks whose failure names a rival in its sentence."""


@dataclass(frozen=True)
class Check:
    """One row. key: the rule's own name for it. rivals: the days that its sentence names."""

    key: str
    name: str
    group: str
    asks: str
    plain: str
    badge: Badge
    figure: str
    threshold: str
    unit: str
    sentence: str
    cure: str
    rivals: list[Rival]


@dataclass(frozen=True)
class DigestRow:
    """A digest of the evidence as judged, and whether the evidence is the same today."""

    name: str
    judged: str
    stored: str

    @property
    def same(self) -> bool:
        """Whether what was judged is what is stored."""
        return self.judged == self.stored


@dataclass(frozen=True)
class Judged:
    """The verdict as the page tells it."""

    at: Moment
    actor: str
    rule_version: str
    summary: str
    checks: list[Check]
    cause: str
    digests: list[DigestRow]

    @property
    def against(self) -> list[Check]:
        """What stands against the day or was waived, and what decided it; the worst first."""
        return [check for check in self.checks if check.badge in STANDING_OUT or check.key == self.cause]

    @property
    def groups(self) -> list[tuple[str, list[Check]]]:
        """All other checks under their headings."""
        against = {check.key for check in self.against}
        rest = [check for check in self.checks if check.key not in against]
        grouped = [(heading, [one for one in rest if one.group == name]) for name, heading in GROUPS.items()]
        return [(heading, some) for heading, some in grouped if some]

    @property
    def moved(self) -> bool:
        """Whether the evidence has changed since."""
        return not all(row.same for row in self.digests)


def judged(verdict: Verdict, stored: Mapping[str, str], zone: ZoneInfo) -> Judged:
    """A verdict beside the digests of the evidence as it is stored now."""
    return Judged(
        at=moment(verdict.judged_at, zone),
        actor=verdict.actor,
        rule_version=verdict.rule_version,
        summary=summary(verdict),
        checks=checks(verdict),
        cause=verdict.cause,
        digests=[DigestRow(word, getattr(verdict, name), stored[name]) for name, word in DIGESTS.items()],
    )


def checks(verdict: Verdict) -> list[Check]:
    """Every check; those that stand against the day first, in the rule's order otherwise."""
    rows = [_check(one, verdict) for one in verdict.checks]
    return sorted(rows, key=lambda check: WORST_FIRST.index(check.badge))


def _check(one: Mapping[str, Any], verdict: Verdict) -> Check:
    factor, digits, unit = UNITS.get(one["unit"], (1.0, 2, one["unit"]))
    nothing = one["figure"] is None and one["threshold"] is None

    def told(value: float | None) -> str:
        return NOTHING if value is None else number(value * factor, digits)

    words = words_of(one["name"])
    return Check(
        key=one["name"],
        name=words.name,
        group=words.group,
        asks=words.asks,
        plain=words.plain if one["outcome"] == "fail" else "",
        badge=_badge(one),
        figure=told(one["figure"]),
        threshold=told(one["threshold"]),
        unit="" if nothing else unit,
        sentence=one["sentence"],
        cure=NO_ONE_CLOCK if no_one_clock(one["name"], one["sentence"]) else one["cure"],
        rivals=_rivals(one, verdict),
    )


def _rivals(one: Mapping[str, Any], verdict: Verdict) -> list[Rival]:
    found = RIVAL.search(one["sentence"])
    if found is None or one["name"] not in NAMING or one["outcome"] != "fail":
        return []
    other = int(found["other"] or verdict.credit.inverter_id)
    day = date.fromisoformat(found["day"]) if found["day"] else verdict.credit.date
    whose = f"inverter {other}" if found["other"] else "this inverter"
    return [Rival(f"{told_day(day)} of {whose}", reverse("audit_day", args=[other, day]))]


def _badge(one: Mapping[str, Any]) -> Badge:
    if one.get("waived") and one["outcome"] != "pass":
        return WAIVED
    if one["outcome"] == "fail":
        return FAILS[Status(one["effect"])]
    return PASSES if one["outcome"] == "pass" else INCONCLUSIVE


def summary(verdict: Verdict) -> str:
    """How the checks came out, counted."""
    count = Counter(one["outcome"] for one in verdict.checks)
    words = {"fail": "failed", "inconclusive": "inconclusive", "pass": "passed"}
    return listed([f"{count[outcome]} {word}" for outcome, word in words.items() if count[outcome]])


def cure_of(verdict: Verdict) -> str:
    """What the owner can do about the check that decided."""
    return next((one["cure"] for one in verdict.checks if verdict.reason.startswith(one["sentence"])), "")
