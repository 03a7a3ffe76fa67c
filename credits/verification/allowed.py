"""What output the sky let one expect, hour by hour, for people to look at: a picture's band, and no check's limit."""

from dataclasses import dataclass

import numpy as np

from credits.verification.checks import physics
from credits.verification.days import DayBatch
from credits.verification.evidence import Evidence, gather, hour_limit
from credits.verification.expected import ExpectedCurves
from credits.verification.thresholds import RULE, Rule
from credits.verification.traces import stated_kw
from credits.verification.window import Window

HOUR_ERROR_WH_M2 = 150.0
"""How far a satellite's hour is off a roof's: σ of SYN1deg GHI under West African cloud (NASA POWER's validation)."""

USUAL_RATIO = 0.8
"""Of the theoretical output, where a plant has shown no level of its own (IEA PVPS T13: performance ratios)."""

WATTS = 1000.0


@dataclass(frozen=True)
class Allowed:
    """n days; energies in kWh, float64 (n, 24), NaN where the reference is not published.

    expected : the reference in the array's plane times its size, at the plant's usual level. low, high : the same less
        and more the reference's error, never above the cloudless sky. theoretical : the same at a ratio of one.
    cloudless : under the cleanest cloudless sky; always known.
    size_kw : float64 (n,), the array's stated size, or the inverter's rating.
    ratio : output over theoretical output at which the plant usually runs; ratio_known : whether it has shown it.
    day_error : float64 (n,), by how much the day's sum may miss what is expected of it. [kWh]
    daylight : float64 (n,), the measured share of the day's cloudless energy; NaN where the sun does not rise.
    """

    expected: np.ndarray
    low: np.ndarray
    high: np.ndarray
    theoretical: np.ndarray
    cloudless: np.ndarray
    size_kw: np.ndarray
    day_error: np.ndarray
    ratio: float
    ratio_known: bool
    daylight: np.ndarray


@dataclass(frozen=True)
class Ceilings:
    """The most that one day can hold, in kWh; None is unknown.

    hour : what one hour can. theoretical : what the published rule expects at most. satellite, cloudless : what flags.
    """

    hour: float | None
    theoretical: float | None
    satellite: float | None
    cloudless: float | None


def allowed(days: DayBatch, curves: ExpectedCurves, ratio: float | None = None) -> Allowed:
    """Every day's hours at one ratio; `USUAL_RATIO` where none is known.

    References
    ----------
    IEC 61724-1, performance ratio: energy over irradiation in the plane times the rated size.
    """
    size = stated_kw(days)[:, None]
    used = USUAL_RATIO if ratio is None else min(ratio, RULE.theoretical_gain)
    theoretical, cloudless = (size * curve / WATTS for curve in (curves.poa_global, curves.clean_poa))
    error = used * np.minimum(size * HOUR_ERROR_WH_M2 / WATTS, cloudless)
    expected = used * theoretical
    return Allowed(
        expected=expected,
        low=np.maximum(expected - error, 0.0),
        high=np.fmax(np.minimum(expected + error, cloudless), expected),
        theoretical=theoretical,
        cloudless=cloudless,
        size_kw=size[:, 0],
        day_error=used * size[:, 0] * RULE.satellite_slack_wh_m2 / WATTS,
        ratio=used,
        ratio_known=ratio is not None,
        daylight=_measured_share(days, curves),
    )


def allowed_around(
    days: DayBatch, curves: ExpectedCurves, window: Window, rule: Rule = RULE
) -> tuple[Allowed, Ceilings]:
    """The days of one window at its own usual level, and the ceilings of the one day that it stands around."""
    evidence = gather(days, curves, rule, window)
    level = float(evidence.month.level.level[0])
    enough = evidence.month.days[0] >= rule.month_days and evidence.clock.hours[0] == 0
    known = enough and level <= rule.level  # above it no plant runs: a false figure must not become its own measure
    return allowed(days, curves, level if known else None), _ceilings(evidence, rule)


def _ceilings(evidence: Evidence, rule: Rule) -> Ceilings:
    array = evidence.array_kwp
    found = (
        hour_limit(evidence.days, rule),
        array * rule.theoretical_gain * physics.best_day(evidence) / WATTS,
        array * physics.satellite_limit(evidence),
        array * physics.cloudless_limit(evidence),
    )
    return Ceilings(*(float(limit[0]) if np.isfinite(limit[0]) else None for limit in found))


def _measured_share(days: DayBatch, curves: ExpectedCurves) -> np.ndarray:
    total = curves.clean_ghi.sum(axis=1)
    measured = np.where(days.present, curves.clean_ghi, 0.0).sum(axis=1)
    return np.where(total > 0, measured / np.where(total > 0, total, 1.0), np.nan)
