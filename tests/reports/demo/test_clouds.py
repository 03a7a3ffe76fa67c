import numpy as np
import pytest

from reports.demo.clouds import (
    LEAST_INDEX,
    LOCAL_HOURS,
    MOST_INDEX,
    SHARES_SOUTHWARD,
    STORM,
    cloud_days,
    roof_index,
    storms,
    wander,
    weathers,
)

DAYS = 400


def rng():
    return np.random.default_rng(3)


def test_the_first_step_of_a_utc_day_is_in_the_second_hour_of_a_nigerian_day():
    assert LOCAL_HOURS[0] == pytest.approx(1.125)
    assert LOCAL_HOURS[-1] == pytest.approx(24.875)


@pytest.mark.parametrize("shares", [shares for _, shares in SHARES_SOUTHWARD])
def test_the_weathers_of_a_latitude_share_out_all_days(shares):
    assert sum(shares) == pytest.approx(1)


def test_a_wandering_index_keeps_unit_variance_and_its_memory():
    walk = wander(DAYS, 120, rng())
    assert walk.std() == pytest.approx(1, abs=0.05)
    after_an_hour = np.corrcoef(walk[:, :-4].ravel(), walk[:, 4:].ravel())[0, 1]
    assert after_an_hour == pytest.approx(np.exp(-0.5), abs=0.03)


def test_weather_tends_to_last():
    weather = weathers(9.0, DAYS, rng())
    repeats = (weather[1:] == weather[:-1]).mean()
    by_chance = (np.bincount(weather) ** 2).sum() / DAYS**2
    assert repeats > by_chance + 0.2


def test_the_south_is_cloudier_than_the_north():
    south, north = (cloud_days(lat, DAYS, rng()).index.mean() for lat in (5.5, 12.5))
    assert north > south + 0.05


def test_a_storm_takes_the_afternoon_and_leaves_the_morning():
    left = storms(DAYS, rng())
    assert (left[:, LOCAL_HOURS < 10] > 0.95).all()
    assert (left.min(axis=1) < 0.7).all()


def test_only_stormy_days_have_storms():
    clouds = cloud_days(6.5, DAYS, rng())
    morning, afternoon = (
        clouds.index[:, (a <= LOCAL_HOURS) & (b > LOCAL_HOURS)].mean(axis=1) for a, b in ((8, 12), (15, 17))
    )
    fall = morning - afternoon
    assert fall[clouds.weather == STORM].mean() > 0.25
    assert abs(fall[clouds.weather != STORM].mean()) < 0.02


def test_a_cell_varies_like_power_at_the_latitude_of_southern_nigeria():
    hourly = cloud_days(8.3, DAYS, rng()).index.reshape(DAYS, 24, 4).mean(axis=2)[:, 7:16]
    assert 0.72 < hourly.mean() < 0.85
    assert 0.08 < hourly.mean(axis=1).std() < 0.18
    assert 0.06 < hourly.std(axis=1).mean() < 0.12


def test_roofs_of_one_cell_share_its_weather_but_not_its_passing_clouds():
    clouds = cloud_days(6.5, DAYS, rng())
    one, other = (roof_index(clouds, np.random.default_rng(seed)) for seed in (1, 2))
    assert np.corrcoef(one.mean(axis=1), other.mean(axis=1))[0, 1] > 0.9
    assert abs(np.corrcoef((one - clouds.index).ravel(), (other - clouds.index).ravel())[0, 1]) < 0.15


def test_no_index_is_black_or_brighter_than_a_cloud_edge():
    roof = roof_index(cloud_days(4.5, DAYS, rng()), rng())
    assert roof.min() >= LEAST_INDEX
    assert roof.max() <= MOST_INDEX
