from dataclasses import replace

import numpy as np
import pytest

from benchmarks import cases
from credits.verification import expected
from credits.verification.checks.month_texts import MONTH_CHECKS
from credits.verification.verdict import assess
from tests.credits.verification.telling import judge, verdict_of

from .making import golden, honest
from .months import MIDDLE, ahead, around, bell, judged, noisy, told, unstated, with_kwh

SCORED = slice(30, None)
MONTHLY = {check.name for check in MONTH_CHECKS}


def best_day(kwh):
    return noisy(np.tile(kwh[kwh.sum(axis=1).argmax()], (len(kwh), 1)), 0.03)


def test_an_honest_month_passes_every_check_of_it():
    outcomes = {check.name: check.outcome for check in verdict_of(judged(golden()), MIDDLE).checks}
    assert {outcomes[name] for name in MONTHLY} == {"pass"}


@pytest.mark.parametrize("days", [3, 9])
def test_a_short_history_tells_nothing_and_holds_nobody_back(days):
    few = golden().take(slice(0, days))
    verdict = verdict_of(judged(few), 0)
    told_of = {check.name: check for check in verdict.checks}
    assert all(told_of[name].outcome == "inconclusive" for name in MONTHLY)
    assert "too few days" in told_of["month_clouds"].sentence
    assert verdict.status == judge(few, expected.derive(few))[0].status


def test_weeks_of_clear_sky_tell_nothing_and_say_so():
    clear = honest(31, midnight=np.datetime64("2024-01-09T23:00", "us") + np.arange(31) * np.timedelta64(1, "D"))
    sky = expected.derive(clear).clean_ghi * 0.9
    days = replace(clear, ghi_wh_m2=sky, kwh=expected.derive(replace(clear, ghi_wh_m2=sky)).poa_global * 6 / 1000 * 0.7)
    result = told(replace(days, reference_kind=np.full(31, "ghi_sensor")), "month_clouds", 15)
    assert result.outcome == "inconclusive"
    assert "harmattan" in result.sentence


@pytest.mark.parametrize("away", [1, 7, -3])
def test_another_days_curve_is_pending_and_the_day_is_named(away):
    days = with_kwh(np.roll(golden().kwh, away, axis=0))
    result = told(days, "month_clouds")
    assert result.outcome == "fail"
    assert f"{abs(away)} days {'earlier' if away > 0 else 'later'}" in result.sentence
    assert (judged(days).status[SCORED] == "VERIFIED").mean() <= 0.02


def scaled_to_days(curve, sizes):
    """The same curve every day, each day as large as it is to be."""
    return curve * (sizes / curve.sum(axis=1))[:, None]


@pytest.mark.parametrize("noise", [0.0, 0.02, 0.05])
@pytest.mark.parametrize("sizes", ["the satellite's", "the roof's"])
def test_days_that_differ_in_size_and_never_in_shape_are_pending(noise, sizes):
    days = golden()
    of_day = {"the satellite's": days.ghi_wh_m2.sum(axis=1) / 1000, "the roof's": days.kwh.sum(axis=1)}[sizes]
    result = told(with_kwh(noisy(scaled_to_days(bell(), of_day), noise)), "month_shape")
    assert (result.outcome, result.effect) == ("fail", "PENDING")
    assert result.figure < 0.2
    assert "clouds that dim a day pass within it as well" in result.sentence


def test_a_block_of_each_days_energy_does_not_move_either():
    flat = np.zeros((104, 24))
    flat[:, 9:16] = 1.0
    assert told(with_kwh(scaled_to_days(flat, golden().kwh.sum(axis=1))), "month_shape").outcome == "fail"


def test_the_satellites_errors_do_not_hide_that_nothing_moves():
    blind = cases.with_noise(with_kwh(scaled_to_days(bell(), golden().kwh.sum(axis=1))), 150.0)
    assert told(blind, "month_shape").outcome == "fail"
    assert told(cases.with_noise(golden(), 150.0), "month_shape").outcome == "pass"


def test_one_dark_day_among_clear_ones_asks_for_no_clouds_within_them():
    clear = bell()
    clear[MIDDLE - 5] *= 0.2
    steady = replace(with_kwh(clear), ghi_wh_m2=clear * 100)
    assert told(steady, "month_shape").outcome == "inconclusive"


@pytest.mark.parametrize(("noise", "least"), [(0.0, 1.4), (150.0, 1.0)])
def test_an_honest_months_sky_shows_more_than_is_needed(noise, least):
    result = told(cases.with_noise(golden(), noise) if noise else golden(), "month_sky")
    assert result.outcome == "pass"
    assert result.figure / result.threshold > least


@pytest.mark.parametrize("away", [1, 7])
@pytest.mark.parametrize("noise", [0.0, 150.0])
def test_clouds_and_sizes_together_deny_another_days_curve(away, noise):
    days = with_kwh(np.roll(golden().kwh, away, axis=0))
    result = told(cases.with_noise(days, noise) if noise else days, "month_sky")
    assert (result.outcome, result.effect) == ("fail", "PENDING")


def test_in_the_tropics_less_than_the_best_level_is_asked_about():
    cool, warm = golden(), replace(golden(), latitude=np.full(104, 12.0))
    assert [told(days, "month_level").threshold for days in (cool, warm)] == [0.95, 0.92]


@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_an_invented_bell_does_not_follow_the_clouds(noise):
    days = with_kwh(noisy(bell(), noise))
    assert told(days, "month_clouds").outcome == "fail"
    assert (judged(days).status[SCORED] == "VERIFIED").sum() == 0


