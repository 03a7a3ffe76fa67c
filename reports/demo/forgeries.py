"""The dishonest ways: each makes readings look like more, or like a sun that never shone on this roof."""

import numpy as np

from reports.demo.clouds import LOCAL_HOURS
from reports.demo.scene import Behaviour, Scene
from reports.demo.sky import STEPS_PER_HOUR, Floats

BELL_DAY_SPREAD, BELL_HOUR_SPREAD = 0.04, 0.04
GENERATOR_RUNS = (19.0, 7.0)  # local hours: from dusk, through the night
GENERATOR_SHARE = (0.55, 0.80)  # of the rating
REPEAT_SPREAD = 0.03
COPY_SPREAD = 0.03


def hourly_noise(days: int, spread: float, rng: np.random.Generator) -> Floats:
    """Factors around one, the same for the quarters of an hour, shape (days, 96)."""
    return np.repeat(1 + spread * rng.standard_normal((days, 24)), STEPS_PER_HOUR, axis=1)


def at_the_roofs_level(kw: Floats, wh_m2: Floats) -> Floats:
    """Irradiation of each hour as power, so large that the sum over all days equals the roof's."""
    power = np.repeat(wh_m2, STEPS_PER_HOUR, axis=1)
    return power * kw.sum() / power.sum()


def multiplied(times: float) -> Behaviour:
    """Every reading is so many times what the roof gave."""
    return lambda kw, _: kw * times


def cloudless_bell(kw: Floats, scene: Scene) -> Floats:
    """Invented: the same cloudless sun every day, with a little noise to look alive."""
    bell = at_the_roofs_level(kw, scene.clearsky_wh_m2)
    daily = 1 + BELL_DAY_SPREAD * scene.rng.standard_normal((len(kw), 1))
    return bell * daily * hourly_noise(len(kw), BELL_HOUR_SPREAD, scene.rng)


def generator_at_night(kw: Floats, scene: Scene) -> Floats:
    """A diesel generator feeds the same meter after dark, nearly as much as the sun did."""
    dusk, dawn = GENERATOR_RUNS
    running = (dusk <= LOCAL_HOURS) | (dawn > LOCAL_HOURS)
    burning = scene.rng.uniform(*GENERATOR_SHARE, (len(kw), 1)) * scene.capacity_kw
    flicker = hourly_noise(len(kw), COPY_SPREAD, scene.rng)
    return np.where(running, (burning * flicker).clip(max=scene.capacity_kw), kw)


def copies(site: str) -> Behaviour:
    """Another inverter's readings, digit for digit."""
    return lambda _, scene: scene.sent[site].copy()


def best_day_again(kw: Floats, scene: Scene) -> Floats:
    """The best day of all, every day, with a little noise."""
    best = kw[int(np.argmax(kw.sum(axis=1)))]
    return best * hourly_noise(len(kw), REPEAT_SPREAD, scene.rng)


def satellite_again(kw: Floats, scene: Scene) -> Floats:
    """Copied from the published satellite hours, with a little noise."""
    return at_the_roofs_level(kw, scene.ghi_wh_m2) * hourly_noise(len(kw), COPY_SPREAD, scene.rng)
