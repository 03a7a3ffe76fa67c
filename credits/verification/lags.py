"""By how many hours the month's output runs behind or ahead of the sky: of its clouds, and of the sun itself."""

from dataclasses import dataclass, fields

import numpy as np

from credits.verification import anomalies

HOURS = np.arange(-2, 3)
"""Whole hours tried; halves are read between them. Longer errors push energy into the dark and are found there."""

MIDDLE = 2
LEAST_SIDE = 5
"""Days on each side of a change of lag."""


@dataclass(frozen=True)
class Change:
    """The split of each month at which two lags agree best, each with its own side; one value a judged day.

    before, after : int64 (n,), the lag on either side. [h]
    gain : float64 (n,), what the split adds to the agreement of the best single lag; NaN where days are few.
    offset : int64 (n,), place of its first day in the window, less that of the judged day.
    """

    before: np.ndarray
    after: np.ndarray
    gain: np.ndarray
    offset: np.ndarray

    def of_day(self, near: float) -> np.ndarray:
        """The lag on the judged day's side; the larger within `near` days of the split, where none is sure; (n,)."""
        larger = np.where(np.abs(self.before) > np.abs(self.after), self.before, self.after)
        side = np.where(self.offset <= 0, self.after, self.before)
        return np.where(np.abs(self.offset) <= near, larger, side).astype(float)


@dataclass(frozen=True)
class Lags:
    """Agreement of n months with a sky that is moved later by each of `HOURS`.

    clouds : float64 (n, 5), agreement within the days, apart from the sun's path: needs no orientation.
    sun : float64 (n, 5), correlation of all undisturbed hours, the sun's path in the stated plane included.
    cloud_change, sun_change : where each of them changes within the month.
    """

    clouds: np.ndarray
    sun: np.ndarray
    cloud_change: Change
    sun_change: Change


def joined(parts: list[Lags]) -> Lags:
    """The lags of blocks of months as one."""
    changes = [
        Change(*(np.concatenate([getattr(getattr(p, kind), f.name) for p in parts]) for f in fields(Change)))
        for kind in ("cloud_change", "sun_change")
    ]
    return Lags(np.concatenate([p.clouds for p in parts]), np.concatenate([p.sun for p in parts]), *changes)


def measure(output: np.ndarray, reference: np.ndarray, own: np.ndarray, mask: np.ndarray) -> Lags:
    """Measure one block.

    Parameters
    ----------
    output, reference : float32 (n, w, 24), see `traces`.
    own : bool (n, w), the judged day. mask : float32 (n, w, 24), the undisturbed hours.
    """
    made = output * mask
    left, _ = anomalies.within_days(made, mask)
    xx = np.maximum(np.einsum("nwh,nwh->n", left, left), anomalies.FLOOR)
    centred = made - mask * _mean(made, mask)
    cc = np.maximum(np.einsum("nwh,nwh->n", centred, centred), anomalies.FLOOR)
    counted = anomalies.by_day(mask) > 0
    clouds, sun = [], []
    for hours in HOURS:
        given = np.roll(reference, hours, axis=2) * mask
        sky, _ = anomalies.within_days(given, mask)
        clouds.append(_by_day(left, sky, xx))
        sun.append(_by_day(centred, given - mask * _mean(given, mask), cc))
    by_clouds, by_sun = (np.stack(days, axis=2).astype(float) for days in (clouds, sun))
    changes = (_change(days, counted, own) for days in (by_clouds, by_sun))
    return Lags(by_clouds.sum(axis=1), by_sun.sum(axis=1), *changes)


def _by_day(x: np.ndarray, y: np.ndarray, xx: np.ndarray) -> np.ndarray:
    """What each day adds to the agreement of its month; (n, w)."""
    yy = np.maximum(np.einsum("nwh,nwh->n", y, y), anomalies.FLOOR)
    return np.einsum("nwh,nwh->nw", x, y) / np.sqrt(xx * yy)[:, None]


def _mean(curve: np.ndarray, mask: np.ndarray) -> np.ndarray:
    return (np.einsum("nwh->n", curve) / np.maximum(np.einsum("nwh->n", mask), 1))[:, None, None]


def _change(days: np.ndarray, counted: np.ndarray, own: np.ndarray) -> Change:
    n, w, _ = days.shape
    if w <= 1:
        nothing = np.zeros(n, np.int64)
        return Change(nothing, nothing, np.full(n, np.nan), nothing)
    running = np.cumsum(days, axis=1)
    early, late = running[:, :-1], running[:, -1:] - running[:, :-1]
    passed = np.cumsum(counted, axis=1)
    wide = (passed[:, :-1] >= LEAST_SIDE) & (passed[:, -1:] - passed[:, :-1] >= LEAST_SIDE)
    both = np.where(wide, early.max(axis=2) + late.max(axis=2), -np.inf)
    split, rows = both.argmax(axis=1), np.arange(n)
    best = both[rows, split]
    return Change(
        HOURS[early[rows, split].argmax(axis=1)],
        HOURS[late[rows, split].argmax(axis=1)],
        np.where(np.isfinite(best), best - running[:, -1].max(axis=1), np.nan),
        split + 1 - own.argmax(axis=1),
    )
