"""How checks are told: templates of sentences, filled with the figures and words of one day."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter

import numpy as np

from credits.verification.finding import Outcome, Status
from inverters.constants import SLOTS

DIGITS = 10
"""Of a figure that is told, significant ones."""

Word = str | float | int | bool | None
"""What a sentence says besides figure and threshold; None is a number that is not finite."""

Words = Mapping[str, Word]


@dataclass(frozen=True)
class CheckResult:
    """One check's answer for one day, as it is shown; numbers are finite or None.

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

    def as_json(self) -> dict[str, object]:
        """The answer as plain JSON values."""
        return {**vars(self), "outcome": str(self.outcome), "effect": str(self.effect)}


@dataclass(frozen=True)
class Wording:
    """How a check's outcomes are told.

    effect : what a failure makes of the day. Absence of evidence is PENDING, only positive evidence is FLAGGED.
    sentences : a template for each outcome; `{figure}`, `{threshold}` and the finding's words fill them.
    """

    name: str
    effect: Status
    unit: str
    sentences: Mapping[Outcome, str]
    cure: str

    def asks_for(self, outcome: Outcome) -> tuple[str, ...]:
        """The words without which this outcome cannot be told, besides figure and threshold."""
        cure = () if outcome is Outcome.PASS else fields_of(self.cure)
        return tuple(dict.fromkeys(fields_of(self.sentences[outcome]) + cure))

    def result(
        self, outcome: Outcome, figure: float, threshold: float, words: Words, *, waived: bool = False
    ) -> CheckResult:
        """Tell one day's outcome. figure, threshold: NaN where there is none."""
        told = {"figure": figure, "threshold": threshold, **{name: _number(word) for name, word in words.items()}}
        return CheckResult(
            name=self.name,
            outcome=outcome,
            effect=self.effect,
            figure=finite(figure),
            unit=self.unit,
            threshold=finite(threshold),
            sentence=self.sentences[outcome].format_map(told),
            cure="" if outcome is Outcome.PASS else self.cure.format_map(told),
            waived=waived,
        )


@cache
def fields_of(template: str) -> tuple[str, ...]:
    """The names that a sentence's template asks for, besides figure and threshold."""
    names = (name for _, name, _, _ in Formatter().parse(template) if name)
    return tuple(dict.fromkeys(name for name in names if name not in ("figure", "threshold")))


def significant(values: np.ndarray) -> np.ndarray:
    """Numbers to `DIGITS` digits: how many days are judged together decides on the last ones of a sum."""
    with np.errstate(all="ignore"):
        scale = 10.0 ** (DIGITS - 1 - np.floor(np.log10(np.abs(values))))
        rounded = np.round(values * scale) / scale
    return np.where(np.isfinite(rounded), rounded, values) + 0.0  # no negative zero


def finite(value: float) -> float | None:
    """A plain float of `DIGITS` digits, or None for NaN and infinities, which no JSON or hash may hold."""
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None


def plain_words(column: np.ndarray, rows: np.ndarray) -> list[Word]:
    """A word of some days as plain values: hours as text, numbers to `DIGITS` digits, None for those not finite."""
    values = np.asarray(column)[rows]
    if values.ndim > 1:
        return [hours_told(slots) for slots in values]
    if values.dtype.kind == "f":
        return [finite(value) for value in values.tolist()]
    return values.tolist()


def _number(word: Word) -> Word:
    return math.nan if word is None else word


def hours_told(slots: np.ndarray) -> str:
    """Slots of a day as local hours: "06:00 to 09:00 and 17:00 to 18:00"; "none" where none is set."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], slots.astype(int), [0]]))).reshape(-1, 2)
    spans = [
        f"{start:02d}:00 to {end % SLOTS:02d}:00" if end < SLOTS else f"{start:02d}:00 to 24:00" for start, end in edges
    ]
    if not spans:
        return "none"
    return spans[0] if len(spans) == 1 else ", ".join(spans[:-1]) + " and " + spans[-1]
