"""A verdict's checks as rows: plain names, figures in their units, outcomes by word and shape."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from credits.models import Status, Verdict
from reports.presenters import NOTHING, Badge, Moment, listed, moment, number

NAMES = {
    "quantity": "What is measured",
    "day_over": "The day is over",
    "provisional": "Final values only",
    "interval": "Spacing of the readings",
    "daylight": "Daylight hours measured",
    "lump": "No energy in one lump",
    "production": "Something was produced",
    "stuck": "Values that move",
    "night_output": "Little output in the dark",
    "published": "Satellite hours published",
    "clock": "The logger's clock",
    "rating": "Hours within the rating",
    "array_size": "The array's size explains the day",
    "night": "No daytime power at night",
    "cloudless": "Day within a cloudless sky",
    "satellite": "Day within the satellite's sky",
    "theoretical": "Below the theoretical output",
    "correlation": "Follows the satellite's curve",
    "interpolated": "No gaps filled by a straight line",
    "resolution": "Written finely enough",
    "typed": "Digits of a machine",
    "month_ceiling": "Month within the satellite's sky",
    "month_level": "Month below the theoretical output",
    "month_copy": "Not the satellite's own curve",
    "late_copy": "Not noise over the satellite's curve",
    "sea_in_cell": "The satellite's cell is land",
    "neighbour_variation": "As cloudy as the neighbours'",
    "neighbour_clouds": "The neighbours' clouds",
    "neighbour_envelope": "No higher than the neighbours",
    "month_repeated": "Not one curve every day",
    "month_clouds": "Follows the month's clouds",
    "month_totals": "Days as large as the satellite's",
    "day_stands_out": "In line with the month",
    "month_outliers": "Few days stand out",
    "copied_digits": "No day of another's digits",
    "registered_twice": "Registered once",
    "near_copy": "A roof of its own",
    "repeated_curve": "Dull days look dull",
}
"""A check that is not listed here is shown by its own name."""

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
WORST_FIRST = (FAILS[Status.FLAGGED], FAILS[Status.PENDING], WAIVED, INCONCLUSIVE, PASSES)


@dataclass(frozen=True)
class Check:
    """One row."""

    name: str
    badge: Badge
    figure: str
    threshold: str
    unit: str
    sentence: str
    cure: str


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
    digests: list[DigestRow]

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
        digests=[DigestRow(word, getattr(verdict, name), stored[name]) for name, word in DIGESTS.items()],
    )


def checks(verdict: Verdict) -> list[Check]:
    """Every check; those that stand against the day first, in the rule's order otherwise."""
    return sorted(map(_check, verdict.checks), key=lambda check: WORST_FIRST.index(check.badge))


def _check(one: Mapping[str, Any]) -> Check:
    factor, digits, unit = UNITS.get(one["unit"], (1.0, 2, one["unit"]))
    nothing = one["figure"] is None and one["threshold"] is None

    def told(value: float | None) -> str:
        return NOTHING if value is None else number(value * factor, digits)

    return Check(
        name=NAMES.get(one["name"], one["name"].replace("_", " ")),
        badge=_badge(one),
        figure=told(one["figure"]),
        threshold=told(one["threshold"]),
        unit="" if nothing else unit,
        sentence=one["sentence"],
        cure=one["cure"],
    )


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
