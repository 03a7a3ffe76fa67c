"""Does one constant shift of the logger's clock explain the day? Asked before night and ceilings are judged."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from credits.verification.days import DayBatch
from credits.verification.expected import ExpectedCurves
from credits.verification.statistics import pearson, shifted
from credits.verification.thresholds import Rule

Correlation = Callable[[np.ndarray, float], np.ndarray]
"""r of the chosen days (a mask or positions) at one shift in hours."""

Candidates = tuple[np.ndarray, np.ndarray, np.ndarray]
"""For each day the best shift in hours, r after it, and whether it is named."""

SHIFTS = np.arange(-11.5, 12.5, 0.5)
"""Half hours to both sides; twelve ahead and twelve behind are one."""


@dataclass(frozen=True)
class ClockFit:
    """The shift that explains each day best.

    hours : float64 (n,), how far the clock runs ahead of the sun, 0 where no shift is named. [h]
    correlation : float64 (n,), r of the day as stamped against the better reference; NaN where undefined.
    shifted_correlation : float64 (n,), r once the clock is corrected by `-hours`.
    stamped_correlation : float64 (n,), what this is compared with: the day's r as stamped, or the month's.
    by_month : bool (n,), whether the month named the shift; None before `settled`.
    """

    hours: np.ndarray
    correlation: np.ndarray
    shifted_correlation: np.ndarray
    stamped_correlation: np.ndarray | None = None
    by_month: np.ndarray | None = None


def fit_clock(kwh: np.ndarray, days: DayBatch, curves: ExpectedCurves, published: np.ndarray, rule: Rule) -> ClockFit:
    """Try every constant shift of up to twelve hours, in half hours.

    Parameters
    ----------
    kwh : float64 (n, 24), missing night hours as zero.
    published : bool (n,), whether the satellite's day may be compared; otherwise the clean sky stands in.
    """
    references = [np.where(published[:, None], curve, curves.clean_poa) for curve in (curves.ghi, curves.poa_global)]
    spread = rule.least_spread_kwh_per_kw * days.capacity_kw

    def correlation(rows: np.ndarray, hours: float) -> np.ndarray:
        moved = [shifted(curve[rows], hours) for curve in references]
        return better_correlation(kwh[rows], moved, spread[rows], rule)

    as_stamped = correlation(np.arange(len(days)), 0.0)
    near, near_r, near_named = _near(correlation, days.orientation_known & published, as_stamped, rule)
    far, far_r, far_named = _far(correlation, kwh, curves.cosine_zenith == 0, as_stamped, rule)
    named = [near_named, far_named]
    return ClockFit(
        hours=np.select(named, [near, far], 0.0),
        correlation=as_stamped,
        shifted_correlation=np.select(named, [near_r, far_r], as_stamped),
    )


def _near(correlation: Correlation, comparable: np.ndarray, as_stamped: np.ndarray, rule: Rule) -> Candidates:
    """Shifts short of the far ones, named where they at least halve what the reference leaves unexplained.

    They need a stated orientation and the day's own clouds: an unknown roof that faces east or west, and a clear
    morning, look the same.
    """
    hours, r = _best(correlation, comparable, SHIFTS[np.abs(SHIFTS) < rule.far_shift_hours])
    halved = 1 - r <= rule.near_shift_gain * (1 - as_stamped)
    return hours, r, halved & (r > rule.near_shift_correlation) & (np.abs(hours) >= rule.named_shift_hours)


def _far(correlation: Correlation, kwh: np.ndarray, dark: np.ndarray, as_stamped: np.ndarray, rule: Rule) -> Candidates:
    """Shifts of hours, named where they bring the energy in the dark into daylight and the curve to the sky."""
    in_dark = share(kwh, dark) > rule.dark_share

    def in_daylight(rows: np.ndarray, hours: float) -> np.ndarray:
        left = share(kwh[rows], shifted(dark[rows].astype(float), hours) == 1.0)
        return np.where(left <= rule.clean_share, correlation(rows, hours), np.nan)

    hours, r = _best(in_daylight, in_dark, SHIFTS[np.abs(SHIFTS) >= rule.far_shift_hours])
    return hours, r, r >= np.nan_to_num(as_stamped, nan=-1.0) + rule.far_shift_gain


def better_correlation(kwh: np.ndarray, references: list[np.ndarray], spread: np.ndarray, rule: Rule) -> np.ndarray:
    """The highest r of each day against any of the references; (n,), NaN where none is defined."""
    best = np.full(len(kwh), np.nan)
    for reference in references:
        r = pearson(kwh, reference, least_pairs=rule.least_pairs, spread_x=spread, spread_y=rule.least_spread_wh_m2)
        best = np.fmax(best, r)
    return best


def share(kwh: np.ndarray, slots: np.ndarray) -> np.ndarray:
    """The share of each day's energy in the slots that are True, zero where the day has none; (n,)."""
    energy = np.nansum(kwh, axis=1)
    return np.nansum(np.where(slots, kwh, 0.0), axis=1) / np.where(energy > 0, energy, 1.0)


def _best(correlation: Correlation, rows: np.ndarray, candidates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The candidate of highest correlation for each chosen row, the smaller shift of equals; NaN where none has any."""
    hours, best = np.zeros(len(rows)), np.full(len(rows), np.nan)
    chosen = np.flatnonzero(rows)
    for candidate in sorted(candidates, key=abs):
        r = correlation(rows, candidate)
        better = np.isfinite(r) & ~(r <= best[chosen])
        best[chosen[better]], hours[chosen[better]] = r[better], candidate
    return hours, best
