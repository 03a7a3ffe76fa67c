"""What one check finds over n days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np


class Status(StrEnum):
    VERIFIED = "VERIFIED"
    FLAGGED = "FLAGGED"
    PENDING = "PENDING"


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class Finding:
    """One check's answer for n days.

    passes : bool (n,); meaningless where `known` is False.
    known : bool (n,), False where the check has nothing to go by: the day's outcome is inconclusive.
    figure, threshold : float64 (n,), NaN where there is none.
    words : values for the sentences, one row a day: numbers, text, or bool (n, 24) for hours.
    """

    passes: np.ndarray
    known: np.ndarray
    figure: np.ndarray
    threshold: np.ndarray
    words: Mapping[str, np.ndarray] = field(default_factory=dict)

    @property
    def failed(self) -> np.ndarray:
        return self.known & ~self.passes

    def outcome(self, row: int) -> Outcome:
        """The outcome for one day."""
        if not self.known[row]:
            return Outcome.INCONCLUSIVE
        return Outcome.PASS if self.passes[row] else Outcome.FAIL
