"""A slow plain second implementation, written from the words of the rule: one day, one hour, one number at a time."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pvlib
import pytest

from credits.verification import expected
from credits.verification.checks.registry import DAY_CHECKS
from credits.verification.verdict import assess
from tests.credits.verification.telling import judge

from .making import golden, honest
from .test_statistics import plain_pearson

NEEDED = {check.name for check in DAY_CHECKS if check.needed}
SOME = [0, 17, 30, 55, 71, 90, 103]


def figure(judgement, name, column="figure"):
    finding = judgement.findings[[check.name for check in judgement.checks].index(name)]
    return getattr(finding, column)


def slow_day(days, row):
    """The reference's and the clean sky's Wh/m² in the plane from pvlib's chain: SPA, minutes, angles for vectors."""
    start = pd.Timestamp(days.midnight[row], tz="UTC")
    times = pd.date_range(start + pd.Timedelta(seconds=30), periods=1440, freq="min")
    latitude, longitude = float(days.latitude[row]), float(days.longitude[row])
    tilt, azimuth = float(days.surface_tilt[row]), float(days.surface_azimuth[row])
    spa = pvlib.solarposition.get_solarposition(times, latitude, longitude)
    zenith, sun_azimuth = spa["zenith"].to_numpy(), spa["azimuth"].to_numpy()
    aoi = pvlib.irradiance.aoi(tilt, azimuth, zenith, sun_azimuth)
    reference = clean = clean_flat = 0.0
    for hour in range(24):
        minutes = [m for m in range(hour * 60, hour * 60 + 60) if zenith[m] < 90]
        if not minutes:
            continue
        cosine = math.fsum(math.cos(math.radians(zenith[m])) for m in minutes) / 60
        projection = math.fsum(max(math.cos(math.radians(aoi[m])), 0.0) for m in minutes) / 60
        for source in ("reference", "clean"):
            sky = hour_of(source, days, row, hour, cosine, zenith[minutes], times[0].day_of_year)
            tilted = plane(sky, tilt, projection / max(cosine, 0.01745), projection, times[0].day_of_year)
            if source == "reference":
                reference += tilted
            else:
                clean += tilted
                clean_flat += sky[0]
    return reference, max(clean, clean_flat)


def hour_of(source, days, row, hour, cosine, zeniths, day_of_year):
    if source == "reference":
        split = pvlib.irradiance.erbs(float(days.ghi_wh_m2[row, hour]), math.degrees(math.acos(cosine)), day_of_year)
        return float(days.ghi_wh_m2[row, hour]), float(split["dni"])
    pressure = pvlib.atmosphere.alt2pres(expected.CLEAN_SKY_ALTITUDE_M)
    airmass = pvlib.atmosphere.get_absolute_airmass(pvlib.atmosphere.get_relative_airmass(zeniths), pressure)
    sky = pvlib.clearsky.ineichen(
        zeniths, airmass, expected.CLEAN_SKY_LINKE_TURBIDITY, expected.CLEAN_SKY_ALTITUDE_M,
        pvlib.irradiance.get_extra_radiation(day_of_year),
    )  # fmt: skip
    beam = math.fsum(d * math.cos(math.radians(z)) for d, z in zip(sky["dni"], zeniths, strict=True)) / 60
    return math.fsum(sky["ghi"]) / 60, beam / max(cosine, 0.01745)


def plane(sky, tilt, ratio, projection, day_of_year):
    ghi, dni = sky
    beam_horizontal = dni * projection / ratio if ratio else 0.0
    dhi = ghi - beam_horizontal
    anisotropy = dni / float(pvlib.irradiance.get_extra_radiation(day_of_year))
    view = (1 + math.cos(math.radians(tilt))) / 2
    diffuse = dhi * (anisotropy * ratio + (1 - anisotropy) * view)
    return dni * projection + diffuse + ghi * expected.ALBEDO * (1 - math.cos(math.radians(tilt))) / 2


