"""The clock as the month knows it: a constant error shows in thirty days with far more certainty than in one."""

import numpy as np

from credits.verification import theory
from credits.verification.clock import ClockFit
from credits.verification.lags import MIDDLE
from credits.verification.month import Month
from credits.verification.thresholds import Rule
from credits.verification.traces import DARK_SHIFTS

NEARLY_HALF = 0.35
"""From here a lag between two whole hours is told as the half between them."""


def settled(fit: ClockFit, month: Month, orientation_known: np.ndarray, rule: Rule) -> ClockFit:
    """The day's clock, its own short shift giving way to the month's wherever the month can tell.

    Shifts of hours push energy into the dark, and are told by the day.
    """
    told, lag = month_lag(month, orientation_known, rule)
    near = np.abs(fit.hours) < rule.far_shift_hours
    found = near & told & (np.abs(lag) >= rule.named_shift_hours)
    hours = np.where(near & told, np.where(found, lag, 0.0), fit.hours)
    sun, place = month.lag.sun, np.clip(np.rint(lag).astype(int) + MIDDLE, 0, month.lag.sun.shape[1] - 1)
    after = np.where(found, sun[np.arange(len(lag)), place], fit.shifted_correlation)
    before = np.where(found, sun[:, MIDDLE], fit.correlation)
    return ClockFit(
        hours=hours,
        correlation=fit.correlation,
        shifted_correlation=np.where(hours == 0, fit.correlation, after),
        stamped_correlation=np.where(hours == 0, fit.correlation, before),
        by_month=found,
    )


def month_lag(month: Month, orientation_known: np.ndarray, rule: Rule) -> tuple[np.ndarray, np.ndarray]:
    """Whether the month tells the time, and by how many hours its stamps lag behind the sky; bool (n,), float64 (n,).

    The clouds tell it for any roof. Where the satellite sees none, the sun's path does, if the plane it falls on was
    stated and most hours are undisturbed: a battery that fills at noon pulls the path into the morning. Output that
    follows changing clouds at no lag has no time to tell, whatever its outline.
    """
    lags, enough, chance = month.lag, month.hours >= rule.month_hours, _chance(month)
    best, by_sun, rows = lags.clouds.argmax(axis=1), lags.sun.argmax(axis=1), np.arange(len(chance))
    elsewhere = lags.clouds[rows, best] >= rule.lag_clouds_sigmas * chance
    seen = enough & (elsewhere | (lags.clouds[:, MIDDLE] >= rule.clouds_sigmas * chance))
    surer = seen & elsewhere & (lags.clouds[rows, best] - lags.clouds[:, MIDDLE] >= rule.lag_sigmas * chance)
    sun = enough & _sun_tells(month, orientation_known, seen, rule)
    denied = theory.conclusive(month, rule) & ~seen
    by_clouds, of_sun = _changes(month, orientation_known, rule)
    by_dark, dark = from_darkness(month, rule)
    lag = np.select(
        [denied, by_clouds, of_sun, surer, by_dark, sun],
        [
            np.zeros(len(rows)),
            lags.cloud_change.of_day(rule.change_days),
            lags.sun_change.of_day(rule.change_days),
            _between(lags.clouds, best),
            dark,
            by_sun - float(MIDDLE),
        ],
        0.0,
    )
    return denied | seen | sun | by_clouds | of_sun | by_dark, lag


