"""Months of inverters of one cell for the tests: roofs near Abuja under one drifting sky, and what they share."""

from dataclasses import replace
from functools import cache

import numpy as np

from credits.verification import expected
from credits.verification.commons import Commons, in_common
from credits.verification.days import DayBatch
from credits.verification.expected import ExpectedCurves
from credits.verification.neighbours import Neighbours
from credits.verification.thresholds import RULE
from credits.verification.wording import CheckResult
from tests.credits.verification.telling import DayVerdict, judge

from .making import batch
from .months import around
from .neighbours import DAYS, roofs

NEAR = ((0.0, 0.0), (4.0, 1.0), (-3.0, 5.0), (2.0, -6.0), (6.0, 3.0))
FAR = ((0.0, 0.0), (60.0, 10.0), (-50.0, 40.0), (45.0, -60.0), (80.0, 30.0))
KWP = 6.0
NOON_AT_TWELVE = 17.0
"""Degrees east at which the sun stands highest in March when the simulated roofs' bell does."""
MIDDLE = 15
DATES = np.arange(DAYS).astype("datetime64[D]")


def month(kwh: np.ndarray, **columns: object) -> tuple[DayBatch, ExpectedCurves]:
    """A month of one roof under a satellite that sees no cloud, and can tell nothing."""
    midnight = np.datetime64("2024-03-01T23:00", "us") + np.arange(DAYS) * np.timedelta64(1, "D")
    days = batch(DAYS, kwh=kwh, midnight=midnight, **({"longitude": NOON_AT_TWELVE} | columns))
    days = replace(days, ghi_wh_m2=expected.derive(days).clean_ghi * 0.9)
    return days, expected.derive(days)


def kwh_of(places: tuple[tuple[float, float], ...], seed: int = 1) -> np.ndarray:
    """Energy of roofs of 6 kWp, (roofs, 31, 24). [kWh]"""
    return _roofs(places, seed) * KWP * 0.75


@cache
def _roofs(places: tuple[tuple[float, float], ...], seed: int) -> np.ndarray:
    return roofs(list(places), 7.0, seed)


def commons(others: np.ndarray, curves: ExpectedCurves) -> Commons:
    """What roofs of 6 kWp have in common, (k, 31, 24) in kWh."""
    lit, everyone = curves.cosine_zenith > RULE.sun_cosine, np.ones((len(others), len(DATES)), bool)
    return in_common(others * 1000 / KWP, DATES, lit, curves.ghi, everyone, RULE)


def beside(others: np.ndarray, curves: ExpectedCurves, distance_km: float = 5.0) -> Neighbours:
    """The neighbours of a month whose days are all judged."""
    return Neighbours(commons(others, curves), np.arange(DAYS), np.full(DAYS, distance_km))


def verdict(own: np.ndarray, others: np.ndarray, distance_km: float = 5.0, **columns: object) -> DayVerdict:
    """The middle day of a month beside its neighbours."""
    days, curves = month(own, **columns)
    return judge(days, curves, window=around(days), neighbours=beside(others, curves, distance_km))[MIDDLE]


def told(name: str, own: np.ndarray, others: np.ndarray, distance_km: float = 5.0, **columns: object) -> CheckResult:
    """What one check says of it."""
    return next(one for one in verdict(own, others, distance_km, **columns).checks if one.name == name)


def bell() -> np.ndarray:
    """A cloudless month of the same roof."""
    return np.tile(kwh_of(NEAR).max(axis=(0, 1)), (DAYS, 1))
