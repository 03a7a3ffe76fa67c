"""The honest ways of Nigerian plants: each only ever lowers what a healthy plant would have made, or loses it."""

import numpy as np

from reports.demo.clouds import LOCAL_HOURS, STEPS_PER_DAY
from reports.demo.scene import Behaviour, Scene
from reports.demo.sky import STEPS_PER_HOUR, Floats

OUTAGES_A_DAY = 2
OUTAGE_STARTS = (8.0, 16.0)  # local hours between which the grid trips
OUTAGE_LASTS = (1.0, 3.0)  # hours
LOAD_SHARE = 0.08  # of the rating: fridges, lamps, routers
LOAD_SPREAD = 0.3
STORE_SPREAD = 0.15  # how full the battery was in the morning
NIGHT_LOAD_SHARE = 0.05
NIGHT_LOAD_SPREAD = 0.08
DAY_LOAD_SHARE = 0.7  # of what the sun gives: pumps and cooling run while it shines
HOURS_LOST = 0.04
BLACKOUTS, BLACKOUT_HOURS = 4, 5  # times the modem fell silent, and for how long


def household_load(shape: tuple[int, ...], scene: Scene) -> Floats:
    """A small load that flickers [kW]."""
    flicker = 1 + LOAD_SPREAD * scene.rng.standard_normal(shape)
    return (LOAD_SHARE * scene.capacity_kw * flicker).clip(min=0)


def while_grid_is_down(days: int, rng: np.random.Generator) -> np.ndarray:
    """True in the quarter hours of two grid trips a day, one to three hours each, shape (days, 96)."""
    starts = rng.uniform(*OUTAGE_STARTS, (days, OUTAGES_A_DAY, 1))
    ends = starts + rng.uniform(*OUTAGE_LASTS, starts.shape)
    return np.asarray(((starts <= LOCAL_HOURS) & (ends > LOCAL_HOURS)).any(axis=1))


def trips_with_the_grid(kw: Floats, scene: Scene) -> Floats:
    """A grid-tied inverter stops when the grid does."""
    return np.where(while_grid_is_down(len(kw), scene.rng), 0.0, kw)


def carries_the_house(kw: Floats, scene: Scene) -> Floats:
    """A hybrid goes on through an outage, as far as its own house takes what the sun gives."""
    down = while_grid_is_down(len(kw), scene.rng)
    return np.where(down, np.minimum(kw, household_load(kw.shape, scene)), kw)


def battery_full(kept: float) -> Behaviour:
    """A hybrid that may not export: after that share of a usual day's energy it makes only what the house takes."""

    def curtail(kw: Floats, scene: Scene) -> Floats:
        store = kept * np.median(kw.sum(axis=1)) * (1 + STORE_SPREAD * scene.rng.standard_normal((len(kw), 1)))
        full = np.cumsum(kw, axis=1) > store
        return np.where(full, np.minimum(kw, household_load(kw.shape, scene)), kw)

    return curtail


def dust(deepest: float, washed_on: int) -> Behaviour:
    """Dirt takes a growing share, up to `deepest` on the eve of a wash; then it starts anew."""

    def soil(kw: Floats, _: Scene) -> Floats:
        days_dirty = np.arange(len(kw)) % washed_on
        return kw * (1 - deepest * days_dirty / (washed_on - 1))[:, None]

    return soil


def sends_load_output(kw: Floats, scene: Scene) -> Floats:
    """The wrong register: what leaves for the house, battery at night included, in place of what the panels gave."""
    night = NIGHT_LOAD_SHARE * scene.capacity_kw * (1 + NIGHT_LOAD_SPREAD * scene.rng.standard_normal(kw.shape))
    return np.maximum(DAY_LOAD_SHARE * kw, night.clip(min=0))


def loses_hours(kw: Floats, scene: Scene) -> Floats:
    """A weak modem: single hours go missing, and now and then an afternoon."""
    hours = kw.size // STEPS_PER_HOUR
    lost = scene.rng.random(hours) < HOURS_LOST
    for start in scene.rng.integers(0, hours - BLACKOUT_HOURS, BLACKOUTS):
        lost[start : start + BLACKOUT_HOURS] = True
    return np.where(np.repeat(lost, STEPS_PER_HOUR).reshape(-1, STEPS_PER_DAY), np.nan, kw)