def _sun_tells(month: Month, orientation_known: np.ndarray, seen: np.ndarray, rule: Rule) -> np.ndarray:
    """Whether the sun's path agrees far better at another hour, and the clouds do not deny it; bool (n,).

    A full battery pulls the path into the morning, so most hours must be undisturbed. A roof whose plane is not stated
    may lie so that its path looks like another hour's: then the clouds must agree better at that hour as well.
    """
    lags, rows = month.lag, np.arange(len(seen))
    by_sun, stamped = lags.sun.argmax(axis=1), lags.sun[:, MIDDLE]
    best = lags.sun[rows, by_sun]
    halved = (1 - best) <= rule.lag_sun * np.maximum(1 - stamped, np.finfo(float).eps)
    rises = (best - stamped >= rule.lag_rise) & (best >= rule.lag_path)
    better = lags.clouds[rows, by_sun] - lags.clouds[:, MIDDLE]
    doubt = rule.lag_doubt * _chance(month)
    agreed = np.where(orientation_known, ~seen | (better >= -doubt), better >= doubt)
    return (month.undisturbed >= rule.lag_undisturbed) & agreed & np.where(orientation_known, halved | rises, rises)


def from_darkness(month: Month, rule: Rule) -> tuple[np.ndarray, np.ndarray]:
    """Whether the month's energy in the dark goes away by an hour, and which; bool (n,), float64 (n,).

    No array yields before sunrise or after sunset, whichever way it faces and whatever the weather: over a month the
    minutes that an hour of clock error pushes there add up, though no one day shows them.
    """
    stamped, shifted = month.dark_share[:, 0], month.dark_share[:, 1:]
    hours = np.array(DARK_SHIFTS[1:], float)[shifted.argmin(axis=1)]
    cleared = shifted.min(axis=1) <= rule.dark_left * stamped
    return (month.days >= rule.month_days) & (stamped >= rule.month_dark) & cleared, hours


def changing(month: Month, orientation_known: np.ndarray, rule: Rule) -> np.ndarray:
    """Whether the lag changes within the month, as daylight saving makes it; bool (n,)."""
    return np.logical_or(*_changes(month, orientation_known, rule))


def _changes(month: Month, orientation_known: np.ndarray, rule: Rule) -> tuple[np.ndarray, np.ndarray]:
    """Whether the clouds tell of a change, and whether the sun's path does; bool (n,), bool (n,).

    Two halves of a month that each choose their own lag agree by chance more than one does: both must be seen to
    follow. No roof turns within a month, so its plane need not be known where the path's change is large.
    """
    lags, enough = month.lag, month.hours >= rule.month_hours
    unexplained, gain = 1 - lags.sun.max(axis=1), lags.sun_change.gain
    halved = gain >= (1 - rule.lag_sun) * unexplained
    bends = orientation_known & (gain >= np.maximum(rule.lag_bend, rule.lag_bend_share * unexplained))
    bends &= (month.hours >= rule.shape_hours) & (month.undisturbed >= rule.bend_undisturbed)
    seen = lags.clouds.max(axis=1) + lags.cloud_change.gain >= 2 * rule.clouds_sigmas * _chance(month)
    changed = seen & (lags.cloud_change.gain >= rule.change_sigmas * _chance(month))
    whole = month.undisturbed >= rule.lag_undisturbed
    return enough & changed, enough & whole & (halved | bends)


def _chance(month: Month) -> np.ndarray:
    return np.asarray(1 / np.sqrt(np.maximum(month.hours, 1.0)))


def _between(agreement: np.ndarray, best: np.ndarray) -> np.ndarray:
    """The lag of the peak in half hours, by the parabola through its neighbours; whole hours at the edges.

    An hour that is surely better than none is not halved: half an hour may be the satellite's, the label's or the
    roof's.
    """
    rows, inner = np.arange(len(best)), np.clip(best, 1, agreement.shape[1] - 2)
    left, top, right = (agreement[rows, inner + step] for step in (-1, 0, 1))
    bend = np.minimum(left - 2 * top + right, -np.finfo(float).eps)
    offset = np.where(inner == best, np.clip((left - right) / (2 * bend), -0.5, 0.5), 0.0)
    half = np.where(np.abs(offset) > NEARLY_HALF, np.sign(offset) * 0.5, 0.0)
    lag = (best - MIDDLE).astype(float)
    return lag + np.where((np.abs(lag) == 1) & (half * lag < 0), 0.0, half)
