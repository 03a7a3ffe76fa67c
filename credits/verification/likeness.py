"""How like a month's output is to the satellite's own curve, and how like its days are to one another.

All curves are float32 (n, w, 24), zero where the mask is.
"""

import numpy as np

from credits.verification import anomalies

LEAST_HOURS = 2
"""Usable hours that make a day count for its month: a northern winter's day has no more above 10°."""

MEAN_DEVIATION_TO_SIGMA = 1.2533
"""Makes a mean absolute deviation the standard deviation of normal errors."""


def copied(output: np.ndarray, references: tuple[np.ndarray, ...], mask: np.ndarray) -> dict[str, np.ndarray]:
    """The three spreads about one multiple of a reference, of the reference that lies nearest."""
    found = np.array([_about(output, reference, mask) for reference in references])
    nearest = found[:, 0].argmin(axis=0)[None, None]
    chosen = np.take_along_axis(found, nearest, axis=0)[0]
    return dict(zip(("residual", "slot_spread", "day_spread"), chosen, strict=True))


def _about(output: np.ndarray, reference: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, ...]:
    energy = np.maximum(np.einsum("nwh,nwh->n", output, output), anomalies.FLOOR)
    cross = np.einsum("nwh,nwh->n", output, reference)
    given = np.maximum(np.einsum("nwh,nwh->n", reference, reference), anomalies.FLOOR)
    residual = np.sqrt(np.maximum(1 - cross**2 / (energy * given), 0))
    spreads = []
    for sums in (anomalies.by_slot, anomalies.by_day):
        made, sky = sums(output), np.maximum(sums(reference), anomalies.FLOOR)
        spreads.append(spread(made / sky, sky * (sky > 1)))
    return (residual.astype(float), *spreads)


def repeated(output: np.ndarray, ghi: np.ndarray, poa: np.ndarray, mask: np.ndarray) -> dict[str, np.ndarray]:
    """How far the output varies about its own mean day, and what it makes of the dullest fifth of days."""
    means = anomalies.slot_means(output, mask)
    left = output - mask * means[:, None, :]
    made, of_day = anomalies.by_day(output), anomalies.by_day(mask)
    hours = np.maximum(of_day.sum(axis=1), 1)
    mean = np.maximum(made.sum(axis=1) / hours, anomalies.FLOOR)
    sky = np.maximum(anomalies.by_day(ghi), anomalies.by_day(poa))
    scales = anomalies.day_scales(ghi, mask, anomalies.slot_means(ghi, mask))
    counted = of_day >= LEAST_HOURS
    fifth = np.maximum(counted.sum(axis=1) // 5, 1)
    rank = np.where(counted, scales, np.inf).argsort(axis=1).argsort(axis=1)
    dull = counted & (rank < fifth[:, None])
    return {
        "repeat": (np.sqrt(np.einsum("nwh,nwh->n", left, left) / hours) / mean).astype(float),
        "dull_ratio": ((made * dull).sum(axis=1) / np.maximum((sky * dull).sum(axis=1), 1)).astype(float),
    }


def spread(values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Weighted standard deviation over the mean of each row; (n,), zero where there is nothing."""
    total = np.maximum(weight.sum(axis=1), anomalies.FLOOR)
    mean = (weight * values).sum(axis=1) / total
    variance = (weight * np.square(values - mean[:, None])).sum(axis=1) / total
    return (np.sqrt(variance) / np.maximum(mean, anomalies.FLOOR)).astype(float)


def usual_spread(sizes: np.ndarray, hours: np.ndarray) -> np.ndarray:
    """How far the days of each month usually differ from the middle one, as a standard deviation; (n,).

    By mean deviations, so that one dark day among thirty clear ones does not make a month of changing days.
    """
    counted = hours >= LEAST_HOURS
    days = counted.sum(axis=1)
    ordered = np.sort(np.where(counted, sizes, np.inf), axis=1)
    middle = np.take_along_axis(ordered, np.maximum(days - 1, 0)[:, None] // 2, axis=1)
    middle = np.where(days[:, None] > 0, middle, 0.0)
    away = np.where(counted, np.abs(sizes - middle), 0.0).sum(axis=1) / np.maximum(days, 1)
    return (MEAN_DEVIATION_TO_SIGMA * away / np.maximum(middle[:, 0], anomalies.FLOOR)).astype(float)
