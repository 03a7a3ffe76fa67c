"""What the sky allowed: irradiation in the plane of the array, from the reference and under a clean cloudless sky."""

from dataclasses import dataclass, fields

import numpy as np

from credits.verification import sun as sun_module
from credits.verification.days import DayBatch
from credits.verification.sun import MIN_COSINE, Sun
from inverters.constants import SLOTS

MODEL_VERSION = "spencer71-erbs-haydavies-1"
"""Names how the curves were derived: stored curves of another version are derived again."""

ALBEDO = 0.2
"""Ground reflectance; grass and laterite, pvlib.albedo.SURFACE_ALBEDOS."""

CLEAN_SKY_LINKE_TURBIDITY = 2.5
"""A clean, dry sky. The climatology at Lagos is 4 to 6, which would make a day after rain impossible."""

CLEAN_SKY_ALTITUDE_M = 2000.0
"""Higher than nearly every roof (Jos 1,200 m, Golden 1,800 m): a site's height is not known, and more air only dims."""

FAVOURABLE_ORIENTATIONS = (
    (15.0, 0.0), (15.0, 180.0), (30.0, 0.0), (30.0, 90.0), (30.0, 180.0), (30.0, 270.0),
    (45.0, 0.0), (45.0, 180.0), (60.0, 0.0), (60.0, 180.0),
)  # fmt: skip
"""Tilts and azimuths tried, besides flat, where the orientation is unknown. [degrees]"""

BLOCK = 1024
"""Days derived at once: 150 MB of intermediate arrays at most, whatever the batch."""


