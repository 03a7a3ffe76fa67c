"""What the sky let one expect of an inverter's days, from what is stored: nothing is asked and nothing written."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from credits.services.judging import day_batch
from credits.services.months import with_months
from credits.verification import allowed, expected
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
        return self.evidence.dates


def around(*, inverter_id: int, day: date, now: datetime) -> AllowedDays:
    """A day and the thirty about it that its month is made of."""
    days, window = with_months([(inverter_id, day)])
    order = np.argsort(np.array([one for _, one in days], "datetime64[D]"), kind="stable")
    place = np.argsort(order)
    days = [days[one] for one in order.tolist()]
    window = type(window)(place[window.rows], np.where(window.days >= 0, place[window.days], -1))
    evidence = evidence_of(days)
    batch = day_batch(evidence, {}, now)
    found, ceilings = allowed.allowed_around(batch, expected.derive(batch), window)
    return AllowedDays(evidence, found, int(window.rows[0]), ceilings)


def over(*, inverter_id: int, days: list[date], now: datetime) -> tuple[Evidence, Allowed]:
    """Any days of an inverter, each by itself."""
    evidence = evidence_of([(inverter_id, day) for day in days])
    batch = day_batch(evidence, {}, now)
    return evidence, allowed.allowed(batch, expected.derive(batch))
