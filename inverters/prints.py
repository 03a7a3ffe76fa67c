"""Fingerprints of a production day, kept beside it so that its likes are found by an index and not by all pairs.

Pure: standard library and numpy. A digit print is shared by days of the same digits, a shape print by days that went up
and down alike. Either only finds candidates; whether one day copies another is judged elsewhere, from the curves.
"""

from hashlib import sha512

import numpy as np

from inverters.constants import SLOTS

TOP_SHARE = 0.99
"""Of the day's highest hour: what lies above may stand at a ceiling, where honest inverters agree to the digit."""

SAME_RESOLUTION = 0.75
"""Share of a day's values that must be multiples of a step to show it as the logger's: one typed value hides none."""

STEPS = 10 ** np.arange(1, 7)
"""Steps of a logger's display, 10 mWh to 1 kWh. [mWh]"""

SPREAD = 0.01
"""How far like hours of like days lie apart at least, as a share of their energy. The closest two of 35,000 pairs of
days in Cocoa differ by 1.2 % an hour, in Golden by 3.7 % (a test)."""

LEAST_BITS = 24.0
"""A day whose digits say less than this has no digit print: too many honest days would share it."""

RUN = 4
"""Values running that make up a digit print: one altered hour leaves other runs as they were."""

LEAST_ROUGHNESS = 0.1
"""A smoother day, as a share of its mean hour, has no shape print: all clear days are alike."""

LEAST_HOURS = 6
SHAPE_BITS = 16
NO_PRINT = -1


def telling(milliwatt_hours: np.ndarray) -> np.ndarray:
    """Which hours' digits can tell days apart: with energy, below the day's ceiling, each value once.

    milliwatt_hours: int64 (n, 24), below zero is missing. Returns bool (n, 24).
    """
    below = milliwatt_hours < TOP_SHARE * milliwatt_hours.max(axis=1, keepdims=True)
    same = milliwatt_hours[:, :, None] == milliwatt_hours[:, None, :]
    said_before = np.tril(same, -1).any(axis=2)
    return (milliwatt_hours > 0) & below & ~said_before


def resolution(milliwatt_hours: np.ndarray) -> np.ndarray:
    """The step in which each day's logger counts, at least 1; int64 (n,). [mWh]

    The greatest common divisor of the day's energies, or the largest decimal step that nearly all of them share.
    """
    energy = np.maximum(milliwatt_hours, 0)
    lit = energy > 0
    wanted = SAME_RESOLUTION * np.maximum(lit.sum(axis=1), 1)
    decimal = np.ones(len(energy), np.int64)
    for step in STEPS:
        decimal[(lit & (energy % step == 0)).sum(axis=1) >= wanted] = step
    return np.maximum(np.gcd.reduce(energy, axis=1), decimal).astype(np.int64)


def digit_bits(milliwatt_hours: np.ndarray, spread: float = SPREAD) -> np.ndarray:
    """How surprising it is that another, like day repeats each hour to the digit; float64 (n, 24). [bits]

    Two like hours whose energies differ by a normal deviate of σ = spread × energy fall on one step of the logger with
    a chance of step / (σ √2π). Hours that are not `telling` say nothing.
    """
    step = resolution(milliwatt_hours)[:, None]
    odds = spread * np.maximum(milliwatt_hours, 0) * np.sqrt(2 * np.pi) / step
    return np.where(telling(milliwatt_hours), np.log2(np.maximum(odds, 1.0)), 0.0)


