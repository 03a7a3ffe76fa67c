"""Correlation and runs over the 24 slots of many days at once; missing values take no part."""

import numpy as np


def pearson(
    x: np.ndarray, y: np.ndarray, *, least_pairs: float, spread_x: np.ndarray | float, spread_y: float
) -> np.ndarray:
    """Signed correlation of each row of x with the same row of y, in two passes.

    Parameters
    ----------
    x, y : float array (n, slots), NaN is missing: only slots known in both count.
    least_pairs : fewer common slots have no correlation.
    spread_x, spread_y : the standard deviation below which a row is a constant, in the unit of x and y; spread_x may be
        one for each row.

    Returns
    -------
    float array (n,) in [-1, 1], NaN where it is undefined.

    References
    ----------
    T. F. Chan, G. H. Golub, R. J. LeVeque, Algorithms for computing the sample variance, Am. Stat. 37 (3), 1983: the
    one-pass form cancels on flat rows, and rounding dust on a constant once read as r = 1.
    """
    common = np.isfinite(x) & np.isfinite(y)
    pairs = np.maximum(common.sum(axis=1), 1)
    dx = _deviations(x, common, pairs)
    dy = _deviations(y, common, pairs)
    variance_x = np.einsum("ij,ij->i", dx, dx) / pairs
    variance_y = np.einsum("ij,ij->i", dy, dy) / pairs
    defined = (common.sum(axis=1) >= least_pairs) & (variance_x > np.square(spread_x)) & (variance_y > spread_y**2)
    covariance = np.einsum("ij,ij->i", dx, dy) / pairs
    scale = np.sqrt(np.where(defined, variance_x * variance_y, 1.0))
    return np.where(defined, np.clip(covariance / scale, -1.0, 1.0), np.nan)


def _deviations(values: np.ndarray, common: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    mean = np.where(common, values, 0.0).sum(axis=1) / pairs
    return np.where(common, values - mean[:, None], 0.0)


def run_lengths(member: np.ndarray) -> np.ndarray:
    """How many slots of an unbroken run of True end at each slot, itself included; int (n, slots)."""
    lengths = np.zeros(member.shape, dtype=np.int64)
    length = np.zeros(len(member), dtype=np.int64)
    for slot in range(member.shape[1]):
        length = np.where(member[:, slot], length + 1, 0)
        lengths[:, slot] = length
    return lengths


def shifted(curve: np.ndarray, hours: float) -> np.ndarray:
    """The curve as a clock that runs `hours` ahead would stamp it: each value moved later, round the day; (n, slots).

    Half hours are the mean of the two slots they straddle.
    """
    whole = int(np.floor(hours))
    moved = np.roll(curve, whole, axis=1)
    return moved if hours == whole else (moved + np.roll(curve, whole + 1, axis=1)) / 2
