"""Which neighbours speak for a place on each date. Who is judged together decides nothing: each date is by itself."""

import numpy as np

REACH = 30
"""Days on either side that a date's month reaches."""

MOST = 9
"""Of one place: the median of eight hardly moves by more, and a fleet's cost does not grow with its density."""


def speakers(measured: np.ndarray, same_roof: np.ndarray, least_days: float) -> np.ndarray:
    """Choose up to `MOST` of k candidates for each date; bool (k, c).

    Those with enough days around the date, in the order they come, and of each roof one: twins share every cloud, and
    two of three would decide what all three have in common.

    Parameters
    ----------
    measured : bool (k, c), whether each candidate has readings on each of c dates without a gap.
    same_roof : bool (k, k).
    least_days : days that each must have within `REACH` of a date.
    """
    days = np.pad(np.cumsum(measured, axis=1), ((0, 0), (1, 0)))
    at = np.arange(measured.shape[1])
    first, last = np.maximum(at - REACH, 0), np.minimum(at + REACH + 1, measured.shape[1])
    able = days[:, last] - days[:, first] >= least_days
    chosen = np.zeros(measured.shape, bool)
    for one in range(len(chosen)):
        alone = ~chosen[same_roof[one]].any(axis=0)
        chosen[one] = able[one] & alone & (chosen.sum(axis=0) < MOST)
    return chosen
