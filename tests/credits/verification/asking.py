"""Short questions to a batch's verdicts."""

from credits.verification import expected
from credits.verification.days import DayBatch
from credits.verification.wording import CheckResult
from tests.credits.verification.telling import DayVerdict, judge


def verdict(days: DayBatch) -> DayVerdict:
    """The verdict of the first day."""
    return judge(days, expected.derive(days))[0]


def check(days: DayBatch, name: str) -> CheckResult:
    """What one check says of the first day."""
    return next(result for result in verdict(days).checks if result.name == name)
