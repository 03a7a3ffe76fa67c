"""How much output a month makes of its irradiation: its level, days that stand out of it, and steps."""

from dataclasses import dataclass

import numpy as np

from credits.verification.thresholds import Rule
from credits.verification.traces import Traces
from credits.verification.window import Window

LEAST_SIDE = 5
"""Days on each side of a step: fewer are days that stand out."""

FEWEST = 1.0
"""Wh/m², a guard against division where nothing shone."""

MAD_TO_SIGMA = 1.4826
"""Makes a median absolute deviation the standard deviation of normal errors."""


@dataclass(frozen=True)
class Levels:
    """Output over irradiation on the better of plane and horizontal, all per kW of the stated array; one value a day.

    level : float64 (n,), of the judged day's side of a step where there is one, else of the month; NaN if unknown.
    step : float64 (n,), the later side's level over the earlier one's, NaN where no step is seen.
    step_offset : int64 (n,), calendar position of the step's first day in the window, less that of the judged day.
    day_ratio : float64 (n,), the judged day's output over what the month's middle level makes of its irradiation.
    day_stands_out : bool (n,); outliers : float64 (n,), how many days of the month stand out as far.
    """

    level: np.ndarray
    step: np.ndarray
    step_offset: np.ndarray
    day_ratio: np.ndarray
    day_stands_out: np.ndarray
    outliers: np.ndarray


def measure(traces: Traces, window: Window, rule: Rule) -> Levels:
    """Measure the levels of every month; linear in judged days times the days around each."""
    made, poa, ghi = (
        np.einsum("mh,mh->m", curve, traces.undisturbed, dtype=float)
        for curve in (traces.output, traces.poa, traces.ghi)
    )
    given = np.maximum(poa, ghi)
    undisturbed = traces.undisturbed.sum(axis=1) / np.maximum(traces.usable.sum(axis=1), 1)
    enough = given > rule.least_day_wh_m2
    known = (window.days >= 0) & enough[window.days]
    made, given = (np.where(known, column[window.days], 0.0) for column in (made, given))
    own = window.days == window.rows[:, None]
    step, at = _step(made, given, known, rule)
    place = np.arange(known.shape[1])
    mine = np.where(np.isfinite(step), (own.argmax(axis=1) >= at) == (place >= at[:, None]).T, True).T
    fair = known & mine & (undisturbed >= rule.fair_share)[window.days]
    ratio, out = _standing_out(made, given, known, mine, fair, rule)
    return Levels(
        level=_over(made * mine, given * mine),
        step=step,
        step_offset=at - own.argmax(axis=1),
        day_ratio=np.where((known & own).any(axis=1), (ratio * own).sum(axis=1), np.nan),
        day_stands_out=(out & own).any(axis=1),
        outliers=out.sum(axis=1).astype(float),
    )


def _over(made: np.ndarray, given: np.ndarray) -> np.ndarray:
    total = given.sum(axis=1)
    return np.where(total > FEWEST, made.sum(axis=1) / np.maximum(total, FEWEST), np.nan)


def _standing_out(
    made: np.ndarray, given: np.ndarray, known: np.ndarray, mine: np.ndarray, fair: np.ndarray, rule: Rule
) -> tuple[np.ndarray, np.ndarray]:
    """Each day against its month's middle level, and whether it lies above it by far more than days usually do."""
    ratio = np.where(known, made / np.maximum(given, FEWEST), np.nan)
    side = np.where(known & mine, ratio, np.nan)
    usual = given * _median(side)[:, None]
    beyond = made - usual
    # Days made larger cannot widen the lower half; outages can, and then less stands out.
    sigma = MAD_TO_SIGMA * _median(np.where(known & mine & (beyond <= 0), -beyond, np.nan))[:, None]
    own_error = rule.satellite_slack_wh_m2 / 2 * _median(side)[:, None]
    sigma = np.maximum(sigma, np.maximum(rule.level_noise * usual, own_error))
    out = fair & (beyond > rule.outlier_sigmas * sigma) & (beyond > (rule.outlier_ratio - 1) * usual)
    return np.where(known, made / np.maximum(usual, FEWEST), 0.0), out


def _median(values: np.ndarray) -> np.ndarray:
    """The median of each row's known values; (n,), zero where none is known."""
    ordered = np.sort(values, axis=1)
    count = np.isfinite(values).sum(axis=1)
    low, high = np.maximum(count - 1, 0) // 2, np.maximum(count, 1) // 2
    rows = np.arange(len(values))
    return np.where(count > 0, (ordered[rows, low] + ordered[rows, np.minimum(high, values.shape[1] - 1)]) / 2, 0.0)


def _step(made: np.ndarray, given: np.ndarray, known: np.ndarray, rule: Rule) -> tuple[np.ndarray, np.ndarray]:
    """The clearest change of level, and the position of its first day; NaN and 0 where none is clear."""
    ratio = np.where(known, made / np.maximum(given, FEWEST), 0.0)
    count, total, square = (np.cumsum(column, axis=1) for column in (known.astype(float), ratio, ratio**2))
    n, s, q = (column[:, -1:] for column in (count, total, square))
    before, after = count[:, :-1], n - count[:, :-1]
    wide = (before >= LEAST_SIDE) & (after >= LEAST_SIDE)
    first, second = total[:, :-1] / np.maximum(before, 1), (s - total[:, :-1]) / np.maximum(after, 1)
    left = q - before * first**2 - after * second**2
    sigma = np.sqrt(np.maximum(left / np.maximum(n - 2, 1), np.square(rule.level_noise * s / np.maximum(n, 1))))
    clear = np.abs(second - first) / (
        np.maximum(sigma, 1e-9) * np.sqrt(1 / np.maximum(before, 1) + 1 / np.maximum(after, 1))
    )
    clear = np.where(wide, clear, 0.0)
    if not clear.shape[1]:
        return np.full(len(made), np.nan), np.zeros(len(made), np.int64)
    best = clear.argmax(axis=1)
    rows = np.arange(len(made))
    change = second[rows, best] / np.maximum(first[rows, best], 1e-9)
    big = (np.maximum(change, 1 / np.maximum(change, 1e-9)) >= rule.step_ratio) & (
        clear[rows, best] >= rule.step_sigmas
    )
    return np.where(big, change, np.nan), np.where(big, best + 1, 0)
