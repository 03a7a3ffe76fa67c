"""What one check finds over n days, and how it is told for one of them."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from inverters.constants import SLOTS

DIGITS = 10
"""Of a figure that is told, significant ones."""


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


@dataclass(frozen=True)
class CheckResult:
    """One check's answer for one day, as it is stored and shown; numbers are finite or None.

    waived : whether an auditor had it left out of the judging; the outcome is as measured all the same.
    """

    name: str
    outcome: Outcome
    effect: Status
    figure: float | None
    unit: str
    threshold: float | None
    sentence: str
    cure: str
    waived: bool = False


@dataclass(frozen=True)
class Check:
    """A named check: how it is measured, what its failure means, and how its outcomes are told.

    effect : what a failure makes of the day. Absence of evidence is PENDING, only positive evidence is FLAGGED.
    sentences : a template for each outcome; `{figure}`, `{threshold}` and the finding's words fill them.
    needed : whether a day can be VERIFIED only when this check is conclusive.
    """

    name: str
    effect: Status
    unit: str
    measure: Callable[..., Finding]
    sentences: Mapping[Outcome, str]
    cure: str
    needed: bool = True

    def result(self, finding: Finding, row: int, *, waived: bool = False) -> CheckResult:
        """Tell one day's outcome."""
        outcome = finding.outcome(row)
        words = WordsOfDay(finding, row)
        return CheckResult(
            name=self.name,
            outcome=outcome,
            effect=self.effect,
            figure=finite(finding.figure[row]),
            unit=self.unit,
            threshold=finite(finding.threshold[row]),
            sentence=self.sentences[outcome].format_map(words),
            cure="" if outcome is Outcome.PASS else self.cure.format_map(words),
            waived=waived,
        )


def finite(value: float) -> float | None:
    """A plain float, or None for NaN and infinities, which no JSON or hash may hold.

    To `DIGITS` digits: how many days are judged together decides on the last ones of a sum.
    """
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None


class WordsOfDay(dict[str, object]):
    """The words of one day's sentences, told only when a sentence asks for them: hours as text, all else as it is."""

    def __init__(self, finding: Finding, row: int) -> None:
        super().__init__(figure=float(finding.figure[row]), threshold=float(finding.threshold[row]))
        self._finding, self._row = finding, row

    def __missing__(self, name: str) -> object:
        value = self._finding.words[name][self._row]
        return hours_told(value) if isinstance(value, np.ndarray) else value


def hours_told(slots: np.ndarray) -> str:
    """Slots of a day as local hours: "06:00 to 09:00 and 17:00 to 18:00"; "none" where none is set."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], slots.astype(int), [0]]))).reshape(-1, 2)
    spans = [
        f"{start:02d}:00 to {end % SLOTS:02d}:00" if end < SLOTS else f"{start:02d}:00 to 24:00" for start, end in edges
    ]
    if not spans:
        return "none"
    return spans[0] if len(spans) == 1 else ", ".join(spans[:-1]) + " and " + spans[-1]
