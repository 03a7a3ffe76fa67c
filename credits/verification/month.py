"""The month around each judged day: does its output follow this sky, hour by hour, over many days?"""

from dataclasses import dataclass

import numpy as np

from credits.verification import anomalies, lags, levels, likeness
from credits.verification.thresholds import Rule
from credits.verification.traces import Traces
from credits.verification.window import Window

BLOCK = 128
"""Judged days measured at once: their month fits the processor's cache, which is worth a factor of three."""

LEAST_VARIATION = 0.02
"""Of the mean output: below this, what is left of a curve is rounding."""


@dataclass(frozen=True)
class Month:
    """What n months say; every array has one entry for each judged day.

    days, hours : float64 (n,), days with at least four usable hours, and undisturbed hours among them.
    undisturbed : float64 (n,), the share of usable hours that no outage and no full battery held down.
    within_r : float64 (n,), agreement of output and satellite within the days, the better of plane and horizontal.
    other_r, other_day : float64 (n,), the best such agreement with the sky of up to seven days before (negative) or
        after, and how many days away it lies.
    daily_r : float64 (n,), agreement of the days' sizes from one to the next, over undisturbed hours.
    sky_within, sky_daily : float64 (n,), how far the satellite's clouds vary within days [Wh/m²], and from day to day.
    sky_sure, totals_sure : float64 (n,), the share of the variation within days that lasts, and of that from day to day
        that errors of single hours cannot make.
    moves, apart : float64 (n,), how far the output itself strays within days for longer than an hour, of its mean; and
        how far its days differ in size.
    sky_moves : float64 (n,), how far the satellite's clouds stray within days for longer than an hour, of its mean.
    residual, slot_spread, day_spread : float64 (n,), how far output is from one multiple of the satellite's own curve,
        by hours, by the hours of the day and by days. [share]
    repeat : float64 (n,), how far the output varies about its own mean day. [share]
    dull_ratio : float64 (n,), output over irradiation on the fifth of days that the satellite calls dullest.
    gain : float64 (n, 24), output over the satellite's GHI in each hour of the other days, NaN where unknown: the
        orientation as the month shows it.
    dark_share : float64 (n, 3), the share of the month's energy in the dark, for each of `traces.DARK_SHIFTS`.
    """

    days: np.ndarray
    hours: np.ndarray
    undisturbed: np.ndarray
    within_r: np.ndarray
    other_r: np.ndarray
    other_day: np.ndarray
    daily_r: np.ndarray
    sky_within: np.ndarray
    sky_daily: np.ndarray
    sky_sure: np.ndarray
    totals_sure: np.ndarray
    moves: np.ndarray
    apart: np.ndarray
    sky_moves: np.ndarray
    residual: np.ndarray
    slot_spread: np.ndarray
    day_spread: np.ndarray
    repeat: np.ndarray
    dull_ratio: np.ndarray
    gain: np.ndarray
    dark_share: np.ndarray
    level: levels.Levels
    lag: lags.Lags


def measure(traces: Traces, window: Window, rule: Rule) -> Month:
    """Measure the month of every judged day; time grows with judged days times the days around each."""
    starts = range(0, max(len(window), 1), BLOCK)
    parts = [_block(traces, window.rows[at : at + BLOCK], window.days[at : at + BLOCK]) for at in starts]
    shape = {name: np.concatenate([part[0][name] for part in parts]) for name in parts[0][0]}
    return Month(
        **shape,
        dark_share=_dark_share(traces, window),
        level=levels.measure(traces, window, rule),
        lag=lags.joined([part[1] for part in parts]),
    )


def _dark_share(traces: Traces, window: Window) -> np.ndarray:
    exists = window.days >= 0
    energy = np.where(exists, traces.energy[window.days], 0.0).sum(axis=1, dtype=float)
    dark = np.where(exists[:, :, None], traces.dark_energy[window.days], 0.0).sum(axis=1, dtype=float)
    return np.asarray(dark / np.maximum(energy, anomalies.FLOOR)[:, None])


