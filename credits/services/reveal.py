"""Commit before reveal: what was committed before NASA published it cannot have been copied from NASA.

"Before" is said only where it is proven: the service was asked after the readings were here, and did not have the
hours yet. That hours were stored later than the readings proves nothing by itself, for nobody may have asked in time.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np

from inverters.publication_selectors import Publication, last_received, publications
from inverters.selectors import Evidence

SECONDS_PER_DAY = 86_400


class Order(StrEnum):
    """Which came first, the readings or the sky."""

    BEFORE = "before"
    AFTER = "after"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Reveal:
    """When one day's last reading came beside when its satellite hours were public.

    days: from the last reading to the first storing of the hours; negative where they were here before it.
    """

    order: Order
    days: float
    received_at: datetime
    publication: Publication

    @property
    def sentence(self) -> str:
        """The order in words, and no more than is known."""
        gap = f"{abs(self.days):.0f} days"
        stored = "stored here from a file" if self.publication.from_file else "seen published"
        if self.order is Order.AFTER:
            return f"The day's last reading was received {gap} after its satellite hours were first {stored}."
        if self.order is Order.BEFORE:
            return (
                f"The day's readings were received {gap} before its satellite hours were first {stored}; NASA had not "
                f"published them when it was asked {self._asked_days:.0f} days after the readings came."
            )
        return (
            f"The day's readings were received {gap} before its satellite hours were first {stored}; whether NASA had "
            "published them by then is not known, since it was not asked in between."
        )

    @property
    def _asked_days(self) -> float:
        return _days(self.received_at, self.publication.last_absent_at) if self.publication.last_absent_at else np.nan

    def as_json(self) -> dict[str, object]:
        """For the verdict's reference."""
        absent = self.publication.last_absent_at
        return {
            "order": str(self.order),
            "days": round(self.days, 2),
            "received_at": self.received_at.isoformat(),
            "first_stored_at": self.publication.first_stored_at and self.publication.first_stored_at.isoformat(),
            "last_absent_at": absent and absent.isoformat(),
            "from_file": self.publication.from_file,
            "sentence": self.sentence,
        }


def reveals(evidence: Evidence) -> list[Reveal | None]:
    """The order of readings and hours of each day; None where either is not here, or a sensor took the sky's place."""
    return [_reveal(*pair) for pair in zip(last_received(evidence), publications(evidence), strict=True)]


def _reveal(received: datetime | None, publication: Publication) -> Reveal | None:
    stored, absent = publication.first_stored_at, publication.last_absent_at
    if received is None or stored is None:
        return None
    if stored <= received:
        order = Order.AFTER
    else:
        order = Order.BEFORE if absent is not None and received <= absent else Order.UNKNOWN
    return Reveal(order, _days(received, stored), received, publication)


def _days(first: datetime, second: datetime) -> float:
    return (second - first).total_seconds() / SECONDS_PER_DAY


def not_before_public(found: list[Reveal | None], rows: np.ndarray, days: int) -> np.ndarray:
    """The column for stricter checks over so many days, of which those at the rows were asked about; bool (days,).

    True wherever "before" is not proven: who waits for NASA and sends before we have asked must not pass for one who
    could not have known. Of history it is not asked.
    """
    after = np.ones(days, bool)
    after[rows] = [one is None or one.order is not Order.BEFORE for one in found]
    return after
