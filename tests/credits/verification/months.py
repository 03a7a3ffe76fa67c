"""Months for the tests: the real days of Golden, honest and forged, each judged with the days around it."""

from dataclasses import replace

import numpy as np

from benchmarks import alterations, cases
from benchmarks.rules import one_inverter
from credits.verification import expected
from credits.verification.days import DayBatch
from credits.verification.verdict import Judgement, assess
from credits.verification.window import Window
from credits.verification.wording import CheckResult
from tests.credits.verification.telling import verdict_of

from .making import golden

MIDDLE = 50


def around(days: DayBatch) -> Window:
    """Every day of one inverter with its month."""
    return one_inverter(days)


def judged(days: DayBatch) -> Judgement:
    """All days of one inverter, each with its month."""
    return assess(days, expected.derive(days), window=around(days))


def told(days: DayBatch, name: str, row: int = MIDDLE) -> CheckResult:
    """What one check says of one day in its month."""
    return next(result for result in verdict_of(judged(days), row).checks if result.name == name)


def with_kwh(kwh: np.ndarray) -> DayBatch:
    """Golden's days with other readings."""
    return replace(golden(), kwh=kwh)


def noisy(kwh: np.ndarray, share: float) -> np.ndarray:
    """The readings with even noise."""
    return alterations.strayed(kwh, share, np.random.default_rng(cases.SEED))


def bell() -> np.ndarray:
    """The cloudless sky of each day, as large over all days as the truth."""
    days = golden()
    return alterations.as_large_as_the_roof(days, expected.derive(days).clean_ghi)


def unstated(days: DayBatch) -> DayBatch:
    """The same days of an owner who states neither orientation nor array."""
    return cases.without(days, "surface_tilt", "surface_azimuth", "dc_capacity_kwp")


def ahead(days: DayBatch, hours: int) -> DayBatch:
    """The days as a clock that runs ahead stamps them."""
    return cases.wrong_clock("ahead", hours).sent(days)
