"""Which findings an auditor may set aside, and those that were, as masks over checks and days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

INDISPENSABLE: Mapping[str, str] = {
    "quantity": "What is measured is not the array's yield: send the yield, or correct what the readings measure.",
    "day_over": "The day is not over: nothing has been measured yet that could be accepted.",
    "provisional": "Values that are not final count for no energy: send the final ones.",
    "interval": "Readings further apart than an hour hold no curve to judge: send finer ones.",
    "daylight": "Hours that were not measured stay unknown: upload them.",
    "lump": "The hours before the lump were not measured: upload them.",
    "production": "There is no energy to accept.",
    "published": "Without the satellite's hours nothing was compared: no answer is never VERIFIED.",
}
"""Checks that no signature replaces, with what the person who asked is told.

A waiver sets aside what a check found in the evidence; it cannot stand in for evidence that is not there.
"""

AWAITS_AUDITOR = "awaits_auditor"
"""The cause of a day that waits for nothing but an auditor's signature."""

Marks = Mapping[str, np.ndarray]
"""For a check's name, on which of the days something was said about it; bool (n,). Absent is nowhere."""


@dataclass(frozen=True)
class Waivers:
    """What people have said about the checks of n days.

    countersigned : the check is left out of the judging; its outcome stays as measured.
    proposed : the check neither flags nor verifies the day: it awaits an auditor.
    """

    countersigned: Marks = field(default_factory=dict)
    proposed: Marks = field(default_factory=dict)

    def __post_init__(self) -> None:
        if refused := sorted({*self.countersigned, *self.proposed} & set(INDISPENSABLE)):
            raise ValueError(f"no signature replaces {', '.join(refused)}")


NO_WAIVERS = Waivers()


def mask(marks: Marks, names: Sequence[str], days: int) -> np.ndarray:
    """The marks as bool (checks, n), in the order of the checks' names."""
    return np.array([marks.get(name, np.zeros(days, dtype=bool)) for name in names], bool).reshape(len(names), days)
