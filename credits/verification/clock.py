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

STEP_HOURS = 0.5
LARGEST_HOURS = 12.0


@dataclass(frozen=True)
class ClockFit:
    """The shift that explains each day best.

    hours : float64 (n,), how far the clock runs ahead of the sun, 0 where no shift is named. [h]
    correlation : float64 (n,), r of the day as stamped against the better reference; NaN where undefined.
    shifted_correlation : float64 (n,), r once the clock is corrected by `-hours`.
    """

    hours: np.ndarray
    correlation: np.ndarray
    shifted_correlation: np.ndarray


def fit_clock(kwh: np.ndarray, days: DayBatch, curves: ExpectedCurves, published: np.ndarray, rule: Rule) -> ClockFit:
    """Try every constant shift of up to twelve hours, in half hours.

    A near shift (one or one and a half hours) is named where it at least halves what the reference leaves unexplained, and
    the corrected day follows the sky well. It needs a stated orientation: an unknown roof that faces east or west looks the
    same. A far shift is named where energy in the dark, which nothing else explains, is all in daylight after it.

    Parameters
    ----------
    kwh : float64 (n, 24), missing night hours as zero.
    published : bool (n,), whether the satellite's day may be compared; otherwise the clean sky stands in.
    """
    references = [np.where(published[:, None], curve, curves.clean_poa) for curve in (curves.ghi, curves.poa_global)]
    spread = rule.least_spread_kwh_per_kw * days.capacity_kw
    dark = curves.cosine_zenith == 0

    def correlation(rows: np.ndarray, hours: float) -> np.ndarray:
        return better_correlation(kwh[rows], [shifted(curve[rows], hours) for curve in references], spread[rows], rule)

    every = np.ones(len(days), dtype=bool)
    fit = ClockFit(np.zeros(len(days)), correlation(every, 0.0), np.full(len(days), np.nan))
    near, near_r = _best(correlation, days.orientation_known, np.arange(-1.5, 2.0, STEP_HOURS))
    halved = 1 - near_r <= rule.near_shift_gain * (1 - fit.correlation)
    name_near = halved & (near_r > rule.near_shift_correlation) & (np.abs(near) >= rule.named_shift_hours)
    in_dark = share(kwh, dark) > rule.dark_share

    def in_daylight(rows: np.ndarray, hours: float) -> np.ndarray:
        lit_share = share(kwh[rows], shifted(dark[rows].astype(float), hours) == 1.0)
        return np.where(lit_share <= rule.clean_share, correlation(rows, hours), np.nan)

    far_hours = np.arange(STEP_HOURS - LARGEST_HOURS, LARGEST_HOURS + STEP_HOURS, STEP_HOURS)
    far, far_r = _best(in_daylight, in_dark, far_hours[np.abs(far_hours) >= rule.far_shift_hours])
    name_far = in_dark & (far_r >= np.fmax(fit.correlation, -1.0) + rule.far_shift_gain) & ~name_near
    hours = np.select([name_near, name_far], [near, far], 0.0)
    return ClockFit(hours, fit.correlation, np.select([name_near, name_far], [near_r, far_r], fit.correlation))


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
    if not len(chosen):
        return hours, best
    for candidate in sorted(candidates, key=abs):
        r = correlation(rows, candidate)
        better = np.isfinite(r) & ~(r <= best[chosen])
        best[chosen[better]], hours[chosen[better]] = r[better], candidate
    return hours, best
