"""What the copy checks go by: judged days, their months, and the stored days that an index found to resemble them."""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from credits.verification.days import DayBatch
from credits.verification.expected import ExpectedCurves
from credits.verification.thresholds import RULE, Rule
from credits.verification.window import Window
from inverters.constants import MILLIWATT_HOURS_PER_KWH, SLOTS
from inverters.prints import digit_bits


@dataclass(frozen=True)
class Rivals:
    """m stored days that resemble a judged one.

    row : int64 (m,), which of the judged days.
    day : int64 (m, 24), the rival's energy on the day that resembles; below zero is missing. [mWh]
    month : int64 (m, w, 24), its energy on the dates of the judged day's month; below zero is missing. [mWh]
    earlier : bool (m,), whether it was received before the judged day: only then does the judged one answer for it.
    own : bool (m,), another day of the judged day's own inverter.
    same_date : bool (m,), the rival's day is of the judged day's date.
    distance_km : float64 (m,), between the two inverters; 0 for the own one.
    name, date : str (m,), how the rival and its day are named to an auditor.
    """

    row: np.ndarray
    day: np.ndarray
    month: np.ndarray
    earlier: np.ndarray
    own: np.ndarray
    same_date: np.ndarray
    distance_km: np.ndarray
    name: np.ndarray
    date: np.ndarray

    def __post_init__(self) -> None:
        if self.day.shape != (len(self), SLOTS) or self.month.ndim != 3 or self.month.shape[2] != SLOTS:  # noqa: PLR2004
            raise ValueError(f"rivals hold days of {SLOTS} slots, and months of such days")
        for part in fields(self):
            if len(getattr(self, part.name)) != len(self):
                raise ValueError(f"{part.name} holds one value for each rival")

    def __len__(self) -> int:
        return len(self.row)

    def take(self, which: np.ndarray) -> "Rivals":
        """Some of the rivals."""
        return Rivals(**{part.name: getattr(self, part.name)[which] for part in fields(self)})


def no_rivals(days_of_month: int) -> Rivals:
    """Nothing resembles any of the days."""
    none, day, text = np.zeros(0, bool), np.zeros((0, SLOTS), np.int64), np.zeros(0, "U1")
    month = np.zeros((0, days_of_month, SLOTS), np.int64)
    return Rivals(np.zeros(0, np.int64), day, month, none, none, none, np.zeros(0), text, text)


@dataclass(frozen=True)
class CopyEvidence:
    """n judged days and what resembles them.

    history : int64 (h, 24), the energy of every day that some month holds; below zero is missing. [mWh]
    sky : float64 (h,), what the reference's sky gave of a clean one on each of those days; NaN is unknown.
    rows : int64 (n,), the judged days as rows of the history.
    month : int64 (n, w), the days of each judged day's month as rows of the history, itself among them; -1 is none.
    """

    history: np.ndarray
    sky: np.ndarray
    rows: np.ndarray
    month: np.ndarray
    rivals: Rivals
    rule: Rule

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def days(self) -> np.ndarray:
        """Energy of the judged days; int64 (n, 24). [mWh]"""
        return self.history[self.rows]

    @cached_property
    def bits(self) -> np.ndarray:
        """What the judged days' digits could agree in with another's; float64 (n,)."""
        return digit_bits(self.days, self.rule.like_day_spread).sum(axis=1)

    def months(self, rows: np.ndarray) -> np.ndarray:
        """Energy over the months of some judged days; int64 (rows, w, 24), -1 where there is none. [mWh]"""
        chosen = self.month[rows]
        return np.where((chosen >= 0)[:, :, None], self.history[chosen], -1)


def gather_copies(
    days: DayBatch, curves: ExpectedCurves, window: Window, rivals: Rivals, rule: Rule = RULE
) -> CopyEvidence:
    """What the copy checks ask of a batch, its curves and its window, and of the rivals that were found for it."""
    known = np.isfinite(curves.ghi)
    clean = np.where(known, curves.clean_ghi, 0.0).sum(axis=1)
    given = np.where(known, curves.ghi, 0.0).sum(axis=1)
    unsure = (days.reference_kind == "satellite") & (days.land_share < rule.land_share)
    published = clean >= rule.published_share * curves.clean_ghi.sum(axis=1)
    energy = days.kwh * MILLIWATT_HOURS_PER_KWH
    energy = np.nan_to_num(np.rint(energy, out=energy), copy=False, nan=-1.0).astype(np.int64)
    sky = np.where(published & (clean > 0) & ~unsure, given / np.where(clean > 0, clean, 1.0), np.nan)
    return CopyEvidence(energy, sky, window.rows, window.days, rivals, rule)


def kwh(milliwatt_hours: np.ndarray) -> np.ndarray:
    """The same in kWh, NaN where it is missing."""
    return np.where(milliwatt_hours < 0, np.nan, milliwatt_hours / MILLIWATT_HOURS_PER_KWH)
