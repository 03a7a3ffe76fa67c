"""West African clouds as a clearsky index (irradiance over cloudless irradiance) in quarter hours.

Each day has a weather, which tends to last; within it a slow process moves the whole cell, and a faster one each roof.
Tuned so that a cell's hours vary like NASA POWER's at 8.3 N in September and October (Sri Lanka 2024, real values):
monthly mean 0.75 to 0.83, days apart by 0.08 to 0.14, hours within a day by 0.08 to 0.10.
"""

from dataclasses import astuple, dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
Shares = tuple[float, ...]
"""Of each kind of day, in the order of WEATHERS."""

STEPS_PER_DAY = 96
STEP_MINUTES = 15
LOCAL_HOURS = (np.arange(STEPS_PER_DAY) + 0.5) * STEP_MINUTES / 60 + 1
"""Middle of each step of a UTC day, as an hour of West Africa Time."""


@dataclass(frozen=True)
class Weather:
    """One kind of day: its mean index, how far such days lie apart, how much a cell and one roof move within it."""

    mean: float
    apart: float
    cell: float
    roof: float


WEATHERS = (
    Weather(mean=0.97, apart=0.03, cell=0.02, roof=0.03),  # clear
    Weather(mean=0.79, apart=0.07, cell=0.08, roof=0.20),  # broken cumulus
    Weather(mean=0.56, apart=0.09, cell=0.08, roof=0.12),  # overcast
    Weather(mean=0.86, apart=0.05, cell=0.06, roof=0.15),  # thunderstorm after midday
)
WEATHER_COLUMNS = np.array([astuple(weather) for weather in WEATHERS]).T
STORM = 3
PERSISTENCE = 0.4  # chance that tomorrow's weather is today's
SHARES_SOUTHWARD = (
    (10.5, (0.40, 0.40, 0.06, 0.14)),
    (7.5, (0.22, 0.46, 0.13, 0.19)),
    (-90.0, (0.12, 0.46, 0.22, 0.20)),
)
"""(from this latitude, share of each weather): the rains leave the north first."""
CELL_MEMORY_MINUTES = 120
ROOF_MEMORY_MINUTES = 30
STORM_BREAKS = (14.5, 1.0)  # local hour: mean, spread
STORM_LASTS = (1.5, 3.5)  # hours
STORM_DEPTH = (0.45, 0.75)  # share of the light taken
STORM_EDGE = 0.25  # hours
LEAST_INDEX, MOST_INDEX = 0.05, 1.12  # cloud edges brighten a roof for a quarter hour at most that much


@dataclass(frozen=True)
class CloudDays:
    """index: the cell's mean clearsky index, (days, 96). weather: place in WEATHERS of each day, (days,)."""

    index: Floats
    weather: Indices


def wander(days: int, memory_minutes: float, rng: np.random.Generator) -> Floats:
    """A first-order autoregressive process of unit variance for each day, shape (days, 96)."""
    memory = float(np.exp(-STEP_MINUTES / memory_minutes))
    steps = rng.standard_normal((days, STEPS_PER_DAY))
    steps[:, 1:] *= np.sqrt(1 - memory**2)
    for n in range(1, STEPS_PER_DAY):
        steps[:, n] += memory * steps[:, n - 1]
    return steps


def weathers(lat: float, days: int, rng: np.random.Generator, shares: Shares | None = None) -> Indices:
    """A Markov chain of each day's weather, with the shares of the latitude, or with those of another climate."""
    shares = shares or next(shares for southern_edge, shares in SHARES_SOUTHWARD if lat >= southern_edge)
    drawn = rng.choice(len(WEATHERS), size=days, p=shares)
    lasts = rng.random(days) < PERSISTENCE
    for n in range(1, days):
        drawn[n] = drawn[n - 1] if lasts[n] else drawn[n]
    return drawn


def storms(days: int, rng: np.random.Generator) -> Floats:
    """Share of the light that an afternoon storm leaves, shape (days, 96)."""
    breaks = rng.normal(*STORM_BREAKS, (days, 1))
    ends = breaks + rng.uniform(*STORM_LASTS, (days, 1))
    rise = 1 / (1 + np.exp(-(LOCAL_HOURS - breaks) / STORM_EDGE))
    fall = 1 / (1 + np.exp((LOCAL_HOURS - ends) / STORM_EDGE))
    return 1 - rng.uniform(*STORM_DEPTH, (days, 1)) * rise * fall


def cloud_days(lat: float, days: int, rng: np.random.Generator, shares: Shares | None = None) -> CloudDays:
    """The clouds of one cell."""
    weather = weathers(lat, days, rng, shares)
    mean, apart, sway, _ = WEATHER_COLUMNS[:, weather, None]
    level = mean + apart * rng.standard_normal((days, 1))
    index = level + sway * wander(days, CELL_MEMORY_MINUTES, rng)
    index = np.where(weather[:, None] == STORM, index * storms(days, rng), index)
    return CloudDays(index.clip(LEAST_INDEX, 1.0), weather)


def roof_index(clouds: CloudDays, rng: np.random.Generator) -> Floats:
    """The clouds over one roof: the cell's, and what passes over this roof alone, shape (days, 96)."""
    *_, sway = WEATHER_COLUMNS[:, clouds.weather, None]
    passing = sway * wander(len(clouds.weather), ROOF_MEMORY_MINUTES, rng)
    return (clouds.index + passing).clip(LEAST_INDEX, MOST_INDEX)
