"""What befalls honest readings, and what forgers put in their place.

Each alteration takes the site's days and a random stream, and gives energy of shape (days, 24), NaN where nothing came.
"""

from collections.abc import Callable

import numpy as np

from credits.verification.days import DayBatch

Random = np.random.Generator
Alteration = Callable[[DayBatch, Random], np.ndarray]

WORKING_HOURS = (8, 16)
NOON = slice(9, 16)
LOAD, LOAD_SPREAD, STORE_SPREAD = 0.08, 0.3, 0.15
"""Of the rating, of that load, of a usual day: what a hybrid makes when its battery is full, and how both vary."""


def ahead(hours: int) -> Alteration:
    """A clock that runs ahead by so many hours."""
    return lambda site, _: np.roll(site.kwh.ravel(), hours).reshape(site.kwh.shape)


def times(factor: float) -> Alteration:
    """Every reading multiplied."""
    return lambda site, _: site.kwh * factor


def metered_again(share: float) -> Alteration:
    """The same energy by a meter that strays by that share from hour to hour."""
    return lambda site, rng: strayed(site.kwh, share, rng)


def days_late(days: int) -> Alteration:
    """The curve of so many days before."""
    return lambda site, _: np.roll(site.kwh, days, axis=0)


def hours_lost(share: float) -> Alteration:
    """Single hours that never arrived."""
    return lambda site, rng: np.where(rng.random(site.kwh.shape) < share, np.nan, site.kwh)


def two_outages(site: DayBatch, rng: Random) -> np.ndarray:
    """The grid is gone twice a day for one to three hours, and the inverter with it."""
    begins = rng.integers(*WORKING_HOURS, (len(site), 2, 1))
    ends = begins + rng.integers(1, 4, begins.shape)
    slots = np.arange(site.kwh.shape[1])
    return np.where(((begins <= slots) & (slots < ends)).any(axis=1), 0.0, site.kwh)


def battery_full(kept: float) -> Alteration:
    """A hybrid that may not export: after that share of a usual day it makes only what a small load takes."""

    def curtail(site: DayBatch, rng: Random) -> np.ndarray:
        usual = np.median(site.kwh.sum(axis=1))
        store = kept * usual * (1 + STORE_SPREAD * rng.standard_normal((len(site), 1)))
        load = LOAD * site.capacity_kw[:, None] * (1 + LOAD_SPREAD * rng.standard_normal(site.kwh.shape)).clip(min=0)
        return np.where(site.kwh.cumsum(axis=1) > store, np.minimum(site.kwh, load), site.kwh)

    return curtail


def some_days(share: float, factor: float) -> Alteration:
    """Some days multiplied, the others left."""
    return lambda site, rng: site.kwh * np.where(rng.random((len(site), 1)) < share, factor, 1.0)


def cloudless_bell(site: DayBatch, rng: Random) -> np.ndarray:
    """A cloudless sun every day, with a little noise."""
    return strayed(as_large_as_the_roof(site, site.clearsky_wh_m2), 0.05, rng)


def bell_of_the_days_size(site: DayBatch, rng: Random) -> np.ndarray:
    """A cloudless sun every day, as large as the satellite's day was."""
    clear = site.clearsky_wh_m2
    seen = site.ghi_wh_m2.sum(axis=1) / np.maximum(clear.sum(axis=1), 1.0)
    return strayed(as_large_as_the_roof(site, clear * seen[:, None]), 0.02, rng)


def from_the_satellite(site: DayBatch, rng: Random) -> np.ndarray:
    """The satellite's published hours handed back."""
    return strayed(as_large_as_the_roof(site, site.ghi_wh_m2), 0.03, rng)


def best_day_again(site: DayBatch, rng: Random) -> np.ndarray:
    """The best day of all, every day."""
    best = site.kwh[site.kwh.sum(axis=1).argmax()]
    return strayed(np.broadcast_to(best, site.kwh.shape), 0.03, rng)


def block_at_noon(site: DayBatch, _: Random) -> np.ndarray:
    """Each day's energy spread evenly over seven hours."""
    block = np.zeros_like(site.kwh)
    block[:, NOON] = site.kwh.sum(axis=1, keepdims=True) / (NOON.stop - NOON.start)
    return block


def strayed(kwh: np.ndarray, share: float, rng: Random) -> np.ndarray:
    """The same energy with even noise."""
    return (kwh * (1 + share * rng.standard_normal(kwh.shape))).clip(min=0)


def as_large_as_the_roof(site: DayBatch, wh_m2: np.ndarray) -> np.ndarray:
    """Irradiation as energy that sums to what the roof really made."""
    return wh_m2 * site.kwh.sum() / wh_m2.sum()