def test_a_bell_as_large_as_the_satellites_day_leaves_nothing_within_the_day():
    days = golden()
    sized = bell() * (days.ghi_wh_m2.sum(axis=1) / expected.derive(days).clean_ghi.sum(axis=1))[:, None]
    forged = with_kwh(noisy(sized, 0.02))
    assert told(forged, "month_totals").figure > 0.9
    assert told(forged, "month_clouds").outcome == "fail"
    assert abs(told(forged, "month_clouds").figure) < 0.15


@pytest.mark.parametrize("noise", [0.0, 0.01, 0.03, 0.05])
@pytest.mark.parametrize("reference", ["ghi", "poa_global"])
def test_the_satellites_own_curve_is_flagged_whatever_even_noise_is_laid_over_it(noise, reference):
    curve = getattr(expected.derive(golden()), reference)
    days = with_kwh(noisy(curve * golden().kwh.sum() / curve.sum(), noise))
    judgement = judged(days)
    assert (judgement.status[SCORED] == "FLAGGED").all()
    assert "the satellite's own curve" in verdict_of(judgement, MIDDLE).reason


@pytest.mark.parametrize("kind", ["ghi_sensor", "poa_sensor"])
def test_a_sensor_on_the_ground_cannot_be_too_good(kind):
    days = replace(with_kwh(golden().ghi_wh_m2 * 0.004), reference_kind=np.full(len(golden()), kind))
    assert told(days, "month_copy").outcome == "inconclusive"
    assert (judged(days).status != "FLAGGED").all()


def test_the_best_day_every_day_is_flagged():
    days = with_kwh(best_day(golden().kwh))
    assert (judged(days).status[SCORED] == "FLAGGED").mean() >= 0.8
    assert told(days, "month_repeated").outcome == "fail"


def test_a_small_load_that_repeats_itself_is_no_fraud():
    lit = expected.derive(golden()).cosine_zenith > 0.3
    days = with_kwh(noisy(np.where(lit, 0.5, 0.0), 0.02))
    assert told(days, "month_repeated").outcome == "pass"
    assert (judged(days).status != "FLAGGED").all()


@pytest.mark.parametrize(("factor", "outcome"), [(1.0, "pass"), (1.15, "pass"), (1.3, "fail"), (2.0, "fail")])
def test_the_months_level_stays_below_the_theoretical_month(factor, outcome):
    days = with_kwh(golden().kwh * factor)
    assert told(days, "month_level").outcome == outcome
    assert told(days, "month_level").figure == pytest.approx(factor * told(golden(), "month_level").figure, rel=1e-3)


def test_twice_the_energy_is_flagged_on_every_day_low_ones_too():
    assert (judged(with_kwh(golden().kwh * 2)).status[SCORED] == "FLAGGED").all()


def test_an_unknown_array_is_asked_for_before_it_is_doubted():
    days = unstated(with_kwh(golden().kwh * 1.3))
    assert told(days, "month_level").outcome == "pass"
    assert told(days, "month_ceiling").outcome == "pass"


def test_a_step_that_passes_the_ceiling_counts_from_its_first_day_alone():
    kwh = golden().kwh.copy()
    kwh[52:] *= 2
    judgement = judged(with_kwh(kwh))
    assert told(with_kwh(kwh), "month_ceiling", 51).outcome == "pass"
    assert told(with_kwh(kwh), "month_ceiling", 52).outcome == "fail"
    assert "The level rises to" in told(with_kwh(kwh), "month_level", 51).sentence
    assert (judgement.status[30:52] == "FLAGGED").sum() == 0
    assert (judgement.status[52:] == "FLAGGED").all()


@pytest.mark.parametrize("factor", [1.3, 1 / 1.3])
def test_a_wash_or_a_repair_is_nobodys_fraud(factor):
    kwh = golden().kwh * 0.6
    kwh[50:] *= factor
    assert (judged(with_kwh(kwh)).status[SCORED] == "VERIFIED").mean() > 0.9


def test_one_day_made_larger_stands_out_and_its_neighbours_do_not_answer_for_it():
    kwh = golden().kwh.copy()
    kwh[MIDDLE] *= 1.6
    judgement = judged(with_kwh(kwh))
    assert judgement.status[MIDDLE] != "VERIFIED"
    assert told(with_kwh(kwh), "day_stands_out").outcome == "fail"
    assert told(with_kwh(kwh), "month_outliers", MIDDLE + 2).outcome == "pass"


def test_where_every_fifth_day_is_made_larger_no_day_of_the_month_is_believed():
    factor = np.where(np.random.default_rng(20161).random((len(golden()), 1)) < 0.2, 1.6, 1.0)
    judgement = judged(with_kwh(golden().kwh * factor))
    assert (judgement.status[SCORED] == "VERIFIED").mean() <= 0.2


def test_a_low_month_never_flags():
    for kwh in (golden().kwh * 0.1, golden().kwh[:, ::-1], np.zeros_like(golden().kwh)):
        assert (judged(with_kwh(kwh.copy())).status != "FLAGGED").all()


def test_a_day_is_judged_alike_alone_in_its_month_and_among_all():
    days, curves = golden(), expected.derive(golden())
    together, window = judged(days), around(days)
    for row in (0, 31, MIDDLE, 103):
        mine = np.unique(window.days[row][window.days[row] >= 0])
        part = days.take(mine)
        here = replace(around(part), rows=np.array([0]), days=np.searchsorted(mine, window.days[row : row + 1]))
        here = replace(here, rows=np.searchsorted(mine, [row]))
        assert verdict_of(assess(part, curves.take(mine), window=here), 0) == verdict_of(together, row)


def test_the_clock_is_corrected_before_the_month_is_judged():
    result = told(ahead(golden(), 1), "month_clouds")
    assert result.outcome == "inconclusive"
    assert "clock" in result.sentence
