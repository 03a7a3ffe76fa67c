import numpy as np
import pytest

from reports.demo.clouds import LOCAL_HOURS
from reports.demo.forgeries import (
    at_the_roofs_level,
    best_day_again,
    cloudless_bell,
    copies,
    generator_at_night,
    hourly_noise,
    multiplied,
    satellite_again,
)

NIGHT = (LOCAL_HOURS < 6) | (LOCAL_HOURS > 20)


def hourly(kw):
    return kw.reshape(len(kw), 24, 4).mean(axis=2)


@pytest.mark.parametrize("way", [cloudless_bell, satellite_again])
def test_an_invention_is_about_as_large_as_the_truth(way, kw, scene):
    assert way(kw, scene).sum() == pytest.approx(kw.sum(), rel=0.05)


def test_irradiation_is_scaled_to_the_roofs_energy(kw, scene):
    assert at_the_roofs_level(kw, scene.ghi_wh_m2).sum() == pytest.approx(kw.sum())


def test_noise_is_the_same_for_the_quarters_of_an_hour():
    quarters = hourly_noise(3, 0.05, np.random.default_rng(1)).reshape(3, 24, 4)
    assert (quarters == quarters[:, :, :1]).all()
    assert quarters.std() == pytest.approx(0.05, rel=0.25)


def test_twice_is_twice(kw, scene):
    assert (multiplied(2)(kw, scene) == 2 * kw).all()


def test_an_invented_bell_knows_nothing_of_the_days(kw, scene):
    days = cloudless_bell(kw, scene).sum(axis=1)
    assert days.std() / days.mean() < 0.08 < kw.sum(axis=1).std() / kw.sum(axis=1).mean()


def test_a_generator_runs_by_night_nearly_as_large_as_the_day(kw, scene):
    sent = generator_at_night(kw, scene)
    assert sent[:, NIGHT].min() > 0.4 * scene.capacity_kw
    assert sent.max() <= scene.capacity_kw


def test_a_generator_leaves_the_day_alone(kw, scene):
    day = (LOCAL_HOURS > 8) & (LOCAL_HOURS < 18)
    assert (generator_at_night(kw, scene)[:, day] == kw[:, day]).all()


def test_a_copy_is_exact_and_a_thing_of_its_own(kw, scene):
    copy = copies("elsewhere")(kw, scene)
    assert (copy == scene.sent["elsewhere"]).all()
    copy[0, 0] = 1
    assert scene.sent["elsewhere"][0, 0] != 1


def test_every_day_is_the_best_day_but_for_a_little_noise(kw, scene):
    sent = hourly(best_day_again(kw, scene))
    best = hourly(kw)[-1]
    lit = best > 0
    assert (np.abs(sent[:, lit] / best[lit] - 1) < 0.15).all()
    assert (sent[:, ~lit] == 0).all()
    assert len(np.unique(sent[:, 12])) == len(sent)


def test_the_satellite_comes_back_too_good_to_be_a_roof(kw, scene):
    sent = hourly(satellite_again(kw, scene))
    assert np.corrcoef(sent.ravel(), scene.ghi_wh_m2.ravel())[0, 1] > 0.99
    assert np.corrcoef(hourly(kw).ravel(), scene.ghi_wh_m2.ravel())[0, 1] < 0.99
