"""One verdict from many named checks: judged as columns, told for one day at a time."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property

import numpy as np

from credits.verification.checks.registry import DAY_CHECKS
from credits.verification.days import DayBatch
from credits.verification.evidence import gather
from credits.verification.expected import MODEL_VERSION, ExpectedCurves
from credits.verification.finding import Check, CheckResult, Finding, Outcome, Status, finite
from credits.verification.thresholds import RULE, Rule


@dataclass(frozen=True)
class DayVerdict:
    """What became of one inverter-day, and why.

    correlation : signed r of the day's 24 hours, None where it is undefined.
    reason : the sentence of the check that decided, None for a VERIFIED day.
    cure : what the owner can do about it, None for a VERIFIED day.
    """

    status: Status
    correlation: float | None
    reason: str | None
    cure: str | None
    rule_version: str
    model_version: str
    checks: tuple[CheckResult, ...]


@dataclass(frozen=True)
class Judgement:
    """The verdicts of n days as columns; sentences are told only for the days that are asked for.

    status : str array (n,).
    correlation : float64 (n,), NaN where it is undefined.
    cause : int64 (n,), the position in `checks` of the check that decided, -1 for a VERIFIED day.
    """

    rule: Rule
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]

    def __len__(self) -> int:
        return len(self.findings[0].passes)

    @cached_property
    def _failed(self) -> np.ndarray:
        return np.array([finding.failed for finding in self.findings])

    @cached_property
    def _flagging(self) -> np.ndarray:
        effects = np.array([check.effect is Status.FLAGGED for check in self.checks])
        return self._failed & effects[:, None]

    @cached_property
    def _open(self) -> np.ndarray:
        """Checks that a VERIFIED day needs and that could not be concluded."""
        needed = np.array([check.needed for check in self.checks])
        return ~np.array([finding.known for finding in self.findings]) & needed[:, None]

    @cached_property
    def status(self) -> np.ndarray:
        flagged = self._flagging.any(axis=0)
        pending = (self._failed | self._open).any(axis=0)
        return np.select([flagged, pending], [str(Status.FLAGGED), str(Status.PENDING)], str(Status.VERIFIED))

    @cached_property
    def cause(self) -> np.ndarray:
        first_flag, first_failure, first_open = (
            rows.argmax(axis=0) for rows in (self._flagging, self._failed, self._open)
        )
        anything = [rows.any(axis=0) for rows in (self._flagging, self._failed, self._open)]
        return np.select(anything, [first_flag, first_failure, first_open], -1)

    @cached_property
    def correlation(self) -> np.ndarray:
        names = [check.name for check in self.checks]
        return self.findings[names.index("correlation")].figure

    def verdict(self, row: int) -> DayVerdict:
        """Tell one day."""
        results = tuple(check.result(f, row) for check, f in zip(self.checks, self.findings, strict=True))
        cause = results[self.cause[row]] if self.cause[row] >= 0 else None
        return DayVerdict(
            status=Status(self.status[row]),
            correlation=finite(self.correlation[row]),
            reason=cause.sentence if cause else None,
            cure=cause.cure if cause else None,
            rule_version=self.rule.version,
            model_version=MODEL_VERSION,
            checks=results,
        )


def assess(
    days: DayBatch, curves: ExpectedCurves, rule: Rule = RULE, checks: Sequence[Check] = DAY_CHECKS
) -> Judgement:
    """Judge n days as columns by the published rule and its physics.

    Parameters
    ----------
    days : what was measured, n inverter-days.
    curves : `expected.derive(days)`, or the same from store.
    rule : the limits; another version can be tried on the same days.

    Returns
    -------
    Judgement of n days: FLAGGED where a check of that effect fails, VERIFIED where all pass, otherwise PENDING.
    """
    evidence = gather(days, curves, rule)
    return Judgement(rule, tuple(checks), tuple(check.measure(evidence) for check in checks))


def judge(days: DayBatch, curves: ExpectedCurves, rule: Rule = RULE) -> list[DayVerdict]:
    """Judge n days and tell every one; see `assess` for the same without the sentences."""
    judgement = assess(days, curves, rule)
    return [judgement.verdict(row) for row in range(len(judgement))]


def as_json(verdict: DayVerdict) -> dict[str, object]:
    """The verdict as plain JSON values: enumerations as text, no NaN."""
    plain = asdict(verdict)
    plain["status"] = str(verdict.status)
    plain["checks"] = [
        {**asdict(check), "outcome": str(check.outcome), "effect": str(check.effect)} for check in verdict.checks
    ]
    return plain


__all__ = ["DayVerdict", "Judgement", "Outcome", "Status", "as_json", "assess", "judge"]
