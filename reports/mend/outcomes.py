"""A correction's outcome before and after, as rows of a table and as a sentence."""

from dataclasses import dataclass

from credits.models import Status
from credits.services.clock_trial import ClockTrial, Standing
from reports.presenters import STATUS_BADGES, Badge, number, tonnes

SHOWN = (Status.VERIFIED, Status.PENDING, Status.FLAGGED)
DIGITS = 6
"""Of a tonne: a day is grams."""


@dataclass(frozen=True)
class Outcome:
    """One status: days and tonnes of CO2 now, and corrected."""

    badge: Badge
    days_now: str
    tonnes_now: str
    days_then: str
    tonnes_then: str


def outcomes(trial: ClockTrial) -> list[Outcome]:
    """A row for each status."""
    return [
        Outcome(STATUS_BADGES[status], *_told(trial.before, status), *_told(trial.after, status)) for status in SHOWN
    ]


def _told(standing: Standing, status: Status) -> tuple[str, str]:
    return number(standing.count[status]), tonnes(standing.grams[status], DIGITS).figure
