"""From the light on a roof to the power of its inverter."""

from dataclasses import dataclass

import numpy as np
from pvlib import inverter, irradiance, pvsystem

from reports.demo.clouds import LOCAL_HOURS
from reports.demo.sky import Floats, Steps, Sun

GAMMA_PDC = -0.0037  # 1/K, crystalline silicon (PVWatts version 5, standard module: -0.0047; newer cells lose less)
CELL_OVER_AIR = 0.03  # K per W/m2 on the module: a roof-mounted module at light wind (Ross 1976)
AIR_C = (28.5, 4.5, 15.0)  # mean, half the daily range, local hour of the warmest air
ETA_INVERTER = 0.96  # PVWatts version 5
ALBEDO = 0.2
MISMATCH = 0.012  # spread of the array's output from one quarter hour to the next, of its own


@dataclass(frozen=True)
class Face:
    """One plane of modules, degrees from horizontal and clockwise from north, and its share of the array."""

    surface_tilt: float
    surface_azimuth: float
    share: float = 1.0


@dataclass(frozen=True)
class SolarArray:
    """All that turns light into alternating current.

    derate: what wiring, mismatch, age and light dirt leave of the direct current, 0 to 1.
    """

    capacity_kw: float
    dc_kwp: float
    faces: tuple[Face, ...]
    derate: float


def plane_of_array(steps: Steps, sun: Sun, ghi: Floats, face: Face) -> Floats:
    """poa_global [W/m2]: Erbs' decomposition, Hay and Davies' transposition."""
    split = irradiance.erbs(ghi, sun.zenith, steps.day_of_year)
    plane = irradiance.get_total_irradiance(
        face.surface_tilt,
        face.surface_azimuth,
        sun.apparent_zenith,
        sun.azimuth,
        split["dni"],
        ghi,
        split["dhi"],
        dni_extra=irradiance.get_extra_radiation(steps.day_of_year),
        albedo=ALBEDO,
        model="haydavies",
    )
    return np.nan_to_num(np.asarray(plane["poa_global"], dtype=np.float64)).clip(min=0)


def ac_power(steps: Steps, sun: Sun, ghi: Floats, array: SolarArray, rng: np.random.Generator) -> Floats:
    """Power [kW] of a healthy plant, shape (days, 96), never above the rating: PVWatts' array and inverter."""
    mean, swing, warmest = AIR_C
    air = np.tile(mean + swing * np.cos((LOCAL_HOURS - warmest) * np.pi / 12), steps.days)
    direct = np.zeros(len(ghi))
    for face in array.faces:
        poa = plane_of_array(steps, sun, ghi, face)
        direct += pvsystem.pvwatts_dc(poa, air + CELL_OVER_AIR * poa, array.dc_kwp * face.share, GAMMA_PDC)
    direct *= array.derate * (1 + rng.normal(0, MISMATCH, len(ghi)))
    power = inverter.pvwatts(direct, array.capacity_kw / ETA_INVERTER, ETA_INVERTER)
    return np.asarray(power, dtype=np.float64).clip(0, array.capacity_kw).reshape(steps.days, -1)
