"""What the month's numbers look like as numbers: how finely they are written, and whether people wrote them."""

from dataclasses import dataclass

import numpy as np

from credits.verification.days import DayBatch
from credits.verification.window import Window

STEPS_KWH = (0.01, 0.1, 1.0)
"""The finest decimal step in which all of a month's readings are written; finer ones are a machine's."""

THOUSANDTHS = 1000
FIVE = 5
AS_WRITTEN = 1e-6
"""Of a step, by which a decimal number may miss its binary one."""

BLOCK = 4096


@dataclass(frozen=True)
class Digits:
    """The daylight readings above zero of n months.

    readings : float64 (n,), how many. highest : float64 (n,), the largest of all readings. [kWh]
    step : float64 (n,), the coarsest of 0.01, 0.1 and 1 kWh, and five times these, that all are written in; 0 if finer.
    fives : float64 (n,), the share whose last written digit is 0 or 5; one of five by chance. NaN where written finer.
    """

    readings: np.ndarray
    highest: np.ndarray
    step: np.ndarray
    fives: np.ndarray


def measure(days: DayBatch, window: Window) -> Digits:
    """Count once for every day, then add up the days of each month."""
    starts = range(0, max(len(days), 1), BLOCK)
    rows = np.concatenate([_counts(days.kwh[at : at + BLOCK]) for at in starts])
    exists = window.days >= 0
    month = np.where(exists[:, :, None], rows[window.days], 0.0)
    highest = month[:, :, -1].max(axis=1)
    total, *counts = month[:, :, :-1].sum(axis=1).T
    step, fives = np.zeros(len(total)), np.full(len(total), np.nan)
    for number, size in enumerate(STEPS_KWH):
        single, five = counts[2 * number], counts[2 * number + 1]
        written = (single == total) & (total > 0)
        step = np.where(written, np.where(five == total, 5 * size, size), step)
        fives = np.where(written, five / np.maximum(total, 1), fives)
    return Digits(total, highest, step, fives)


def _counts(kwh: np.ndarray) -> np.ndarray:
    """For each day: readings above zero, those that are whole steps and five steps of each size, and the largest.

    Most loggers write finer than the finest step: they are told by it alone, and the division is spared.
    """
    above = kwh > 0
    value = np.where(above, kwh, 0.0) * THOUSANDTHS
    readings, finest = above.sum(axis=1), _whole(value, above, STEPS_KWH[0])
    counts = np.zeros((len(kwh), 2 + 2 * len(STEPS_KWH)))
    counts[:, 0], counts[:, 1], counts[:, -1] = readings, finest, value.max(axis=1, initial=0.0) / THOUSANDTHS
    coarse = np.flatnonzero(finest == readings)
    sizes = [size * many for size in STEPS_KWH for many in (1, FIVE)][1:]
    for column, size in enumerate(sizes, start=2):
        counts[coarse, column] = _whole(value[coarse], above[coarse], size)
    return counts


def _whole(value: np.ndarray, above: np.ndarray, size: float) -> np.ndarray:
    steps = value / (size * THOUSANDTHS)
    return (above & (np.abs(steps - np.rint(steps)) < AS_WRITTEN)).sum(axis=1)
