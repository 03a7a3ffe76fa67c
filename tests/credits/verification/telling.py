"""Judged days told one by one, through the columns in which they are kept: what a reader of a stored verdict sees."""

from dataclasses import dataclass

from credits.verification import kept
from credits.verification.verdict import Judgement, assess
from credits.verification.wording import CheckResult, finite


@dataclass(frozen=True)
class DayVerdict:
    """What became of one day, and why; None for what a VERIFIED day has not."""

    status: str
    correlation: float | None
    reason: str | None
    cure: str | None
    cause: str
    rule_version: str
    checks: tuple[CheckResult, ...]


def judge(*args, **kwargs) -> list[DayVerdict]:
    """`assess`, told for every day."""
    judgement = assess(*args, **kwargs)
    return [verdict_of(judgement, row) for row in range(len(judgement))]


def verdict_of(judgement: Judgement, row: int) -> DayVerdict:
    """One day, read again from what would be kept of it."""
    columns, decision = judgement.kept, judgement.decision(row)
    wordings = kept.read_texts(kept.texts_of(judgement.checks))
    return DayVerdict(
        status=str(judgement.status[row]),
        correlation=finite(judgement.correlation[row]),
        reason=decision.reason or None,
        cure=decision.cure or None,
        cause=decision.cause,
        rule_version=judgement.rule.version,
        checks=tuple(kept.tell(wordings, columns.outcomes[row], columns.figures[row], columns.words[row])),
    )
