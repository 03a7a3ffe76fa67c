from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pvlib import atmosphere, clearsky, solarposition

from credits.verification import expected
from credits.verification import sun as sun_module

from .making import CLOUDS, batch, honest


def test_on_a_flat_plane_the_reference_is_its_ghi():
    curves = expected.derive(honest(surface_tilt=0.0, surface_azimuth=np.nan))
    np.testing.assert_allclose(curves.poa_global, curves.ghi, atol=1.0)
    np.testing.assert_allclose(curves.clean_poa, curves.clean_ghi, atol=1.0)


def test_unpublished_hours_stay_unknown_and_leave_the_clean_sky_alone():
    days = honest()
    hidden = replace(days, ghi_wh_m2=np.where(np.arange(24) == 12, np.nan, days.ghi_wh_m2))
    curves = expected.derive(hidden)
    assert np.isnan(curves.poa_global[0]).tolist() == [slot == 12 for slot in range(24)]
    assert np.isfinite(curves.clean_poa).all()


def test_no_reference_at_all_is_all_unknown():
    curves = expected.derive(batch(1))
    assert np.isnan(curves.poa_global).all()
    assert curves.clean_poa.sum() > 5000


def test_a_plane_of_array_sensor_is_not_transposed():
    days = honest(surface_tilt=60.0, surface_azimuth=90.0, reference_kind="poa_sensor")
    curves = expected.derive(days)
    np.testing.assert_array_equal(curves.poa_global, days.ghi_wh_m2)


@pytest.mark.parametrize("orientation", [*expected.FAVOURABLE_ORIENTATIONS, (0.0, 0.0)])
@pytest.mark.parametrize("latitude", [9.06, -33.9, 52.0])
def test_an_unknown_orientation_is_the_most_favourable_one(orientation, latitude):
    days = honest(latitude=latitude)
    unknown = expected.derive(replace(days, surface_tilt=np.array([np.nan]), surface_azimuth=np.array([np.nan])))
    stated = expected.derive(
        replace(days, surface_tilt=np.array([orientation[0]]), surface_azimuth=np.array([orientation[1]]))
    )
    assert unknown.poa_global.sum() >= stated.poa_global.sum() - 1e-6
    assert unknown.clean_poa.sum() >= stated.clean_poa.sum() - 1e-6


def test_a_favourable_plane_faces_the_equator_on_both_sides_of_it():
    for latitude, equatorward in ((45.0, 180.0), (-45.0, 0.0)):
        winter = "2024-12-20T00:00" if latitude > 0 else "2024-06-20T00:00"
        place = {"latitude": latitude, "longitude": 0.0, "midnight": winter}
        unknown = expected.derive(batch(1, surface_tilt=np.nan, surface_azimuth=np.nan, **place)).clean_poa
        facing = expected.derive(batch(1, surface_tilt=60.0, surface_azimuth=equatorward, **place)).clean_poa
        np.testing.assert_allclose(unknown, facing)


def test_the_clean_sky_lies_above_the_hazy_one_and_below_the_extraterrestrial():
    curves = expected.derive(batch(1, surface_tilt=0.0))
    times = pd.date_range("2024-03-14T23:05", periods=144, freq="10min", tz="UTC")
    zenith = solarposition.get_solarposition(times, 9.06, 7.49)["apparent_zenith"].to_numpy().clip(max=89.9)
    airmass = atmosphere.get_absolute_airmass(atmosphere.get_relative_airmass(zenith))
    hazy = clearsky.ineichen(zenith, airmass, linke_turbidity=5.0, altitude=400)["ghi"]
    assert curves.clean_ghi.sum() > 1.1 * hazy.sum() / 6
    assert curves.clean_ghi.sum() < 1400 * curves.cosine_zenith.sum()


def test_a_low_sun_invents_no_beam():
    days = honest()
    noise = np.where(expected.derive(days).cosine_zenith > 0, 300.0, 0.0)
    curves = expected.derive(replace(days, ghi_wh_m2=days.ghi_wh_m2 + noise, surface_tilt=np.array([60.0])))
    assert np.nanmax(curves.poa_global) < 1600


def test_no_hour_of_a_whole_sky_of_values_is_negative_or_infinite():
    days = honest(60, latitude=np.linspace(-70, 70, 60), ghi_wh_m2=np.zeros(24))
    for factor in (0.0, 0.5, 1.5):
        curves = expected.derive(replace(days, ghi_wh_m2=expected.derive(days).clean_ghi * factor))
        assert np.isfinite(curves.poa_global).all()
        assert curves.poa_global.min() >= 0


