"""One curve again and again is flagged where the sky differed, and honest where it did not or where a ceiling holds."""

from dataclasses import replace

import numpy as np
import pytest

from credits.verification.copies.repeats import dull_days, repeats
from credits.verification.finding import Outcome
from credits.verification.thresholds import RULE
from tests.credits.verification.copying import alone, days, failing, finding, told
from tests.credits.verification.making import golden

BELL = np.clip(np.sin((np.arange(24) - 5.5) / 13 * np.pi), 0, None)


def best_day_again(noise: float) -> np.ndarray:
    best = golden().kwh[int(golden().kwh.sum(axis=1).argmax())]
    return np.tile(best, (len(golden()), 1)) * (1 + np.random.default_rng(6).normal(0, noise, golden().kwh.shape))


def uncertain_sky(batch, sigma: float = 150.0):
    """The same days under a satellite with that error in every hour."""
    noise = np.random.default_rng(8).normal(0, sigma, batch.ghi_wh_m2.shape)
    return replace(batch, ghi_wh_m2=np.where(batch.ghi_wh_m2 > 0, (batch.ghi_wh_m2 + noise).clip(min=0), 0.0))


@pytest.mark.parametrize("noise", [0.0, 0.03, 0.05])
@pytest.mark.parametrize("sky", [golden(), uncertain_sky(golden())], ids=["satellite", "with 150 W/m² of error"])
def test_the_best_day_every_day_is_flagged(noise: float, sky):
    found = finding("repeated_curve", alone(replace(sky, kwh=best_day_again(noise))))
    assert found.failed.mean() > 0.95


@pytest.mark.parametrize("sky", [golden(), uncertain_sky(golden())], ids=["satellite", "with 150 W/m² of error"])
def test_honest_days_repeat_nothing(sky):
    assert failing(alone(sky)) == {}


def outages(kwh: np.ndarray) -> np.ndarray:
    return np.where(np.isin(np.arange(24), (11, 12)), 0.0, kwh)


def battery_full(kwh: np.ndarray) -> np.ndarray:
    return np.where(np.cumsum(kwh, axis=1) > 0.5 * np.median(kwh.sum(axis=1)), np.minimum(kwh, 0.5), kwh)


def clipped(kwh: np.ndarray) -> np.ndarray:
    return np.minimum(3 * kwh, 4.0)


@pytest.mark.parametrize("way", [outages, battery_full, clipped])
def test_honest_ceilings_and_losses_are_no_repetition(way):
    assert failing(alone(replace(golden(), kwh=way(golden().kwh)))) == {}


def test_a_constant_load_under_any_sky_is_no_repetition():
    mast = np.where(golden().ghi_wh_m2 > 60, 0.4, 0.0)
    assert failing(alone(replace(golden(), kwh=mast))) == {}


def test_weeks_of_like_days_under_a_like_sky_are_honest():
    clear = np.tile(BELL, (60, 1))
    batch = replace(days(60), kwh=4 * clear, ghi_wh_m2=900 * clear)
    evidence = alone(batch)
    assert not finding("repeated_curve", evidence).known.any()
    assert told("repeated_curve", evidence).outcome is Outcome.INCONCLUSIVE
    assert not finding("repeated_curve", alone(uncertain_sky(batch))).failed.any()


def test_a_different_day_in_a_repeated_month_is_not_flagged():
    kwh = best_day_again(0.02)
    kwh[20] = golden().kwh[20] * 0.6
    failed = finding("repeated_curve", alone(replace(golden(), kwh=kwh))).failed
    assert failed[19] and failed[21] and not failed[20]


def test_it_tells_how_many_dull_days_show_the_curve():
    result = told("repeated_curve", alone(replace(golden(), kwh=best_day_again(0.0))))
    assert result.effect == "FLAGGED"
    assert result.sentence.startswith("The month's one curve comes again whatever the sky does: 100% of its ")


@pytest.mark.parametrize(
    ("sky", "dull"),
    [
        ([0.8, 0.8, 0.5, 0.8], [False, False, True, False]),
        ([0.4, 0.4, 0.4, 0.4], [False] * 4),
        ([0.8, np.nan, 0.5, 0.8], [False, False, True, False]),
        ([np.nan] * 4, [False] * 4),
        ([1.0, 1.0, 0.70, 0.71], [False, False, True, False]),
    ],
)
def test_dull_is_measured_by_the_months_own_clear_days(sky: list[float], dull: list[bool]):
    assert dull_days(np.array([sky]), RULE)[0].tolist() == dull


def test_deviations_are_medians_over_the_high_hours():
    kwh = np.tile(BELL, (1, 5, 1))
    kwh[0, 3] *= 0.9
    kwh[0, 4] = np.nan
    found = repeats(kwh, np.array([[False, False, True, True, True]]), RULE)
    assert found.deviation[0] == pytest.approx([0, 0, 0, 0.1, np.inf])
    assert (found.dull.tolist(), found.repeated.tolist()) == ([2], [1])
