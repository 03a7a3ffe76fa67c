"""Exact copies: how surprising it is that two days agree to the digit."""

import numpy as np

from inverters.constants import SLOTS
from inverters.prints import digit_bits


def agreement(mine: np.ndarray, theirs: np.ndarray, spread: float) -> tuple[np.ndarray, np.ndarray]:
    """How far pairs of days agree to the digit, at the best of the 24 whole-hour shifts of a clock.

    Parameters
    ----------
    mine, theirs : int64 (m, 24), below zero is missing. [mWh]
    spread : how far like hours of like days lie apart at least, as a share of their energy.

    Returns
    -------
    bits : float64 (m,), how surprising the agreeing hours are; see `inverters.prints.digit_bits`.
    share : float64 (m,), of my day's energy in the agreeing hours; 0 where there is none.

    Notes
    -----
    Where both days' digits could be telling, the coarser logger's count: bits of both, the lesser of the two.
    """
    bits, share = np.zeros(len(mine)), np.zeros(len(mine))
    mine_bits, their_bits = digit_bits(mine, spread), digit_bits(theirs, spread)
    total = np.maximum(np.maximum(mine, 0).sum(axis=1), 1)
    for hours in range(SLOTS):
        same = (mine > 0) & (mine == np.roll(theirs, hours, axis=1))
        found = np.where(same, np.minimum(mine_bits, np.roll(their_bits, hours, axis=1)), 0.0).sum(axis=1)
        better = found > bits
        bits = np.where(better, found, bits)
        share = np.where(better, np.where(same, mine, 0).sum(axis=1) / total, share)
    return bits, share


def month_agreement(mine: np.ndarray, theirs: np.ndarray, spread: float) -> tuple[np.ndarray, np.ndarray]:
    """The same over the days that two inverters share, hour by hour as stamped.

    A logger that writes 0.01 kWh says too little in one day, and enough in three.

    Parameters
    ----------
    mine, theirs : int64 (m, days, 24), below zero is missing. [mWh]

    Returns
    -------
    bits : float64 (m,), in the agreeing hours of all days.
    share : float64 (m,), of the bits that my shared days could have agreed in; 0 where there are none.
    """
    bits, share, days = np.zeros(len(mine)), np.zeros(len(mine)), mine.shape[1]
    some = np.flatnonzero(((mine == theirs) & (mine > 0)).any(axis=(1, 2)))  # where none agree, nothing is weighed
    mine, theirs = mine[some], theirs[some]
    shared = (mine >= 0) & (theirs >= 0)
    could, theirs_could = (digit_bits(np.where(shared, each, -1).reshape(-1, SLOTS), spread) for each in (mine, theirs))
    agreed = np.where((mine == theirs).reshape(-1, SLOTS), np.minimum(could, theirs_could), 0.0)
    bits[some], most = (part.reshape(len(some), days * SLOTS).sum(axis=1) for part in (agreed, could))
    share[some] = bits[some] / np.where(most > 0, most, 1.0)
    return bits, share
