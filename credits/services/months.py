"""The days that stand around judged ones, so that a month is judged from the same batch as its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from credits.verification.window import AROUND, REACH_DAYS, Window, nearest
from inverters.production_selectors import DayMarks, Production, keys_of, over_period
from inverters.selectors import HISTORY_DAYS, Evidence, InverterDay, evidence_from, with_days

NEAR_DAYS = AROUND + 5
"""As far as a month and the day before it reach where few days are missing: hardly more is read of a whole fleet."""

FAR_DAYS = REACH_DAYS + HISTORY_DAYS
"""As far as any month and the day before it reach: read of those alone who have gaps or are new."""

AnyMarks = TypeVar("AnyMarks", bound=DayMarks)


@dataclass(frozen=True)
class MonthMarks:
    """What n months are made of.

    keys: int64 (n, w), see `keys_of`, -1 is none. digests: uint8 (n, w, 32), of the readings.
    """

    keys: np.ndarray
    digests: np.ndarray

    @classmethod
    def of(cls, days: DayMarks, window: Window) -> "MonthMarks":
        """Of a window over days; a judged day without readings is no part of its month."""
        there = (window.days >= 0) & (days.counts[window.days] > 0)
        return cls(np.where(there, days.keys[window.days], -1), days.digests[window.days] * there[:, :, None])

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, MonthMarks)
            and np.array_equal(self.keys, other.keys)
            and np.array_equal(self.digests, other.digests)
        )

    __hash__ = None  # type: ignore[assignment]


def with_months(wanted: Sequence[InverterDay]) -> tuple[Evidence, Window]:
    """The wanted days with those of their months that have readings, by inverter and date; and which are whose.

    The window's rows say where the wanted days are, in their order.
    """
    known, members, window = _months(Production, wanted)
    used = np.unique(window.days[window.days >= 0])
    return evidence_from(known, members[used]), _renumbered(window, used)


def month_marks(wanted: Sequence[InverterDay]) -> MonthMarks:
    """What each wanted day's month is made of now, in one query, and one more where some have gaps."""
    known, members, window = _months(DayMarks, wanted)
    return MonthMarks.of(known.take(members), window)


def _months(kind: type[AnyMarks], wanted: Sequence[InverterDay]) -> tuple[AnyMarks, np.ndarray, Window]:
    """All that was read, which of it can be part of a month, and the window over these."""
    owner = np.array([inverter_id for inverter_id, _ in wanted], np.int64)
    days = np.array([day for _, day in wanted], "datetime64[D]")
    known, at = with_days(_around(kind, owner, days), owner, days)
    members = np.unique(np.concatenate([np.flatnonzero(known.counts > 0), at]))
    window = nearest(known.owner[members], known.dates[members], np.searchsorted(members, at))
    return known, members, window


def _around(kind: type[AnyMarks], owner: np.ndarray, days: np.ndarray) -> AnyMarks:
    """The stored days that can be part of these days' months, and those before them."""
    if not len(owner):
        return kind.nothing(owner, days)
    near = (days.min() - NEAR_DAYS).item(), (days.max() + NEAR_DAYS).item()
    found = kind.of_rows(over_period(np.unique(owner).tolist(), *near))
    measured = found.keys[found.counts > 0]
    first, last = (np.searchsorted(measured, keys_of(owner, day)) for day in (days - NEAR_DAYS, days))
    lacking = last - first <= AROUND
    if not lacking.any():
        return found
    owner, days = owner[lacking], days[lacking]
    far = (days.min() - FAR_DAYS).item(), (days.max() + REACH_DAYS).item()
    further = kind.of_rows(over_period(np.unique(owner).tolist(), *far).exclude(date__range=near))
    return found.beside(further) if len(further) else found


def _renumbered(window: Window, used: np.ndarray) -> Window:
    """The window over the batch of which only those days are left, in order."""
    place = np.searchsorted(used, window.days)
    return Window(np.searchsorted(used, window.rows), np.where(window.days >= 0, place, -1))