def test_a_half_hour_zone_moves_the_day_by_half_an_hour():
    whole = expected.derive(batch(1, latitude=20.0, longitude=82.5, midnight="2024-03-20T18:00"))
    half = expected.derive(batch(1, latitude=20.0, longitude=75.0, midnight="2024-03-20T18:30"))
    np.testing.assert_allclose(half.clean_ghi, whole.clean_ghi, atol=2.0)


def test_blocks_do_not_show_in_the_curves(monkeypatch):
    days = honest(7, latitude=np.linspace(-40, 50, 7))
    together = expected.derive(days)
    monkeypatch.setattr(expected, "BLOCK", 3)
    np.testing.assert_array_equal(expected.derive(days).poa_global, together.poa_global)


def test_no_days_have_no_curves():
    assert len(expected.derive(honest(2).take(slice(0, 0)))) == 0


def test_curves_of_another_shape_are_refused():
    curves = expected.derive(honest(2))
    with pytest.raises(ValueError, match="clean_poa holds 24 slots"):
        replace(curves, clean_poa=curves.clean_poa[:1])


def test_cloud_dims_the_plane_as_it_dims_the_sky():
    curves = expected.derive(honest())
    dimmed = curves.poa_global[0, 8:17] / curves.clean_poa[0, 8:17]
    assert np.corrcoef(dimmed, CLOUDS[8:17])[0, 1] > 0.98


def test_a_plane_gets_beam_sky_and_ground_as_the_formulas_say():
    days = batch(3, latitude=47.0, longitude=3.0, midnight="2024-05-10T00:00")
    sun = sun_module.over_days(days.midnight, days.latitude, days.longitude)
    sky = expected.clean_sky(sun)
    tilt, azimuth = np.array([0.0, 35.0, 80.0]), np.array([0.0, 190.0, 90.0])
    found = expected.transpose(sun, sky, tilt, azimuth)
    for row in range(3):
        seen = sun.projection(tilt, azimuth)[row]
        lean = np.cos(np.radians(tilt[row]))
        round_the_sun = sky.dni[row] / sun.dni_extra[row]
        ratio = seen / np.maximum(sun.cosine_zenith[row], 0.01745)
        diffuse = sky.dhi[row] * (round_the_sun * ratio + (1 - round_the_sun) * (1 + lean) / 2)
        ground = sky.ghi[row] * 0.2 * (1 - lean) / 2
        np.testing.assert_allclose(found[row], sky.dni[row] * seen + diffuse + ground, atol=1e-6)


def test_the_clean_sky_is_ineichens_at_its_turbidity_and_height():
    sun = sun_module.over_days(np.array(["2024-01-10T00:00"], "datetime64[us]"), np.array([20.0]), np.array([5.0]))
    found = expected.clean_sky(sun)
    pressure = atmosphere.alt2pres(2000.0)
    for hour in range(24):
        samples = []
        for up in sun.up[0, hour]:
            if up <= 0:
                samples.append((0.0, 0.0))
                continue
            zenith = np.degrees(np.arccos(up))
            airmass = atmosphere.get_absolute_airmass(atmosphere.get_relative_airmass(zenith), pressure)
            sky = clearsky.ineichen(zenith, airmass, 2.5, altitude=2000.0, dni_extra=float(sun.dni_extra[0, 0]))
            samples.append((float(sky["ghi"]), float(sky["dni"]) * up))
        ghi, beam = np.mean(samples, axis=0)
        assert (found.ghi[0, hour], found.dhi[0, hour]) == pytest.approx((ghi, ghi - beam), abs=1e-6)
        assert found.dni[0, hour] * max(sun.cosine_zenith[0, hour], 0.01745) == pytest.approx(beam, abs=1e-6)


def test_under_an_overcast_sky_the_most_favourable_plane_is_flat():
    stated = honest(latitude=2.0, surface_tilt=0.0, surface_azimuth=np.nan)
    stated = replace(stated, ghi_wh_m2=stated.ghi_wh_m2 * 0.1)
    unknown = expected.derive(replace(stated, surface_tilt=np.array([np.nan])))
    np.testing.assert_array_equal(unknown.poa_global, expected.derive(stated).poa_global)


def test_each_day_of_an_unknown_roof_has_its_own_most_favourable_plane():
    midnights = np.array(["2024-06-20", "2024-12-20", "2024-03-20"], "datetime64[us]")
    place = {"latitude": 45.0, "longitude": 0.0, "surface_tilt": np.nan, "surface_azimuth": np.nan}
    together = expected.derive(batch(3, midnight=midnights, **place))
    for row, midnight in enumerate(midnights):
        alone = expected.derive(batch(1, midnight=midnight, **place))
        np.testing.assert_allclose(together.clean_poa[row], alone.clean_poa[0])
        np.testing.assert_array_equal(together.take(np.array([row])).clean_poa, together.clean_poa[row : row + 1])