@dataclass(frozen=True)
class ExpectedCurves:
    """Irradiation over the 24 slots of n days, independent of what was measured and of the size of the array.

    cosine_zenith : float64 (n, 24), the hour's mean, zero at night.
    ghi : float64 (n, 24), the reference as published, NaN where it is not. [Wh/m²]
    poa_global : float64 (n, 24), the reference in the plane of the array, NaN where `ghi` is. [Wh/m²]
    clean_ghi, clean_poa : float64 (n, 24), the same under a cloudless sky cleaner than any real day's. [Wh/m²]

    Where the orientation is unknown, the plane is the most favourable one of FAVOURABLE_ORIENTATIONS for the day's sum.
    """

    cosine_zenith: np.ndarray
    ghi: np.ndarray
    poa_global: np.ndarray
    clean_ghi: np.ndarray
    clean_poa: np.ndarray

    def __post_init__(self) -> None:
        for field in fields(self):
            curve = getattr(self, field.name)
            if curve.shape != (len(self.ghi), SLOTS):
                raise ValueError(f"{field.name} holds {SLOTS} slots for each day, as the other curves do")

    def __len__(self) -> int:
        return len(self.ghi)

    def take(self, rows: np.ndarray | slice) -> "ExpectedCurves":
        """The same curves for some of the days."""
        return ExpectedCurves(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


@dataclass(frozen=True)
class Irradiance:
    """Hourly components over n days. ghi, dhi, dni : float64 (n, 24). [Wh/m²]"""

    ghi: np.ndarray
    dhi: np.ndarray
    dni: np.ndarray


def derive(days: DayBatch) -> ExpectedCurves:
    """Derive the curves of n days, in blocks of bounded memory; see `ExpectedCurves`.

    References
    ----------
    D. G. Erbs, S. A. Klein, J. A. Duffie, Solar Energy 28 (4), 1982 (diffuse fraction of hourly GHI).
    J. E. Hay, J. A. Davies, 1980, through pvlib.irradiance.haydavies (sky diffuse on a tilted plane).
    P. Ineichen, R. Perez, Solar Energy 73, 2002 (cloudless sky by Linke turbidity).
    """
    blocks = [_derive_block(days.take(slice(at, at + BLOCK))) for at in range(0, max(len(days), 1), BLOCK)]
    return ExpectedCurves(
        **{f.name: np.concatenate([getattr(block, f.name) for block in blocks]) for f in fields(ExpectedCurves)}
    )


def _derive_block(days: DayBatch) -> ExpectedCurves:
    sun = sun_module.over_days(days.midnight, days.latitude, days.longitude)
    clean = clean_sky(sun)
    reference = decompose(sun, days.ghi_wh_m2, clean.dni)
    as_measured = (days.reference_kind == "poa_sensor")[:, None]
    return ExpectedCurves(
        cosine_zenith=sun.cosine_zenith,
        ghi=days.ghi_wh_m2,
        poa_global=np.where(as_measured, days.ghi_wh_m2, in_plane(sun, reference, days)),
        clean_ghi=clean.ghi,
        clean_poa=in_plane(sun, clean, days),
    )


def clean_sky(sun: Sun) -> Irradiance:
    """A cloudless sky cleaner and higher than the site's own, so that no honest day lies above it.

    Returns
    -------
    Irradiance, zero at night. `dni` is weighted by the sun's height, so that dni × cosine_zenith is the hour's beam.
    """
    from pvlib import atmosphere, clearsky  # noqa: PLC0415 - takes 1.8 s; most callers have their curves stored

    zenith = np.degrees(np.arccos(np.clip(sun.up, 0.0, 1.0)))
    airmass = atmosphere.get_absolute_airmass(
        atmosphere.get_relative_airmass(zenith), atmosphere.alt2pres(CLEAN_SKY_ALTITUDE_M)
    )
    sky = clearsky.ineichen(
        zenith, airmass, CLEAN_SKY_LINKE_TURBIDITY, CLEAN_SKY_ALTITUDE_M, np.maximum(sun.dni_extra, 0.0)[:, :, None]
    )
    up = np.maximum(sun.up, 0.0)
    lit = up > 0
    ghi = np.where(lit, sky["ghi"], 0.0).mean(axis=2)
    beam = np.where(lit, sky["dni"] * up, 0.0).mean(axis=2)
    dni = beam / np.maximum(sun.cosine_zenith, MIN_COSINE)
    return Irradiance(ghi=ghi, dhi=ghi - beam, dni=dni)


def decompose(sun: Sun, ghi: np.ndarray, clean_dni: np.ndarray) -> Irradiance:
    """Split hourly GHI into diffuse and beam (Erbs), with no more beam than the cleanest sky lets through.

    Parameters
    ----------
    ghi : float array (n, 24), NaN is unknown and stays so. [Wh/m²]
    clean_dni : float array (n, 24), the limit that keeps a low sun's division from inventing energy. [Wh/m²]
    """
    from pvlib import irradiance  # noqa: PLC0415 - takes 1.8 s; most callers have their curves stored

    cosine = sun.cosine_zenith
    split = irradiance.erbs(ghi, np.degrees(np.arccos(cosine)), sun.day_of_year)
    dni = np.minimum(split["dni"], clean_dni)
    return Irradiance(ghi=ghi, dhi=ghi - dni * cosine, dni=dni)


def in_plane(sun: Sun, sky: Irradiance, days: DayBatch) -> np.ndarray:
    """Irradiation in each day's plane, or the most favourable one where it is unknown; (n, 24). [Wh/m²]"""
    tilt = np.where(days.orientation_known, days.surface_tilt, 0.0)
    azimuth = np.where(days.orientation_known & np.isfinite(days.surface_azimuth), days.surface_azimuth, 0.0)
    best = transpose(sun, sky, tilt, azimuth)
    unknown = np.flatnonzero(~days.orientation_known)
    if not len(unknown):
        return best
    some_sun = Sun(**{f.name: getattr(sun, f.name)[unknown] for f in fields(Sun)})
    some_sky = Irradiance(**{f.name: getattr(sky, f.name)[unknown] for f in fields(Irradiance)})
    for tilt_angle, azimuth_angle in FAVOURABLE_ORIENTATIONS:
        tried = transpose(some_sun, some_sky, np.full(len(unknown), tilt_angle), np.full(len(unknown), azimuth_angle))
        better = np.nansum(tried, axis=1) > np.nansum(best[unknown], axis=1)
        best[unknown[better]] = tried[better]
    return best


def transpose(sun: Sun, sky: Irradiance, surface_tilt: np.ndarray, surface_azimuth: np.ndarray) -> np.ndarray:
    """Global irradiation on tilted planes: beam, Hay-Davies sky, ground.

    Parameters
    ----------
    surface_tilt, surface_azimuth : float array (n,). [degrees; azimuth clockwise from north]

    Returns
    -------
    float array (n, 24), NaN where the sky's GHI is. [Wh/m²]
    """
    from pvlib import irradiance  # noqa: PLC0415 - takes 1.8 s; most callers have their curves stored

    tilt, azimuth = surface_tilt[:, None], surface_azimuth[:, None]
    projection = sun.projection(surface_tilt, surface_azimuth)
    ratio = projection / np.maximum(sun.cosine_zenith, MIN_COSINE)
    diffuse = irradiance.haydavies(tilt, azimuth, sky.dhi, sky.dni, sun.dni_extra, projection_ratio=ratio)
    return sky.dni * projection + diffuse + irradiance.get_ground_diffuse(tilt, sky.ghi, ALBEDO)
