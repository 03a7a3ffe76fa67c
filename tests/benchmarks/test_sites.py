"""The sites of the benchmarks: whole days, cut where the judging cuts them."""

import numpy as np
import pytest

from benchmarks import sites

DAY = np.timedelta64(24, "h")


@pytest.mark.parametrize(
    ("name", "days", "midnight"), [("serf_east_2016", 104, "07:00"), ("lagos_simulated", 120, "23:00")]
)
def test_days_begin_at_local_midnight_and_are_whole(name, days, midnight):
    site = sites.named(name)
    assert len(site) == days
    assert {str(start)[11:16] for start in site.midnight} == {midnight}
    assert np.isfinite(site.kwh).all() and np.isfinite(site.ghi_wh_m2).all()
    assert (np.diff(site.midnight) >= DAY).all()


@pytest.mark.parametrize("name", sites.NAMES)
def test_the_sun_is_highest_around_noon(name):
    site = sites.named(name)
    assert np.nanmean(site.clearsky_wh_m2, axis=0).argmax() in (11, 12)
    for curve in (site.kwh, site.ghi_wh_m2):
        assert 10 <= np.nanmean(curve, axis=0).argmax() <= 13


def test_a_folder_is_a_site_too():
    assert sites.named(str(sites.DEMO / "serf_east_2016")).kwh.tobytes() == sites.named("serf_east_2016").kwh.tobytes()


def test_a_simulated_site_is_the_same_every_time():
    weather = sites.SIMULATED["kano_simulated"]
    assert sites.simulated.__wrapped__(weather).kwh.tobytes() == sites.simulated(weather).kwh.tobytes()
