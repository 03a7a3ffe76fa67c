"""The sun and the sky over one 1-degree cell, in quarter hours, and the satellite above it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from pvlib import atmosphere, clearsky, spa

from reports.demo.clouds import STEPS_PER_DAY, CloudDays, Shares, cloud_days

Floats = npt.NDArray[np.float64]
Instants = npt.NDArray[np.int64]

STEP_US = 900 * 1_000_000
HOUR_US = 4 * STEP_US
STEPS_PER_HOUR = 4
DELTA_T = 69.1  # seconds, terrestrial minus universal time in 2025 (IERS)
SEA_LEVEL_HPA = 1013.25
REFRACTION_DEG = 0.5667  # at sunrise and sunset, pvlib's own default
MEAN_AIR_C = 27.0
HORIZON = 90.0  # degrees of zenith
HAZE_OF_A_DAY = (0.88, 0.08, 0.70, 1.05)
"""A day's Linke turbidity over the month's climatology: mean, spread, least and most. Rain leaves the air cleaner."""
SATELLITE_SIGMA = 70.0
"""W/m2. NASA gives σ 83 for SYN1deg's hourly GHI at ground stations, of which one place's own clouds are a part."""
FULL_SIGMA_FROM = 500.0
"""W/m2 of cloudless sky above which the satellite errs by its full σ: errors shrink with the sun."""
SATELLITE_SHARE_OF_CLOUDLESS = (0.03, 1.06)


@dataclass(frozen=True)
class Steps:
    """Quarter hours of whole UTC days: the period's, and one more at either end (see `around`)."""

    first_day: date
    days: int

    @cached_property
    def start_us(self) -> int:
        """Microseconds since 1970 of the first step."""
        midnight = datetime.combine(self.first_day, datetime.min.time(), tzinfo=UTC)
        return (midnight - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)

    @cached_property
    def instant_us(self) -> Instants:
        """Start of each step, shape (days * 96,)."""
        return self.start_us + STEP_US * np.arange(self.days * STEPS_PER_DAY, dtype=np.int64)

    @cached_property
    def hour_us(self) -> Instants:
        """Start of each whole hour, shape (days * 24,)."""
        return self.instant_us[::STEPS_PER_HOUR]

    @cached_property
    def day_of_year(self) -> Floats:
        """1 to 366 for each step."""
        return pd.DatetimeIndex(self.instant_us.view("M8[us]")).day_of_year.to_numpy(dtype=np.float64)


@dataclass(frozen=True)
class Sun:
    """Where the sun stands at the middle of each step, degrees, each of shape (steps,)."""

    apparent_zenith: Floats
    zenith: Floats
    azimuth: Floats


def sun_over(steps: Steps, lat: float, lon: float) -> Sun:
    """Solar position (NREL's algorithm, pvlib.spa) at the middle of each step."""
    middle = (steps.instant_us + STEP_US // 2) / 1e6
    rows = spa.solar_position(middle, lat, lon, 0.0, SEA_LEVEL_HPA, MEAN_AIR_C, DELTA_T, REFRACTION_DEG, numthreads=1)
    return Sun(apparent_zenith=rows[0], zenith=rows[1], azimuth=rows[4])


def climatological_turbidity(steps: Steps, lat: float, lon: float) -> Floats:
    """Linke turbidity of the month (Meteotest's climatology within pvlib), shape (steps,): 4 to 6 over Nigeria."""
    days = pd.DatetimeIndex(steps.instant_us[::STEPS_PER_DAY].view("M8[us]"), tz="UTC")
    # pvlib 0.16 interpolates between months by a property that pandas 3 deprecates; a day's haze hides the step.
    monthly = clearsky.lookup_linke_turbidity(days, lat, lon, interp_turbidity=False)
    return np.repeat(np.asarray(monthly, dtype=np.float64), STEPS_PER_DAY)


def cloudless_ghi(sun: Sun, turbidity: Floats) -> Floats:
    """Global horizontal irradiance [W/m2] under no cloud (Ineichen and Perez 2002), zero while the sun is down."""
    up = sun.apparent_zenith < HORIZON
    airmass = atmosphere.get_absolute_airmass(atmosphere.get_relative_airmass(sun.apparent_zenith[up]))
    ghi = np.zeros(len(up))
    ghi[up] = clearsky.ineichen(sun.apparent_zenith[up], airmass, turbidity[up])["ghi"]
    return ghi


@dataclass(frozen=True)
class CellSky:
    """One cell's sky.

    haze: Linke turbidity of each step as it truly was, shape (steps,).
    clouds: the cell's clearsky index and each day's weather.
    ghi_wh_m2, clearsky_wh_m2: what the satellite says of each whole hour, shape (days * 24,), Wh/m2.
    """

    haze: Floats
    clouds: CloudDays
    ghi_wh_m2: Floats
    clearsky_wh_m2: Floats


def hourly_mean(values: Floats) -> Floats:
    """Quarter hours to whole hours; W/m2 meaned over an hour are Wh/m2."""
    return values.reshape(-1, STEPS_PER_HOUR).mean(axis=1)


def cell_sky(
    steps: Steps, cell_lat: int, cell_lon: int, rng: np.random.Generator, shares: Shares | None = None
) -> CellSky:
    """Weather of a cell, and the satellite's blurred and erring picture of it (asked at the cell's centre)."""
    centre = cell_lat + 0.5, cell_lon + 0.5
    sun = sun_over(steps, *centre)
    climatology = climatological_turbidity(steps, *centre)
    mean, spread, least, most = HAZE_OF_A_DAY
    haze = climatology * np.repeat(rng.normal(mean, spread, steps.days).clip(least, most), STEPS_PER_DAY)
    clouds = cloud_days(centre[0], steps.days, rng, shares)
    published_clear = hourly_mean(cloudless_ghi(sun, climatology))
    truth = hourly_mean(cloudless_ghi(sun, haze) * clouds.index.ravel())
    error = rng.normal(0, SATELLITE_SIGMA, truth.shape) * np.minimum(1, published_clear / FULL_SIGMA_FROM)
    low, high = (share * published_clear for share in SATELLITE_SHARE_OF_CLOUDLESS)
    return CellSky(haze, clouds, (truth + error).clip(low, high).round(2), published_clear.round(2))
