import numpy as np
import pandas as pd
import pvlib
import pytest

from credits.verification import sun as sun_module

SITES = [(9.06, 7.49), (6.52, 3.38), (39.74, -105.17), (-33.9, 18.4), (51.5, 0.0), (28.6, 77.2)]
SEASONS = ["2016-01-05T23:00", "2024-03-20T00:00", "2023-06-21T18:30", "2025-09-23T07:00", "2024-12-31T22:00"]


def over(midnight, latitude, longitude):
    return sun_module.over_days(np.array([midnight], "datetime64[us]"), np.array([latitude]), np.array([longitude]))


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("midnight", SEASONS)
def test_the_sun_stands_within_a_third_of_a_degree_of_the_nrel_spa(site, midnight):
    sun = over(midnight, *site)
    times = pd.DatetimeIndex(
        np.datetime64(midnight) + np.arange(144) * np.timedelta64(10, "m") + np.timedelta64(5, "m")
    )
    spa = pvlib.solarposition.get_solarposition(times.tz_localize("UTC"), *site)
    zenith, azimuth = np.radians(spa["zenith"].to_numpy()), np.radians(spa["azimuth"].to_numpy())
    truth = np.stack([np.sin(zenith) * np.sin(azimuth), np.sin(zenith) * np.cos(azimuth), np.cos(zenith)])
    ours = np.stack([sun.east.ravel(), sun.north.ravel(), sun.up.ravel()])
    apart = np.degrees(np.arccos(np.clip((truth * ours).sum(axis=0), -1, 1)))
    assert apart.max() < 0.35


def test_the_sun_is_a_unit_vector():
    sun = over(*("2024-06-01T00:00", 40.0, 10.0))
    np.testing.assert_allclose(sun.east**2 + sun.north**2 + sun.up**2, 1.0)


@pytest.mark.parametrize(("tilt", "azimuth"), [(0.0, 0.0), (30.0, 180.0), (45.0, 90.0), (60.0, 300.0)])
def test_ten_minute_samples_keep_the_day_on_a_plane_within_one_percent_of_one_minute_steps(tilt, azimuth, monkeypatch):
    rough = over("2024-03-20T00:00", 45.0, 0.0).projection(np.array([tilt]), np.array([azimuth])).sum()
    monkeypatch.setattr(sun_module, "SAMPLES", 60)
    fine = over("2024-03-20T00:00", 45.0, 0.0).projection(np.array([tilt]), np.array([azimuth])).sum()
    assert rough == pytest.approx(fine, rel=0.01)


@pytest.mark.parametrize(("tilt", "azimuth"), [(30.0, 180.0), (45.0, 20.0), (60.0, 260.0), (90.0, 0.0)])
def test_a_plane_sees_what_the_angle_of_incidence_says(tilt, azimuth):
    sun = over("2024-02-10T00:00", 47.0, 3.0)
    zenith, toward = np.degrees(np.arccos(sun.up)), np.degrees(np.arctan2(sun.east, sun.north)) % 360
    cosine = pvlib.irradiance.aoi_projection(tilt, azimuth, zenith, toward)
    lit = np.where(sun.up > 0, np.maximum(cosine, 0), 0).mean(axis=2)
    np.testing.assert_allclose(sun.projection(np.array([tilt]), np.array([azimuth])), lit, atol=1e-12)
    assert sun.day_of_year == pytest.approx(sun_module.day_of_year(np.array(["2024-02-10"], "datetime64[us]"))[:, None])


def test_a_flat_plane_sees_the_cosine_of_the_zenith():
    sun = over("2024-06-01T00:00", 40.0, 10.0)
    np.testing.assert_allclose(sun.projection(np.zeros(1), np.zeros(1)), sun.cosine_zenith)


def test_a_plane_that_faces_east_sees_its_sun_before_noon():
    projection = over("2024-03-20T00:00", 0.0, 0.0).projection(np.array([90.0]), np.array([90.0]))[0]
    assert projection[:12].sum() > 3.7
    assert projection[13:].sum() == 0


def test_noon_in_the_southern_hemisphere_lies_in_the_north():
    sun = over("2024-06-21T00:00", -33.9, 0.0)
    assert sun.north[0, 12].min() > 0.8


def test_leap_years_do_not_move_the_season():
    days = sun_module.day_of_year(
        np.array(["2016-03-19T12:00", "2023-03-20T06:00", "2035-03-20T06:00"], "datetime64[us]")
    )
    assert np.ptp(days) < 0.6


def test_the_polar_night_has_no_sun():
    assert over("2024-12-21T00:00", 80.0, 0.0).cosine_zenith.max() == 0


def test_each_day_of_a_batch_is_as_it_is_alone():
    many = sun_module.over_days(
        np.array(SEASONS, "datetime64[us]"), np.array([s[0] for s in SITES[:5]]), np.array([s[1] for s in SITES[:5]])
    )
    for row, (midnight, site) in enumerate(zip(SEASONS, SITES[:5], strict=True)):
        np.testing.assert_allclose(many.up[row], over(midnight, *site).up[0])
        assert many.dni_extra[row, 0] == pytest.approx(over(midnight, *site).dni_extra[0, 0])
