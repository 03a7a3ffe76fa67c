"""What the sky let one expect of an inverter's days, from what is stored: nothing is asked and nothing written."""

from dataclasses import dataclass
from datetime import date, datetime

from credits.services.batches import day_batch
from credits.services.expected_days import expected_of
from credits.services.months import with_months
from credits.verification import allowed
from credits.verification.allowed import Allowed, Ceilings
from inverters.selectors import Evidence, evidence_of


@dataclass(frozen=True)
class AllowedDays:
    """Some days of one inverter, oldest first, and what was measured on them. at: position of the day asked for."""

    evidence: Evidence
    allowed: Allowed
    at: int
    ceilings: Ceilings

    @property
    def dates(self) -> list[date]:
        return self.evidence.dates.tolist()


def around(*, inverter_id: int, day: date, now: datetime) -> AllowedDays:
    """A day and the thirty about it that its month is made of."""
    evidence, window = with_months([(inverter_id, day)])
    batch = day_batch(evidence, now)
    found, ceilings = allowed.allowed_around(batch, expected_of(evidence, batch), window)
    return AllowedDays(evidence, found, int(window.rows[0]), ceilings)


def over(*, inverter_id: int, days: list[date], now: datetime) -> tuple[Evidence, Allowed]:
    """Any days of an inverter, each by itself."""
    evidence = evidence_of([(inverter_id, day) for day in days])
    batch = day_batch(evidence, now)
    return evidence, allowed.allowed(batch, expected_of(evidence, batch))
