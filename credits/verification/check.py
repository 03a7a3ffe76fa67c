"""A named check: how it is measured, and how what it finds is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from credits.verification.finding import Finding, Outcome, Status
from credits.verification.wording import CheckResult, Wording, plain_words, significant


@dataclass(frozen=True, eq=False)
class Check:
    """A named check: how it is measured, what its failure means, and how its outcomes are told; see `Wording`.

    needed : whether a day can be VERIFIED only when this check is conclusive.
    """

    name: str
    effect: Status
    unit: str
    measure: Callable[..., Finding]
    sentences: Mapping[Outcome, str]
    cure: str
    needed: bool = True

    @property
    def wording(self) -> Wording:
        """The check without its measuring."""
        return Wording(self.name, self.effect, self.unit, self.sentences, self.cure)

    def result(self, finding: Finding, row: int, *, waived: bool = False) -> CheckResult:
        """Tell one day's outcome."""
        outcome, at, wording = finding.outcome(row), np.array([row]), self.wording
        words = {name: plain_words(finding.words[name], at)[0] for name in wording.asks_for(outcome)}
        figure, threshold = significant(np.array([finding.figure[row], finding.threshold[row]])).tolist()
        return wording.result(outcome, figure, threshold, words, waived=waived)
