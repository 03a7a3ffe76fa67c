"""Honest roofs under the same drifting clouds, a month of hours each: simulated, for want of measured neighbours.

Broken clouds as a random field whose spectrum falls as that of cumulus (a slope of -8/3 in the plane, which is -5/3
along a line), frozen and carried past the roofs by one wind a day. Each roof's own array differs by 1 % from hour to
hour.
"""

from functools import cache

import numpy as np

PIXELS, PIXEL_M = 512, 800.0
DAYS, DAYLIGHT = 31, slice(6, 18)
COVER, COVER_SPREAD, DEPTH, EDGE = 0.45, 0.2, 0.65, 0.15


@cache
def field(seed: int) -> np.ndarray:
    """One day's clouds as a field of unit variance."""
    rng = np.random.default_rng(seed)
    frequency = np.fft.fftfreq(PIXELS)
    wave = np.hypot(*np.meshgrid(frequency, frequency))
    size = np.where(wave >= 1.5 / PIXELS, np.maximum(wave, 1 / PIXELS) ** (-4 / 3), 0.0)
    clouds = np.fft.ifft2(size * np.exp(2j * np.pi * rng.random(wave.shape))).real
    return clouds / clouds.std()


def roofs(places_km: list[tuple[float, float]], speed_m_s: float, seed: int) -> np.ndarray:
    """Energy of roofs at these places, (roofs, 31, 24), under one sky that drifts."""
    rng = np.random.default_rng([seed, 77])
    bell = np.sin((np.arange(DAYS * 24).reshape(DAYS, 24) % 24 - 5.5) / 12 * np.pi).clip(min=0)
    index = np.zeros((len(places_km), DAYS, 24))
    along = speed_m_s * 60.0 * np.arange(720) / PIXEL_M
    for day in range(DAYS):
        clouds = field(1000 * seed + day)
        edge = np.quantile(clouds, 1 - np.clip(rng.normal(COVER, COVER_SPREAD), 0.05, 0.95))
        light = 1 - DEPTH / (1 + np.exp(-(clouds - edge) / EDGE))
        wind = rng.uniform(0, 2 * np.pi)
        for roof, (east, north) in enumerate(np.array(places_km) * 1000 / PIXEL_M):
            x = np.round(along + east * np.cos(wind) + north * np.sin(wind)).astype(int) % PIXELS
            y = np.full(720, round(east * np.sin(wind) - north * np.cos(wind))) % PIXELS
            index[roof, day, DAYLIGHT] = light[x, y].reshape(12, 60).mean(axis=1)
    return index * bell * (1 + rng.normal(0, 0.01, index.shape))


def neighbours(distance_km: float, speed_m_s: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Energy of two roofs so far apart, (31, 24) each."""
    one, other = roofs([(0.0, 0.0), (distance_km, 0.0)], speed_m_s, seed)
    return one, other