def _block(traces: Traces, rows: np.ndarray, around: np.ndarray) -> tuple[dict[str, np.ndarray], lags.Lags]:
    exists = (around >= 0)[:, :, None]
    usable = (traces.usable[around] & exists).astype(np.float32)
    calm = (traces.undisturbed[around] & exists).astype(np.float32)
    hours = anomalies.by_day(usable)
    output, poa, ghi = (curve[around] * exists for curve in (traces.output, traces.poa, traces.ghi))
    counted = {
        "days": (hours >= likeness.LEAST_HOURS).sum(axis=1).astype(float),
        "hours": anomalies.by_day(calm).sum(axis=1, dtype=float),
        "undisturbed": anomalies.by_day(calm).sum(axis=1, dtype=float) / np.maximum(hours.sum(axis=1), 1),
    }
    shape = {
        **counted,
        **_follows(output, (poa, ghi), calm),
        **likeness.copied(output, (poa, ghi), usable),
        **likeness.repeated(output, ghi, poa, usable),
        "gain": _gain(output * calm, ghi * calm, around == rows[:, None]),
    }
    return shape, lags.measure(output * calm, poa, around == rows[:, None], calm)


OTHER_DAYS = 7
"""How far away a day's curve is looked for: yesterday's, last week's."""


def _follows(output: np.ndarray, references: tuple[np.ndarray, ...], calm: np.ndarray) -> dict[str, np.ndarray]:
    made = output * calm
    left, sizes = anomalies.within_days(made, calm)
    dust = LEAST_VARIATION**2 * np.einsum("nwh,nwh->n", made, made)
    counts = anomalies.by_day(calm)
    found = []
    for reference in references:
        given = reference * calm
        sky, days = anomalies.within_days(given, calm)
        found.append((anomalies.agreement(left, sky, dust), anomalies.over_days(sizes, days, counts), sky, days))
    within = np.array([one[0] for one in found])
    daily = np.array([one[1] for one in found])
    best = within.argmax(axis=0)[None]
    sky, days = found[-1][2:]
    lasting, apart = anomalies.lasting(sky, calm), likeness.spread(days, counts)
    hours = np.maximum(counts.sum(axis=1), 1)
    level = np.maximum(np.einsum("nwh->n", made) / hours, anomalies.FLOOR)
    varied = anomalies.square(sky) / hours
    given = np.maximum(np.einsum("nwh->n", references[-1] * calm), anomalies.FLOOR) / hours
    error = np.sqrt(np.maximum(varied - lasting**2, 0) / np.maximum(hours / calm.shape[1], 1)) / given
    other_r, other_day = _of_other_days(left, sky, dust)
    return {
        "other_r": other_r,
        "other_day": other_day,
        "within_r": within.max(axis=0).astype(float),
        "daily_r": np.take_along_axis(daily, best, axis=0)[0].astype(float),
        "sky_within": lasting,
        "sky_sure": lasting / np.sqrt(np.maximum(varied, anomalies.FLOOR)),
        "moves": anomalies.lasting(left, calm) / level,
        "apart": likeness.usual_spread(sizes, counts),
        "sky_moves": lasting / given,
        "totals_sure": np.sqrt(np.maximum(1 - np.square(error / np.maximum(apart, anomalies.FLOOR)), 0)),
        "sky_daily": apart,
    }


def _of_other_days(left: np.ndarray, sky: np.ndarray, dust: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How well the output follows the sky of the days beside: best agreement, and days away (before is negative)."""
    away = [days for days in range(-OTHER_DAYS, OTHER_DAYS + 1) if days and abs(days) < left.shape[1] - 1]
    if not away:
        return np.full(len(left), np.nan), np.zeros(len(left))
    size = np.maximum(np.maximum(anomalies.square(left), dust) * anomalies.square(sky), anomalies.FLOOR)
    crossed = np.matmul(left, sky.transpose(0, 2, 1))
    found = [np.diagonal(crossed, days, axis1=1, axis2=2).sum(axis=1) / np.sqrt(size) for days in away]
    every = np.array(found)
    return every.max(axis=0).astype(float), np.array(away, float)[every.argmax(axis=0)]


def _gain(made: np.ndarray, given: np.ndarray, own: np.ndarray) -> np.ndarray:
    """The judged day itself takes no part: nothing is measured by itself."""
    others = (~own).astype(np.float32)[:, None, :]
    made, given = (np.matmul(others, curve)[:, 0] for curve in (made, given))
    return np.where(given > 1, made / np.maximum(given, 1), np.nan).astype(float)
