"""One curve again and again, although the sky says that the days differed."""

from dataclasses import dataclass

import numpy as np

from credits.verification.copies.likeness import median
from credits.verification.thresholds import Rule


@dataclass(frozen=True)
class Repeats:
    """How far n inverters repeat one curve over their months.

    deviation : float64 (n, w), each day's median deviation from the month's typical curve; inf where unmeasured.
    dull : int64 (n,), measured days on which the sky gave far less than on a clear day.
    repeated : int64 (n,), how many of those show the typical curve all the same.
    """

    deviation: np.ndarray
    dull: np.ndarray
    repeated: np.ndarray


def dull_days(sky: np.ndarray, rule: Rule) -> np.ndarray:
    """The days on which the sky gave far less than on a clear day of the same month; bool (n, w).

    sky : float64 (n, w), each day's mean clearsky index; NaN is unknown.
    """
    return sky <= rule.dull_day * _quantile(sky, rule.clear_quantile)[:, None]


def repeats(kwh: np.ndarray, dull: np.ndarray, rule: Rule) -> Repeats:
    """Hold each day against its month's typical curve, and count the dull days on which it came all the same.

    Parameters
    ----------
    kwh : float64 (n, w, 24), NaN is missing. [kWh]
    dull : bool (n, w), see `dull_days`.

    Notes
    -----
    Weeks of like days are honest under a like sky (harmattan), so only dull days count, which the satellite's error
    hardly makes of clear ones. A typical curve that stands at a ceiling for most of its hours is left out: an inverter
    far smaller than its array, or a mast's constant load, repeats itself honestly under any sky.
    """
    n, days, slots = kwh.shape
    hours = np.moveaxis(kwh, 1, 2).reshape(n * slots, days)
    typical = median(hours, np.isfinite(hours)).reshape(n, 1, slots)
    typical = np.where(np.isfinite(typical), typical, 0.0)
    top = typical.max(axis=2, keepdims=True)
    high = (typical > 0) & (typical >= rule.high_hour * top)
    at_ceiling = high & (typical >= (1 - rule.repeat_deviation) * top)
    shaped = at_ceiling.sum(axis=2) <= rule.ceiling_hours * high.sum(axis=2)
    apart = np.abs(kwh / np.where(typical > 0, typical, 1.0) - 1.0)
    known = high & np.isfinite(kwh) & shaped[:, :, None]
    deviation = median(apart.reshape(-1, slots), known.reshape(-1, slots)).reshape(n, days)
    dull = dull & np.isfinite(deviation)
    return Repeats(deviation, dull.sum(axis=1), (dull & (deviation <= rule.repeat_deviation)).sum(axis=1))


def _quantile(values: np.ndarray, quantile: float) -> np.ndarray:
    """That quantile of each row's known values, NaN where there is none."""
    known = np.isfinite(values).sum(axis=1)
    at = np.floor(quantile * np.maximum(known - 1, 0)).astype(np.int64)
    return np.take_along_axis(np.sort(values, axis=1), at[:, None], axis=1)[:, 0]  # sort puts NaN last
