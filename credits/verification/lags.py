"""By how many hours the month's output runs behind or ahead of the sky: of its clouds, and of the sun itself."""

from dataclasses import dataclass, fields

import numpy as np

from credits.verification import anomalies

HOURS = np.arange(-2, 3)
"""Whole hours tried; halves are read between them. Longer errors push energy into the dark and are found there."""

MIDDLE = 2
ROUNDING = 1e-4
"""Of a curve's sum of squares: below this, what is left of it is rounding, and agrees with nothing."""

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


def measure(made: np.ndarray, reference: np.ndarray, own: np.ndarray, mask: np.ndarray) -> Lags:
    """Measure one block.

    Parameters
    ----------
    made : float32 (n, w, 24), output of the undisturbed hours. reference : float32 (n, w, 24), see `traces`.
    own : bool (n, w), the judged day. mask : float32 (n, w, 24), the undisturbed hours.

    Notes
    -----
    A moved sky is never held against the output hour by hour: what either has in common with its mean day is taken off
    the sums of their products, which spares most passes over the months.
    """
    hours = anomalies.by_day(mask)
    usual, sizes = _mean_day(made, mask)
    output = _Curve(made, usual, sizes, mask, hours)
    clouds, sun = np.empty((2, len(HOURS), *own.shape), np.float32)
    for at, moved in enumerate(HOURS):
        given = np.roll(reference, moved, axis=2) * mask
        sky = _Curve(given, *_mean_day(given, mask), mask, hours)
        product = np.einsum("nwh,nwh->nw", made, given)
        clouds[at] = (product - _common(output, sky)) / np.sqrt(output.left * sky.left)[:, None]
        sun[at] = (product - output.by_mean(sky)) / np.sqrt(output.spread * sky.spread)[:, None]
    changes = (_change(days, hours > 0, own) for days in (clouds, sun))
    total = (days.sum(axis=2, dtype=float).T for days in (clouds, sun))
    return Lags(*total, *changes)


def _mean_day(curve: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    means = anomalies.slot_means(curve, mask)
    return means, anomalies.day_scales(curve, mask, means)


class _Curve:
    """A month's curve with the sums that its anomalies are told by.

    means : (n, 24), its mean day. sizes : (n, w), each day's size against it. left, spread : (n,), the sum of squares
    of what is left once the scaled mean day, or the mean alone, is taken off.
    """

    def __init__(
        self, curve: np.ndarray, means: np.ndarray, sizes: np.ndarray, mask: np.ndarray, hours: np.ndarray
    ) -> None:
        self.curve, self.means, self.sizes, self.mask, self.hours = curve, means, sizes, mask, hours
        squares = np.einsum("nwh,nwh->n", curve, curve)
        self.of_days = anomalies.by_day(curve)
        common = 2 * _over(curve, means) - sizes * _over(mask, np.square(means))
        dust = np.maximum(ROUNDING * squares, anomalies.FLOOR)
        self.left = np.maximum(squares - (sizes * common).sum(axis=1), dust)
        count = np.maximum(hours.sum(axis=1), 1)
        self.mean = self.of_days.sum(axis=1) / count
        self.spread = np.maximum(squares - np.square(self.mean) * count, dust)

    def by_mean(self, other: "_Curve") -> np.ndarray:
        """What the products of two curves' hours owe to their means; (n, w)."""
        mine, theirs = self.mean[:, None], other.mean[:, None]
        return mine * other.of_days + theirs * self.of_days - mine * theirs * self.hours


def _common(one: _Curve, other: _Curve) -> np.ndarray:
    """What the products of two curves' hours owe to their scaled mean days; (n, w)."""
    across = one.sizes * _over(other.curve, one.means) + other.sizes * _over(one.curve, other.means)
    return across - one.sizes * other.sizes * _over(one.mask, one.means * other.means)


def _over(curve: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Sums over the hours of each day, weighed by hour; (n, w)."""
    return np.matmul(curve, weights[:, :, None])[:, :, 0]


def _change(days: np.ndarray, counted: np.ndarray, own: np.ndarray) -> Change:
    """The best split of each month, by what each day adds to the agreement at each lag; (5, n, w)."""
    _, n, w = days.shape
    if w <= 1:
        nothing = np.zeros(n, np.int64)
        return Change(nothing, nothing, np.full(n, np.nan), nothing)
    running = np.cumsum(days, axis=2, dtype=float)
    whole, early = running[:, :, -1], running[:, :, :-1]
    late = whole[:, :, None] - early
    passed = np.cumsum(counted, axis=1)
    wide = (passed[:, :-1] >= LEAST_SIDE) & (passed[:, -1:] - passed[:, :-1] >= LEAST_SIDE)
    both = np.where(wide, early.max(axis=0) + late.max(axis=0), -np.inf)
    split, rows = both.argmax(axis=1), np.arange(n)
    best = both[rows, split]
    return Change(
        HOURS[early[:, rows, split].argmax(axis=0)],
        HOURS[late[:, rows, split].argmax(axis=0)],
        np.where(np.isfinite(best), best - whole.max(axis=0), np.nan),
        split + 1 - own.argmax(axis=1),
    )
