"""The day's curve against what the satellite lets expect, once its month has shown that output follows this sky."""

import numpy as np

from credits.verification.clock import better_correlation
from credits.verification.days import DayBatch
from credits.verification.expected import ExpectedCurves
from credits.verification.month import Month
from credits.verification.thresholds import Rule

SMOOTHED_HOURS = (-2, -1, 0, 1, 2)
"""An hour's error of 150 W/m² shrinks to 67 over five, and a front that crosses a degree needs about as long."""

CHANGES_KNOWN = 2 / 3
"""Of the changes from day to day, as many as are independent: two neighbours share a day."""

CLEAR_ENOUGH = 1.0
"""Wh/m², below which an hour's clearsky index is a division by dust."""


def uncontradicted(month: Month, rule: Rule) -> np.ndarray:
    """Whether there is a month, and it does not deny that output follows this satellite's clouds; bool (n,).

    A month without clouds denies nothing, and shows nothing: the day's own curve decides, as the published rule has it.
    """
    denied = conclusive(month, rule) & ~follows_clouds(month, rule)
    denied |= totals_conclusive(month, rule) & (month.daily_r < rule.daily_r)
    shown, honest = follows_sky(month, rule)
    return enough(month, rule) & ~denied & (shown >= sky_limit(honest, rule))


def enough(month: Month, rule: Rule) -> np.ndarray:
    """Whether there are days and undisturbed hours enough to say anything; bool (n,)."""
    return (month.days >= rule.month_days) & (month.hours >= rule.month_hours)


def conclusive(month: Month, rule: Rule) -> np.ndarray:
    """Whether history and clouds suffice: an honest roof would be seen to follow; bool (n,).

    A roof agrees with the satellite's lasting clouds by 0.4 and more, and with its errors not at all.
    """
    seen = rule.roof_agreement * month.sky_sure >= rule.clouds_sigmas / np.sqrt(np.maximum(month.hours, 1.0))
    return enough(month, rule) & (month.days >= rule.clouds_days) & (month.sky_within >= rule.sky_within) & seen


def totals_conclusive(month: Month, rule: Rule) -> np.ndarray:
    """Whether the satellite's days differ, and by more than its errors; bool (n,)."""
    varied = (month.sky_daily >= rule.repeat_sky) & (month.totals_sure >= rule.totals_sure)
    return (month.days >= rule.clouds_days) & varied & np.isfinite(month.daily_r)


def follows_sky(month: Month, rule: Rule) -> tuple[np.ndarray, np.ndarray]:
    """How far the month follows the sky, within days and from day to day together, and how far an honest roof would.

    Either agreement is counted in its own chance (1/√n; neighbouring changes share a day, so three count as two), and
    weighs as much as an honest roof would show by it: 1 σ is chance for both; (n,), (n,).
    """
    hours, steps = np.maximum(month.hours, 1.0), np.maximum(month.days - 1, 1.0) * CHANGES_KNOWN
    clouds = rule.roof_agreement * month.sky_sure * np.sqrt(hours)
    sizes = np.where(np.isfinite(month.daily_r), rule.roof_days * month.totals_sure * np.sqrt(steps), 0.0)
    honest = np.hypot(clouds, sizes)
    shown = clouds * month.within_r * np.sqrt(hours) + sizes * np.nan_to_num(month.daily_r) * np.sqrt(steps)
    return shown / np.where(honest > 0, honest, 1.0), honest


def sky_limit(honest: np.ndarray, rule: Rule) -> np.ndarray:
    """What is to be shown: nearer to what an honest roof shows than to chance, and no more than clouds must; (n,)."""
    return np.minimum(rule.sky_share * honest, rule.clouds_sigmas)


def follows_clouds(month: Month, rule: Rule) -> np.ndarray:
    """Whether output and satellite agree within the days by more than chance; bool (n,)."""
    return month.within_r >= clouds_limit(month, rule)


def clouds_limit(month: Month, rule: Rule) -> np.ndarray:
    """What chance could reach over so many hours, or what another day's sky reaches beyond chance; (n,)."""
    chance = 1 / np.sqrt(np.maximum(month.hours, 1.0))
    return np.fmax(rule.clouds_sigmas * chance, month.other_r - rule.lag_sigmas * chance)


def correlation_by_month(
    kwh: np.ndarray, calm: np.ndarray, days: DayBatch, curves: ExpectedCurves, month: Month, rule: Rule
) -> np.ndarray:
    """The day's r over its undisturbed hours, against the best of what the satellite lets expect.

    Single hours of a satellite err by 80 to 150 W/m²: its clearsky index over five hours is a truer picture of a
    roof's sky. Where the orientation was not stated, the month's own gain of each hour stands for it.

    Parameters
    ----------
    kwh : float64 (n, 24), missing night hours as zero. calm : bool (n, 24), hours that nothing held down.

    Returns
    -------
    float64 (n,), NaN where less than the needed share of the day was undisturbed.
    """
    left = np.where(calm | (curves.cosine_zenith <= rule.sun_cosine), kwh, np.nan)
    share = np.where(calm, curves.clean_ghi, 0.0).sum(axis=1) / np.maximum(
        np.where(curves.cosine_zenith > rule.sun_cosine, curves.clean_ghi, 0.0).sum(axis=1), CLEAR_ENOUGH
    )
    by_sensor = (days.reference_kind == "poa_sensor")[:, None]
    smooth_ghi = smoothed(curves.ghi, curves.clean_ghi)
    smooth_poa = np.where(by_sensor, smooth_ghi, smoothed(curves.poa_global, curves.clean_poa))
    gain = np.where(days.orientation_known[:, None], 1.0, np.nan_to_num(month.gain))
    references = [curves.ghi, curves.poa_global, smooth_ghi, smooth_poa, smooth_ghi * gain]
    r = better_correlation(left, references, rule.least_spread_kwh_per_kw * days.capacity_kw, rule)
    return np.where(share >= rule.undisturbed_share, r, np.nan)


def smoothed(curve: np.ndarray, clean: np.ndarray) -> np.ndarray:
    """The curve with its clearsky index taken over five hours; (n, 24), unpublished hours take no part."""
    known = np.isfinite(curve)
    given, clear = np.where(known, curve, 0.0), np.where(known, clean, 0.0)
    around = [sum(np.roll(values, shift, axis=1) for shift in SMOOTHED_HOURS) for values in (given, clear)]
    index = np.where(around[1] > CLEAR_ENOUGH, around[0] / np.maximum(around[1], CLEAR_ENOUGH), 0.0)
    return np.where(known, index * clean, np.nan)
