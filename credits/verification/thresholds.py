"""Every limit of the rule in one table, each with its unit and where it comes from; a changed limit is a new version.

A rule is a value, so that another version can be tried on the same days without changing a credit. The rows stand in
`limits`, in a module for each question.
"""

from dataclasses import dataclass, fields

from credits.verification.limits.clock import ClockLimits
from credits.verification.limits.copies import CopiesLimits
from credits.verification.limits.day import DayLimits
from credits.verification.limits.month import MonthLimits
from credits.verification.limits.physics import PhysicsLimits
from credits.verification.limits.place import PlaceLimits

RULE_VERSION = "month-3"


@dataclass(frozen=True)
class Rule(CopiesLimits, PlaceLimits, MonthLimits, PhysicsLimits, ClockLimits, DayLimits):
    """The limits of one version of the rule; a dataclass lists the fields of its last base first, so the day's."""

    version: str = RULE_VERSION


RULE = Rule()


def table(rule: Rule = RULE) -> list[dict[str, object]]:
    """The rule's rows as name, value, unit and source, for pages and evidence."""
    return [
        {"name": row.name, "value": getattr(rule, row.name), **row.metadata} for row in fields(rule) if row.metadata
    ]
