"""The cases of the accuracy tables: who sends what, and what should become of it."""

from dataclasses import dataclass, replace

import numpy as np

from benchmarks.alterations import (
    Alteration,
    ahead,
    battery_full,
    bell_of_the_days_size,
    best_day_again,
    block_at_noon,
    cloudless_bell,
    days_late,
    from_the_satellite,
    hours_lost,
    metered_again,
    some_days,
    times,
    two_outages,
)
from credits.verification.days import DayBatch

SEED = 20250101
SATELLITE = 1
"""A stream of its own: the satellite's errors know nothing of what an owner invents."""

HONEST_FLAGGED = 0.01
FORGED_VERIFIED = 0.02


@dataclass(frozen=True)
class Target:
    """Shares of the scored days, and of their energy, that a case must keep; None where nothing is asked."""

    flagged_most: float | None = None
    flagged_least: float | None = None
    verified_most: float | None = None
    energy_least: float | None = None


@dataclass(frozen=True)
class Case:
    """One way of sending readings.

    beside_km : how far away an inverter stands that sent the roof's own readings before; None where there is none.
    """

    name: str
    honest: bool
    alter: Alteration
    target: Target
    beside_km: float | None = None

    def sent(self, site: DayBatch, draw: int = 0) -> DayBatch:
        """The site's days with what the owner sent; the same on every call of one draw."""
        return replace(site, kwh=self.alter(site, np.random.default_rng([SEED, draw])).clip(min=0))


def with_noise(site: DayBatch, sigma: float, draw: int = 0) -> DayBatch:
    """The same roof under a satellite whose hours err by that much more. [W/m²]"""
    error = np.random.default_rng([SEED, draw, SATELLITE]).normal(0, sigma, site.ghi_wh_m2.shape)
    return replace(site, ghi_wh_m2=np.where(site.ghi_wh_m2 > 0, (site.ghi_wh_m2 + error).clip(min=0), site.ghi_wh_m2))


def without(site: DayBatch, *columns: str) -> DayBatch:
    """The same roof of an owner who does not state these columns."""
    return replace(site, **{column: np.full(len(site), np.nan) for column in columns})


def honest(name: str, alter: Alteration, energy_least: float | None = None, beside_km: float | None = None) -> Case:
    """A plant that tells the truth about itself."""
    return Case(name, True, alter, Target(flagged_most=HONEST_FLAGGED, energy_least=energy_least), beside_km)


def wrong_clock(name: str, hours: int) -> Case:
    """Honest readings at wrong times: they wait until the clock is put right, and are never flagged."""
    return Case(name, True, ahead(hours), Target(flagged_most=HONEST_FLAGGED, verified_most=FORGED_VERIFIED))


def forged(name: str, alter: Alteration, flagged_least: float | None = None, **more: float) -> Case:
    """Readings that this roof did not make."""
    target = Target(flagged_least=flagged_least, verified_most=more.get("verified_most", FORGED_VERIFIED))
    return Case(name, False, alter, target, more.get("beside_km"))


CASES = (
    honest("honest", times(1.0), 0.9),
    honest("honest, 5 % of hours lost", hours_lost(0.05), 0.7),
    honest("honest, two outages a day", two_outages),
    honest("honest, battery full at 85 %", battery_full(0.85)),
    honest("honest, battery full at 50 %", battery_full(0.5)),
    honest("honest, dust takes 30 %", times(0.7), 0.9),
    honest("honest, twin on the same roof", metered_again(0.015), 0.9, beside_km=0.0),
    wrong_clock("honest, clock one hour ahead", 1),
    wrong_clock("honest, clock seven hours ahead", 7),
    forged("twice the energy", times(2.0), 0.95),
    forged("1.3 times the energy", times(1.3)),
    forged("one day in five, 1.6 times", some_days(0.2, 1.6), verified_most=0.2),
    forged("cloudless bell", cloudless_bell),
    forged("cloudless bell, satellite's day", bell_of_the_days_size),
    forged("yesterday's curve", days_late(1)),
    forged("last week's curve", days_late(7)),
    forged("the best day, every day", best_day_again, 0.8),
    forged("copied from the satellite", from_the_satellite, 0.95),
    forged("copied from 2 km away", metered_again(0.02), beside_km=2.2),
    forged("block at noon", block_at_noon),
)
NAMED = {case.name: case for case in CASES}