def digit_prints(milliwatt_hours: np.ndarray) -> np.ndarray:
    """The least hash of any `RUN` telling values running, whatever the hour; int64 (n,), `NO_PRINT` where none is.

    Days with the same digits share it also where the clock differs, and mostly where single hours were altered
    (A. Broder, On the resemblance and containment of documents, 1997: min-wise hashing of shingles).
    """
    if not _may_have_prints(milliwatt_hours):
        return np.full(len(milliwatt_hours), NO_PRINT)
    which = telling(milliwatt_hours)
    packed = np.take_along_axis(milliwatt_hours, np.argsort(~which, axis=1, kind="stable"), axis=1).astype(np.uint64)
    runs = np.lib.stride_tricks.sliding_window_view(packed, RUN, axis=1)
    hashes = np.zeros_like(runs[:, :, 0])
    for values in np.moveaxis(runs, 2, 0):
        hashes = _mixed(hashes ^ values)
    whole = np.arange(hashes.shape[1]) <= which.sum(axis=1)[:, None] - RUN
    least = np.where(whole, hashes >> np.uint64(1), np.iinfo(np.int64).max).min(axis=1).astype(np.int64)
    enough = (digit_bits(milliwatt_hours).sum(axis=1) >= LEAST_BITS) & (which.sum(axis=1) >= LEAST_HOURS)
    return np.where(enough, least, NO_PRINT)


def _may_have_prints(milliwatt_hours: np.ndarray) -> bool:
    """Whether any of the days has hours enough: a day that has just begun has not."""
    return bool(((milliwatt_hours > 0).sum(axis=1) >= LEAST_HOURS).any())


def _mixed(words: np.ndarray) -> np.ndarray:
    """The finaliser of SplitMix64 (G. Steele, D. Lea, C. Flood, 2014): every bit of the answer hangs on every bit."""
    words = words + np.uint64(0x9E3779B97F4A7C15)
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


def _signs() -> np.ndarray:
    """Plus and minus ones for `SHAPE_BITS` projections of a day, the same in every version of every library."""
    bits = np.unpackbits(np.frombuffer(sha512(b"shape print").digest(), np.uint8))
    return bits[: SLOTS * SHAPE_BITS].reshape(SLOTS, SHAPE_BITS) * 2.0 - 1.0


SIGNS = _signs()


def shape_prints(milliwatt_hours: np.ndarray) -> np.ndarray:
    """The signs of fixed projections of how each hour stands out from its neighbours; int64 (n,).

    `NO_PRINT` for a smooth day and for one with a gap. Size does not matter, and little noise changes few signs
    (M. Charikar, Similarity estimation techniques from rounding algorithms, STOC 2002).
    """
    if not _may_have_prints(milliwatt_hours):
        return np.full(len(milliwatt_hours), NO_PRINT)
    energy = np.maximum(milliwatt_hours, 0).astype(float)
    lit = energy > 0
    inside = np.maximum.accumulate(lit, axis=1) & np.maximum.accumulate(lit[:, ::-1], axis=1)[:, ::-1]
    bumps = np.zeros_like(energy)
    bumps[:, 1:-1] = energy[:, 1:-1] - (energy[:, :-2] + energy[:, 2:]) / 2
    hours = np.maximum(lit.sum(axis=1), 1)
    rough = np.sqrt((bumps**2).sum(axis=1) / hours) >= LEAST_ROUGHNESS * energy.sum(axis=1) / hours
    known = rough & (hours >= LEAST_HOURS) & ~(inside & (milliwatt_hours < 0)).any(axis=1)
    return np.where(known, (bumps @ SIGNS > 0) @ (1 << np.arange(SHAPE_BITS)), NO_PRINT)


def middle_batches(days: np.ndarray, batches: np.ndarray, milliwatt_hours: np.ndarray) -> np.ndarray:
    """The batch with which half of each day's energy had come; int64 (days,), in order of the day.

    A value that was copied came after the one it was copied from, so the copy's middle comes after the original's: an
    early zero wins nothing, and a late last reading loses nothing.
    """
    order = np.lexsort((batches, days))
    _, first, where = np.unique(days[order], return_index=True, return_inverse=True)
    come = np.cumsum(milliwatt_hours[order])
    before = np.append(0, come)[first]
    total = np.append(before[1:], come[-1:]) - before
    reached = 2 * (come - before[where]) >= total[where]
    at = np.flatnonzero(reached)
    _, first_reached = np.unique(where[at], return_index=True)
    return batches[order][at[first_reached]]
