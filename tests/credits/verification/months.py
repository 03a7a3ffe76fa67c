"""Months for the tests: the real days of Golden, honest and forged, each judged with the days around it."""

from dataclasses import replace

import numpy as np

from credits.verification import expected
from credits.verification.days import DayBatch
from credits.verification.finding import CheckResult
from credits.verification.verdict import Judgement, assess
from credits.verification.window import Window, nearest

from .making import golden

MIDDLE = 50


def around(days: DayBatch) -> Window:
    """Every day of one inverter with its month."""
    return nearest(np.zeros(len(days), np.int64), days.midnight.astype("datetime64[D]"), np.arange(len(days)))


def judged(days: DayBatch) -> Judgement:
    """All days of one inverter, each with its month."""
    return assess(days, expected.derive(days), window=around(days))


def told(days: DayBatch, name: str, row: int = MIDDLE) -> CheckResult:
    """What one check says of one day in its month."""
    return next(result for result in judged(days).verdict(row).checks if result.name == name)


def with_kwh(kwh: np.ndarray) -> DayBatch:
    """Golden's days with other readings."""
    return replace(golden(), kwh=kwh)


def noisy(kwh: np.ndarray, share: float) -> np.ndarray:
    """The readings with even noise."""
    return np.clip(kwh * (1 + np.random.default_rng(20161).normal(0, share, kwh.shape)), 0, None)


def bell() -> np.ndarray:
    """The cloudless sky of each day, as large over all days as the truth."""
    days = golden()
    clear = expected.derive(days).clean_ghi
    return clear * days.kwh.sum() / clear.sum()


def unstated(days: DayBatch) -> DayBatch:
    """The same days of an owner who states neither orientation nor array."""
    nothing = np.full(len(days), np.nan)
    return replace(days, surface_tilt=nothing, surface_azimuth=nothing, dc_capacity_kwp=nothing)


def ahead(days: DayBatch, hours: int) -> DayBatch:
    """The days as a clock that runs ahead stamps them."""
    return replace(days, kwh=np.roll(days.kwh.ravel(), hours).reshape(days.kwh.shape))
