"""Which days stand around each judged day: its month, on both sides where there are any."""

from dataclasses import dataclass

import numpy as np

AROUND = 30
"""Days of history beside the judged one: a month has weather of every kind, and a season has not moved on yet."""

REACH_DAYS = 45
"""How far away a day of the month may lie where production has gaps; beyond, the sun's path is another one."""


@dataclass(frozen=True)
class Window:
    """Positions in one batch that holds the judged days and their history.

    rows : int64 (n,), the judged days.
    days : int64 (n, w), the days around each, itself among them, of the same inverter and by date; -1 is none.
    """

    rows: np.ndarray
    days: np.ndarray

    def __post_init__(self) -> None:
        if self.rows.ndim != 1 or self.days.ndim != 2 or len(self.days) != len(self.rows):  # noqa: PLR2004
            raise ValueError("a Window holds one row of days for each judged day")
        if len(self.rows) and not (self.days == self.rows[:, None]).any(axis=1).all():
            raise ValueError("a judged day belongs to its own window")

    def __len__(self) -> int:
        return len(self.rows)


def alone(days: int) -> Window:
    """Every day of a batch judged by itself."""
    return Window(np.arange(days), np.arange(days)[:, None])


def nearest(owner: np.ndarray, day: np.ndarray, judged: np.ndarray) -> Window:
    """The nearest days of the same inverter around each judged day, up to `AROUND` besides itself.

    Days on both sides are taken as they lie nearest, the earlier of two equally far; so the last day of a series has
    only days before it.

    Parameters
    ----------
    owner : int64 (m,), whose day it is, for every day of the batch.
    day : datetime64[D] (m,), its date; an inverter's dates are distinct.
    judged : int64 (n,), positions of the days to judge.
    """
    order = np.lexsort((day, owner))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    owners, dates = owner[order], day[order].astype("datetime64[D]").astype(np.int64)
    at = place[judged][:, None] + np.arange(-AROUND, AROUND + 1)
    inside = (at >= 0) & (at < len(order))
    at = np.where(inside, at, 0)
    distance = np.abs(dates[at] - dates[place[judged]][:, None])
    inside &= (owners[at] == owner[judged][:, None]) & (distance <= REACH_DAYS)
    far = np.where(inside, 2 * distance + (np.arange(at.shape[1]) > AROUND), np.iinfo(np.int64).max)
    chosen = np.sort(np.argsort(far, axis=1, kind="stable")[:, : AROUND + 1], axis=1)
    kept = np.take_along_axis(inside, chosen, axis=1)
    return Window(judged, np.where(kept, order[np.take_along_axis(at, chosen, axis=1)], -1))
