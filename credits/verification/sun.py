"""Where the sun stands within each hour of many local days at once, as unit vectors sampled every ten minutes."""

from dataclasses import dataclass

import numpy as np

from inverters.constants import SLOTS

SAMPLES = 6
"""Ten-minute midpoints. An hour's middle misjudges the hours of sunrise and sunset, where the sun is up for a part of
the hour only; six samples keep a day's sum on a plane within 1 % of one-minute steps (a test holds it to that)."""

MICROSECONDS_PER_DAY = 86_400_000_000
DAYS_1970_TO_2000 = 10_957
TROPICAL_YEAR_DAYS = 365.2422

MIN_COSINE = 0.01745
"""cos 89°: the floor under a beam ratio, as in pvlib.irradiance.haydavies."""


@dataclass(frozen=True)
class Sun:
    """The sun over n local days.

    east, north, up : float arrays (n, 24, SAMPLES), the unit vector from the site to the sun, without refraction.
    dni_extra : float array (n, 1), extraterrestrial normal irradiance. [W/m²]
    day_of_year : float array (n, 1), at local noon, in UTC.
    """

    east: np.ndarray
    north: np.ndarray
    up: np.ndarray
    dni_extra: np.ndarray
    day_of_year: np.ndarray

    @property
    def cosine_zenith(self) -> np.ndarray:
        """Mean over each hour of the cosine of the zenith angle, zero below the horizon; (n, 24)."""
        return np.maximum(self.up, 0.0).mean(axis=2)

    def projection(self, surface_tilt: np.ndarray, surface_azimuth: np.ndarray) -> np.ndarray:
        """Mean over each hour of the cosine of the angle of incidence, zero behind the plane or below the horizon.

        Parameters
        ----------
        surface_tilt, surface_azimuth : float array (n,). [degrees; azimuth clockwise from north]

        Returns
        -------
        float array (n, 24)
        """
        tilt, azimuth = (np.radians(angle)[:, None, None] for angle in (surface_tilt, surface_azimuth))
        incidence = self.east * (np.sin(tilt) * np.sin(azimuth))
        incidence += self.north * (np.sin(tilt) * np.cos(azimuth))
        incidence += self.up * np.cos(tilt)
        return np.where(self.up > 0, np.maximum(incidence, 0.0), 0.0).mean(axis=2)


def day_of_year(midnight: np.ndarray) -> np.ndarray:
    """Day of a year without leap days (1.0 to 366.0) at the middle of the days that start at `midnight`, in UTC; (n,).

    Spencer's series knows 365 days. Counted by the calendar, leap years would let the declination drift by 0.4°;
    counted in tropical years since 2000 it stays within 0.05° of the NREL SPA from 2016 to 2036.
    """
    days = midnight.astype("datetime64[us]").astype(np.int64) / MICROSECONDS_PER_DAY + 0.5
    years = (days - DAYS_1970_TO_2000) / TROPICAL_YEAR_DAYS
    return 1.0 + 365.0 * (years - np.floor(years))


def over_days(midnight: np.ndarray, latitude: np.ndarray, longitude: np.ndarray) -> Sun:
    """Follow the sun through the 24 hours after each midnight.

    Parameters
    ----------
    midnight : datetime64[us] array (n,), UTC.
    latitude, longitude : float array (n,). [degrees, north and east positive]

    Notes
    -----
    Declination and equation of time are taken once a day, at its middle: within 0.35° of the NREL SPA all year (a
    test), under two minutes of the day's turning. It is far quicker than the SPA and takes many sites at once.

    References
    ----------
    J. W. Spencer, Fourier series representation of the position of the sun, Search 2 (5), p. 172, 1971.
    """
    from pvlib import irradiance, solarposition  # noqa: PLC0415 - takes 1.8 s; most callers have their curves stored

    doy = day_of_year(midnight)
    declination = solarposition.declination_spencer71(doy)[:, None, None]
    start_minutes = (midnight - midnight.astype("datetime64[D]")).astype("timedelta64[s]").astype(float) / 60
    solar_minutes = start_minutes + 4.0 * longitude + solarposition.equation_of_time_spencer71(doy)
    sample = (np.arange(SLOTS * SAMPLES) + 0.5) * (60 / SAMPLES)
    hour_angle = np.radians((solar_minutes[:, None] + sample) / 4.0 - 180.0).reshape(-1, SLOTS, SAMPLES)
    parallel = np.radians(latitude)[:, None, None]
    toward_noon = np.cos(declination) * np.cos(hour_angle)
    return Sun(
        east=-np.cos(declination) * np.sin(hour_angle),
        north=np.cos(parallel) * np.sin(declination) - np.sin(parallel) * toward_noon,
        up=np.sin(parallel) * np.sin(declination) + np.cos(parallel) * toward_noon,
        dni_extra=np.asarray(irradiance.get_extra_radiation(doy))[:, None],
        day_of_year=doy[:, None],
    )