@pytest.mark.parametrize("row", SOME)
def test_the_ceilings_of_real_days_agree_with_a_slow_plain_chain(row):
    days = golden()
    judgement = assess(days, expected.derive(days))
    reference, clean = slow_day(days, row)
    ghi = math.fsum(days.ghi_wh_m2[row].tolist())
    assert figure(judgement, "cloudless", "threshold")[row] == pytest.approx(6.0 * 1.1 * clean / 1000, rel=0.02)
    assert figure(judgement, "theoretical", "threshold")[row] == pytest.approx(
        6.0 * max(reference, ghi) / 1000, rel=0.02
    )
    assert figure(judgement, "satellite", "threshold")[row] == pytest.approx(
        6.0 * (1.15 * max(reference, ghi) + 500) / 1000, rel=0.02
    )


def random_days(seed, n=40):
    rng = np.random.default_rng(seed)
    days = honest(n, latitude=rng.uniform(-50, 50, n), longitude=rng.uniform(5, 25, n))
    kwh = np.where(
        rng.random((n, 24)) < 0.1, np.nan, days.kwh * rng.uniform(0, 3, (n, 1)) * rng.uniform(0.2, 1.5, (n, 24))
    )
    ghi = np.where(rng.random((n, 24)) < 0.02, np.nan, days.ghi_wh_m2 * rng.uniform(0.1, 1.3, (n, 24)))
    return replace(days, kwh=kwh, ghi_wh_m2=ghi)


@pytest.mark.parametrize("days", [golden(), random_days(1), random_days(2)], ids=["real", "random", "random again"])
def test_every_figure_that_decides_agrees_with_plain_sums(days):
    curves = expected.derive(days)
    judgement = assess(days, curves)
    for row in range(len(days)):
        kwh = days.kwh[row].tolist()
        lit = curves.cosine_zenith[row].tolist()
        energy = math.fsum(value for value in kwh if not math.isnan(value))
        assert figure(judgement, "production")[row] == pytest.approx(energy)
        assert figure(judgement, "cloudless")[row] == pytest.approx(energy)
        filled = [0.0 if math.isnan(value) and sun == 0 else value for value, sun in zip(kwh, lit, strict=True)]
        spread = 0.001 * days.capacity_kw[row]
        slow = [plain_pearson(filled, c[row].tolist(), 6, spread, 1.0) for c in (curves.ghi, curves.poa_global)]
        known = [r for r in slow if r is not None]
        r = figure(judgement, "correlation")[row]
        if figure(judgement, "published", "passes")[row] and known:
            assert r == pytest.approx(max(known))
        else:
            assert math.isnan(r)


@pytest.mark.parametrize("days", [golden(), random_days(3)], ids=["real", "random"])
def test_the_highest_hour_and_the_night_agree_with_plain_walks(days):
    curves = expected.derive(days)
    judgement = assess(days, curves)
    for row in range(len(days)):
        hours = [
            (sun, 0.0 if math.isnan(e) else e) for sun, e in zip(curves.cosine_zenith[row], days.kwh[row], strict=True)
        ]
        if not figure(judgement, "lump", "passes")[row]:
            continue
        by_day = [energy for sun, energy in hours if sun > 0]
        by_night = [energy for sun, energy in hours if sun == 0]
        assert figure(judgement, "rating")[row] == max(by_day + by_night)
        assert figure(judgement, "night")[row] == max(by_night)
        assert figure(judgement, "night", "threshold")[row] == max(0.5 * max(by_day), 0.1 * days.capacity_kw[row])
        total = math.fsum(by_day + by_night)
        assert figure(judgement, "night_output")[row] == pytest.approx(math.fsum(by_night) / total if total else 0.0)


@pytest.mark.parametrize("days", [golden(), random_days(4)], ids=["real", "random"])
def test_the_status_follows_from_the_outcomes_by_hand(days):
    for told in judge(days, expected.derive(days)):
        flags = [c for c in told.checks if c.outcome == "fail" and c.effect == "FLAGGED"]
        doubts = [c for c in told.checks if c.outcome == "fail" or (c.outcome != "pass" and c.name in NEEDED)]
        by_hand = "FLAGGED" if flags else "PENDING" if doubts else "VERIFIED"
        assert told.status == by_hand
        decisive = flags or [c for c in doubts if c.outcome == "fail"] or doubts
        assert told.reason == (decisive[0].sentence if decisive else None)
