"""What every source of irradiance hands on: hours as columns, whoever measured them."""

from dataclasses import dataclass

import numpy as np

HOUR_US = 3_600_000_000
# The mean of an hour on the ground stays below this even under bright cloud edges; the sky itself brings 1,361 W/m² to
# a plane at right angles to the sun (Kopp and Lean 2011, doi:10.1029/2010GL045777), an array's plane included.
MAX_WH_M2 = 1_600.0


@dataclass(frozen=True)
class IrradianceHours:
    """Hours of irradiance in the order of time, each hour once.

    hour_us: int64 array (hours,), the start of each hour, microseconds since 1970-01-01T00:00Z, whole hours.
    ghi_wh_m2: float64 array (hours,), energy on a square metre in that hour [Wh/m²]; NaN: missing, which is not zero.
    clearsky_wh_m2: float64 array (hours,), the same under a cloudless sky [Wh/m²]; NaN: unknown.
    """

    hour_us: np.ndarray
    ghi_wh_m2: np.ndarray
    clearsky_wh_m2: np.ndarray

    def __post_init__(self) -> None:
        _guard_shape(self)
        _guard_hours(self.hour_us)
        _guard_values(self.ghi_wh_m2, "ghi_wh_m2")
        _guard_values(self.clearsky_wh_m2, "clearsky_wh_m2")

    def __len__(self) -> int:
        return len(self.hour_us)


def _guard_shape(hours: IrradianceHours) -> None:
    values = (hours.ghi_wh_m2, hours.clearsky_wh_m2)
    if hours.hour_us.dtype != np.int64 or any(column.dtype != np.float64 for column in values):
        raise TypeError("hours are an int64 array, irradiances are float64 arrays")
    if hours.hour_us.ndim != 1 or any(column.shape != hours.hour_us.shape for column in values):
        raise ValueError("hours and irradiances are one-dimensional and of one length")


def _guard_hours(hour_us: np.ndarray) -> None:
    if np.any(hour_us % HOUR_US):
        raise ValueError("every hour starts on the whole hour, UTC")
    if np.any(np.diff(hour_us) <= 0):
        raise ValueError("hours stand in the order of time, each of them once")


def _guard_values(values: np.ndarray, name: str) -> None:
    known = values[~np.isnan(values)]
    if np.any((known < 0) | (known > MAX_WH_M2)):
        raise ValueError(f"{name} lies between 0 and {MAX_WH_M2:g} Wh/m², or is NaN where it is missing")
