"""What clouds do within a month, apart from the sun's daily path: anomalies of many months, and how they agree.

All arrays are (n, w, 24): n judged days, the w days around each, 24 slots; `mask` says which hours count, and the
curves are zero elsewhere.
"""

import numpy as np

FLOOR = 1e-6


def by_day(curve: np.ndarray) -> np.ndarray:
    """Sums over the hours of each day; (n, w).

    A matrix product of each month by itself, five times as quick as a sum over so short an axis; taken over all months
    at once, its last digits would depend on how many are judged together.
    """
    return np.matmul(curve, np.ones((curve.shape[2], 1), curve.dtype))[:, :, 0]


def by_slot(curve: np.ndarray) -> np.ndarray:
    """Sums over the days of each hour; (n, 24)."""
    return np.einsum("nwh->nh", curve)


def slot_means(curve: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The mean of each hour of the day over the month; (n, 24)."""
    return by_slot(curve) / np.maximum(by_slot(mask), 1)


def day_scales(curve: np.ndarray, mask: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Each day's size against the month's mean day, over the day's own hours; (n, w), zero where it has none."""
    usual = np.matmul(mask, means[:, :, None])[:, :, 0]
    return by_day(curve) / np.maximum(usual, FLOOR) * (usual > 0)


def within_days(curve: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What is left of a curve once its mean day, scaled to each day's size, is taken off; and the scales.

    A bell drawn larger and smaller, however well it follows the days' totals, leaves nothing: only the clouds within
    the day remain. It needs no orientation, since the roof's own path of the sun is in the mean day.
    """
    means = slot_means(curve, mask)
    scales = day_scales(curve, mask, means)
    return curve - mask * (scales[:, :, None] * means[:, None, :]), scales


def agreement(x: np.ndarray, y: np.ndarray, least_x: np.ndarray | float = 0.0) -> np.ndarray:
    """Correlation of two anomalies over all their hours; (n,), zero where one of them does not vary.

    least_x : float (n,), the sum of squares below which x counts as rounding: it lowers r instead of dividing by dust.
    """
    xx, yy, xy = (np.einsum("nwh,nwh->n", a, b) for a, b in ((x, x), (y, y), (x, y)))
    return xy / np.sqrt(np.maximum(np.maximum(xx, least_x) * yy, FLOOR))


def over_days(x: np.ndarray, y: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Correlation of the changes of two columns from day to day; (n,), NaN where a column is constant.

    Changes, since dust and seasons drift slowly and a wash is one change of many. Weighed by the hours both days share.

    counts : (n, w), the hours of each day.
    """
    weight = np.minimum(counts[:, 1:], counts[:, :-1])
    weight = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1)
    dx, dy = (np.diff(column, axis=1) for column in (x, y))
    xx, yy, xy = ((weight * a * b).sum(axis=1) for a, b in ((dx, dx), (dy, dy), (dx, dy)))
    return np.where((xx > FLOOR) & (yy > FLOOR), xy / np.sqrt(np.maximum(xx * yy, FLOOR**2)), np.nan)


def square(curve: np.ndarray) -> np.ndarray:
    """The sum of squares over each month; (n,)."""
    return np.einsum("nwh,nwh->n", curve, curve)


def lasting(left: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """How far a curve strays for longer than an hour; (n,), in its own unit.

    Clouds last, and a satellite's error in one hour says nothing of the next: what neighbouring hours share is cloud. A
    day's own mean was taken off, which lowers what its hours share by their variance over their number.
    """
    pairs = np.einsum("nwh,nwh->n", mask[:, :, 1:], mask[:, :, :-1])
    shared = np.einsum("nwh,nwh->n", left[:, :, 1:], left[:, :, :-1]) / np.maximum(pairs, 1)
    hours = np.maximum(by_day(mask).sum(axis=1), 1)
    days = (by_day(mask) > 0).sum(axis=1)
    return np.sqrt(np.maximum(shared + square(left) / hours * days / hours, 0)).astype(float)
