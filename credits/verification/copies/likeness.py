"""Near copies: do two roofs at a distance differ as broken clouds must let them differ?"""

from dataclasses import dataclass

import numpy as np

from credits.verification.thresholds import Rule


@dataclass(frozen=True)
class Likeness:
    """What is left between two inverters over the days they share.

    residual : float64 (m,), the median difference of their hourly changes, of the median change of my own; NaN where
        the sky changed in too few hours.
    changes : int64 (m,), hourly changes under a broken sky that both measured.
    """

    residual: np.ndarray
    changes: np.ndarray


def likeness(mine: np.ndarray, theirs: np.ndarray, rule: Rule) -> Likeness:
    """Compare the hourly changes of two inverters under a broken sky, around the curve they have in common.

    Parameters
    ----------
    mine, theirs : float64 (m, days, 24), NaN is missing. [kWh]

    Notes
    -----
    Each hour is taken relative to that hour's mean over the days both have, so neither size nor orientation counts.
    Only days count that change much: clear days are alike everywhere. Medians, because a squall moves all roofs of a
    cell in the same few hours, and because a copier alters single ones. What the satellite saw is not taken off: as far
    as it sees this roof's own clouds, it would take the evidence with it.
    """
    both = (mine > 0) & (theirs > 0)
    my_changes, their_changes = (_changes(np.where(both, energy, np.nan), rule) for energy in (mine, theirs))
    steps = np.isfinite(my_changes) & np.isfinite(their_changes)
    rough = np.sqrt(_mean(my_changes**2, steps, axis=2)) >= rule.rough_change
    steps &= rough[:, :, None]
    counted = steps.sum(axis=(1, 2))
    left = median(np.abs(my_changes - their_changes), steps)
    own = median(np.abs(my_changes), steps)
    known = (counted >= rule.rough_changes) & (own > 0)
    return Likeness(np.where(known, left / np.where(known, own, 1.0), np.nan), counted)


def least_residual(distance_km: np.ndarray, rule: Rule) -> np.ndarray:
    """The residual that two honest roofs so far apart keep at least; (m,), rising with the distance to a cap.

    References
    ----------
    M. Lave, J. Kleissl, J. S. Stein, IEEE Trans. Sustainable Energy 4 (2), 2013: clearsky-index changes over a time t
    correlate as exp(-d / (½ v t)), v the clouds' speed. R. Perez et al., Solar Energy 86 (8), 2012: the distance at
    which pairs decorrelate grows with the time scale. Two such series differ by √(2 (1 - ρ)) of their own size.
    """
    correlation = np.exp(-2.0 * distance_km / rule.cloud_speed_km_h)
    return np.minimum(rule.residual_kept * np.sqrt(2.0 * (1.0 - correlation)), rule.residual_most)


def _changes(kwh: np.ndarray, rule: Rule) -> np.ndarray:
    """The change from each hour to the next, relative to that hour's mean over the days; (m, days, 23)."""
    mean = _mean(kwh, np.isfinite(kwh), axis=1)[:, None, :]
    high = mean >= rule.high_hour * mean.max(axis=2, keepdims=True)
    return np.diff(np.where(high & (mean > 0), kwh, np.nan) / np.where(mean > 0, mean, 1.0), axis=2)


def _mean(values: np.ndarray, which: np.ndarray, axis: int) -> np.ndarray:
    return np.where(which, values, 0.0).sum(axis=axis) / np.maximum(which.sum(axis=axis), 1)


def median(values: np.ndarray, which: np.ndarray) -> np.ndarray:
    """The median of each row's chosen values, the lower of two; (m,), inf where none is chosen."""
    if not len(values):
        return np.zeros(0)
    flat = np.sort(np.where(which, values, np.inf).reshape(len(values), -1), axis=1)
    middle = np.maximum(np.isfinite(flat).sum(axis=1) - 1, 0) // 2
    return np.take_along_axis(flat, middle[:, None], axis=1)[:, 0]
