"""One verdict from many named checks: judged as columns, told for one day at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from credits.verification.check import Check
from credits.verification.checks.registry import DAY_CHECKS
from credits.verification.copies.registry import COPY_CHECKS
from credits.verification.copies.rivals import CopyEvidence
from credits.verification.days import DayBatch
from credits.verification.evidence import gather
from credits.verification.expected import ExpectedCurves
from credits.verification.finding import Finding, Outcome, Status
from credits.verification.kept import Kept, keep
from credits.verification.neighbours import Neighbours
from credits.verification.thresholds import RULE, Rule
from credits.verification.waivers import AWAITS_AUDITOR, NO_WAIVERS, Waivers, mask
from credits.verification.window import Window


@dataclass(frozen=True)
class Decision:
    """What decided one inverter-day; nothing for a VERIFIED day.

    reason : the sentence of the check that decided.
    cure : what the owner can do about it.
    cause : the name of that check, `AWAITS_AUDITOR` where its waiver was proposed.
    """

    reason: str = ""
    cure: str = ""
    cause: str = ""


@dataclass(frozen=True)
class Judgement:
    """The verdicts of n days as columns; sentences are told only for the days that are asked for.

    status : str array (n,).
    correlation : float64 (n,), NaN where it is undefined.
    cause : int64 (n,), the position in `checks` of the check that decided, -1 for a VERIFIED day.
    waivers : which checks of which days are left out, and which await an auditor; see `waivers`.
    """

    rule: Rule
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    waivers: Waivers = NO_WAIVERS

    def __len__(self) -> int:
        return len(self.findings[0].passes)

    @cached_property
    def _waived(self) -> np.ndarray:
        return mask(self.waivers.countersigned, [check.name for check in self.checks], len(self))

    @cached_property
    def _proposed(self) -> np.ndarray:
        return mask(self.waivers.proposed, [check.name for check in self.checks], len(self)) & ~self._waived

    @cached_property
    def _set_aside(self) -> np.ndarray:
        return self._waived | self._proposed

    @cached_property
    def _stands_against(self) -> np.ndarray:
        """Failures, and checks that a VERIFIED day needs and that could not be concluded; waived or not."""
        needed = np.array([check.needed for check in self.checks])
        unknown = ~np.array([finding.known for finding in self.findings]) & needed[:, None]
        return np.array([finding.failed for finding in self.findings]) | unknown

    @cached_property
    def _failed(self) -> np.ndarray:
        return np.array([finding.failed for finding in self.findings]) & ~self._set_aside

    @cached_property
    def _flagging(self) -> np.ndarray:
        effects = np.array([check.effect is Status.FLAGGED for check in self.checks])
        return self._failed & effects[:, None]

    @cached_property
    def _open(self) -> np.ndarray:
        """Checks that a VERIFIED day needs and that could not be concluded."""
        return self._stands_against & ~self._failed & ~self._set_aside

    @cached_property
    def _awaiting(self) -> np.ndarray:
        return self._stands_against & self._proposed

    @cached_property
    def status(self) -> np.ndarray:
        flagged = self._flagging.any(axis=0)
        pending = (self._failed | self._open | self._awaiting).any(axis=0)
        return np.select([flagged, pending], [str(Status.FLAGGED), str(Status.PENDING)], str(Status.VERIFIED))

    @cached_property
    def cause(self) -> np.ndarray:
        ranked = (self._flagging, self._failed, self._open, self._awaiting)
        return np.select([rows.any(axis=0) for rows in ranked], [rows.argmax(axis=0) for rows in ranked], -1)

    @cached_property
    def correlation(self) -> np.ndarray:
        names = [check.name for check in self.checks]
        return self.findings[names.index("correlation")].figure

    @cached_property
    def kept(self) -> Kept:
        """Every check's outcome, figures and words, as they are kept."""
        return keep(self.checks, self.findings, self._waived)

    def decision(self, row: int) -> Decision:
        """Tell what decided one day."""
        position = self.cause[row]
        if position < 0:
            return Decision()
        decided = self.checks[position].result(self.findings[position], row)
        if self._awaiting[position, row]:
            sentence = f"Awaits an auditor, who is asked to waive the check {decided.name}: {decided.sentence}"
            return Decision(sentence, "An auditor countersigns the waiver or refuses it.", AWAITS_AUDITOR)
        return Decision(decided.sentence, decided.cure, decided.name)


def assess(
    days: DayBatch,
    curves: ExpectedCurves,
    rule: Rule = RULE,
    checks: Sequence[Check] = DAY_CHECKS,
    window: Window | None = None,
    waivers: Waivers = NO_WAIVERS,
    copies: CopyEvidence | None = None,
    neighbours: Neighbours | None = None,
) -> Judgement:
    """Judge n days as columns by the published rule, its physics and the month around each.

    Parameters
    ----------
    days : what was measured, the judged days and their history.
    curves : `expected.derive(days)`, or the same from store.
    rule : the limits; another version can be tried on the same days.
    window : which of the days are judged, and which stand around each; without it every day is judged by itself, and
        its month is inconclusive.
    waivers : what people have said about single checks of the judged days.
    copies : what resembles the judged days; without it nobody is asked whose days they are.
    neighbours : what inverters of the same cell have in common; without it the days have none.

    Returns
    -------
    Judgement of n days: FLAGGED where a check of that effect fails, VERIFIED where all pass, otherwise PENDING.
    """
    evidence = gather(days, curves, rule, window, neighbours)
    findings = [check.measure(evidence) for check in checks]
    if copies is not None:
        checks = (*checks, *COPY_CHECKS)
        findings += [check.measure(copies) for check in COPY_CHECKS]
    return Judgement(rule, tuple(checks), tuple(findings), waivers)


__all__ = ["Decision", "Judgement", "Outcome", "Status", "assess"]
