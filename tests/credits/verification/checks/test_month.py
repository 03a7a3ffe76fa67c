"""The month's checks at the edges of their limits: what passes, what is known, what is told."""

from types import SimpleNamespace

import numpy as np
import pytest

from credits.verification.checks import month as checks
from credits.verification.clock import ClockFit

from ..supposed import evidence, says

NAN = np.nan
CHANCE = 2.75 / np.sqrt(300)
LATE = ClockFit(np.array([1.0]), np.array([0.9]), np.array([0.92]))
FAR = ClockFit(np.array([2.0]), np.array([0.1]), np.array([0.92]))
CLEAR = "the satellite sees too little change of cloud in these weeks (clear sky, harmattan)"
FEW = "too few days around it have readings and satellite hours"
CLOCK = "the clock must be corrected first"
ALIKE = "the satellite's days are too much alike, or too uncertain"
COUNTS = {"days": 31.0, "hours": 300.0}


def approx(*values):
    return tuple(pytest.approx(value, nan_ok=True) for value in values)


def asked(check, figures=None, days=None, row=0, words=None, **columns):
    return says(check(evidence(2, days=days, figures=figures, **columns)), row, **(words or {}))


@pytest.mark.parametrize(
    ("figures", "said", "words"),
    [
        ({}, (True, True, 0.6, CHANCE), COUNTS | {"hint": "", "because": CLEAR}),
        ({"within_r": 0.1}, (False, True, 0.1, CHANCE), {"hint": ""}),
        ({"within_r": CHANCE}, (True, True, CHANCE, CHANCE), {"hint": ""}),
        ({"days": 14.0}, (True, False, 0.6, NAN), {"because": FEW, "days": 14.0}),
        (
            {"within_r": 0.1, "other_r": 0.41, "other_day": -3.0},
            (False, True, 0.1, 0.41 - 2.5 / np.sqrt(300)),
            {"hint": " It follows the sky 3 days earlier better (0.41)."},
        ),
        (
            {"within_r": 0.1, "other_r": 0.41, "other_day": 2.0},
            (False, True, 0.1, 0.41 - 2.5 / np.sqrt(300)),
            {"hint": " It follows the sky 2 days later better (0.41)."},
        ),
        (
            {"other_r": 0.9, "other_day": 1.0, "within_r": 0.8},
            (True, True, 0.8, 0.9 - 2.5 / np.sqrt(300)),
            {"hint": ""},
        ),
    ],
)
def test_clouds(figures, said, words):
    assert asked(checks.clouds, figures, words=words) == approx(*said)


@pytest.mark.parametrize(("count", "agreement", "told"), [(3.0, 0.4, True), (2.0, 0.9, False), (5.0, 0.39, False)])
def test_neighbours_who_share_the_clouds_are_told_where_the_month_fails(count, agreement, told):
    beside = SimpleNamespace(count=np.array([count, 9.0]), agreement=np.array([agreement, 0.9]))
    hint = (
        f" Its {count:.0f} neighbours share its clouds ({agreement:.2f}): the satellite may see another sky, which an "
        "auditor can accept."
    )
    figures = {"within_r": np.array([0.1, 0.6])}
    asked(checks.clouds, figures, beside=beside, words={"hint": hint if told else ""})
    asked(checks.clouds, figures, beside=beside, row=1, words={"hint": ""})


@pytest.mark.parametrize("check", [checks.clouds, checks.totals])
def test_a_wrong_clock_leaves_the_month_unjudged(check):
    found = asked(check, clock=ClockFit(*[np.repeat(c, 2) for c in (LATE.hours, LATE.correlation, LATE.hours)]))
    assert found[1] is False


@pytest.mark.parametrize(
    ("figures", "said", "because"),
    [
        ({}, (True, True, 0.8, 0.3), ALIKE),
        ({"daily_r": 0.3}, (True, True, 0.3, 0.3), ALIKE),
        ({"daily_r": 0.29}, (False, True, 0.29, 0.3), ALIKE),
        ({"sky_daily": 0.05}, (True, False, 0.8, NAN), ALIKE),
        ({"days": 10.0}, (True, False, 0.8, NAN), ALIKE),
        ({"days": 9.0}, (True, False, 0.8, NAN), FEW),
    ],
)
def test_totals(figures, said, because):
    words = {"because": because, "hours": 300.0, "days": figures.get("days", 31.0)}
    assert asked(checks.totals, figures, words=words) == approx(*said)


UNSTATED = {"dc_capacity_kwp": NAN}


@pytest.mark.parametrize(
    ("check", "figures", "days", "said"),
    [
        (checks.level, {"level": 0.92}, {}, (True, True, 0.92, 0.92)),
        (checks.level, {"level": 0.93}, {}, (False, True, 0.93, 0.92)),
        (checks.level, {"level": 0.93}, {"land_share": 0.6}, (True, True, 0.93, 1.05)),
        (checks.level, {"level": 1.15}, UNSTATED, (True, True, 1.15, 1.15)),
        (checks.level, {"level": NAN}, {}, (False, False, NAN, 0.92)),
        (checks.level, {"days": 10.0}, {}, (True, True, 0.8, 0.92)),
        (checks.level, {"days": 9.0}, {}, (True, False, 0.8, 0.92)),
        (checks.level, {}, {"quantity": "load"}, (True, False, 0.8, 0.92)),
        (checks.above_ceiling, {"level": 1.15}, {}, (True, True, 1.15, 1.15)),
        (checks.above_ceiling, {"level": 1.16}, {}, (False, True, 1.16, 1.15)),
        (checks.above_ceiling, {"level": 1.5}, UNSTATED, (True, True, 1.0, 1.15)),
        (checks.ceiling, {"level": 1.16}, {}, (False, True, 1.16, 1.15)),
        (checks.ceiling, {"level": 1.16}, {"land_share": 0.6}, (False, False, 1.16, 1.15)),
        (checks.stands_out, {"day_ratio": 1.2}, {}, (True, True, 1.2, 1.4)),
        (checks.stands_out, {"day_ratio": 1.5, "day_stands_out": True}, {}, (False, True, 1.5, 1.4)),
        (checks.stands_out, {"day_ratio": NAN}, {}, (True, False, NAN, 1.4)),
        (checks.stands_out, {"days": 9.0}, {}, (True, False, 1.0, 1.4)),
        (checks.outliers, {"outliers": 2.0}, {}, (True, True, 2.0, 3.0)),
        (checks.outliers, {"outliers": 3.0}, {}, (False, True, 3.0, 3.0)),
        (checks.outliers, {"days": 9.0}, {}, (True, False, 0.0, 3.0)),
        (checks.same_curve, {}, {}, (True, True, 0.3, 0.1)),
        (checks.same_curve, {"repeat": 0.1, "dull_ratio": 1.16}, {}, (False, True, 0.1, 0.1)),
        (checks.same_curve, {"repeat": 0.11, "dull_ratio": 1.16}, {}, (True, True, 0.11, 0.1)),
        (checks.same_curve, {"repeat": 0.1, "dull_ratio": 1.15}, {}, (True, True, 0.1, 0.1)),
        (checks.same_curve, {"repeat": 0.1, "dull_ratio": 1.7}, UNSTATED, (True, True, 0.1, 0.1)),
        (checks.same_curve, {"sky_daily": 0.1, "days": 10.0}, {}, (True, True, 0.3, 0.1)),
        (checks.same_curve, {"sky_daily": 0.09}, {}, (True, False, 0.3, 0.1)),
        (checks.same_curve, {"days": 9.0}, {}, (True, False, 0.3, 0.1)),
        (checks.same_curve, {}, {"quantity": "load"}, (True, False, 0.3, 0.1)),
        (checks.repeated, {"repeat": 0.1, "dull_ratio": 2.0}, {}, (False, True, 0.1, 0.1)),
        (checks.repeated, {"repeat": 0.1, "dull_ratio": 2.0}, {"land_share": 0.6}, (False, False, 0.1, 0.1)),
    ],
)
def test_levels_and_repetition_at_their_limits(check, figures, days, said):
    assert asked(check, figures, days) == approx(*said)


@pytest.mark.parametrize("check", [checks.level, checks.above_ceiling, checks.stands_out, checks.outliers])
def test_a_far_clock_leaves_the_level_unjudged(check):
    two = ClockFit(*[np.repeat(column, 2) for column in (FAR.hours, FAR.correlation, FAR.hours)])
    assert asked(check, clock=two)[1] is False


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (NAN, ""),
        (1.4, " The level rises to 1.40 times within the month; only this day's side counts."),
        (0.7, " The level falls to 0.70 times within the month; only this day's side counts."),
    ],
)
@pytest.mark.parametrize("check", [checks.level, checks.above_ceiling])
def test_a_step_and_what_the_level_was_taken_of_are_told(check, step, told):
    figures = {"step": np.array([step, NAN])}
    words = COUNTS | {"step": told, "basis": "the stated array", "because": CLEAR}
    asked(check, figures, words=words)
    asked(check, figures, UNSTATED, words=words | {"basis": "an array as large as the inverter's rating"})
    asked(check, figures, row=1, words={"step": ""})


@pytest.mark.parametrize(
    ("check", "figures", "words"),
    [
        (checks.stands_out, {}, {"because": CLEAR}),
        (checks.sky, {}, {"because": CLEAR}),
        (checks.shape, {}, {"because": CLEAR}),
        (checks.outliers, {}, COUNTS | {"ratio": 1.4, "because": CLEAR}),
        (checks.same_curve, {"dull_ratio": 0.6}, COUNTS | {"sky": 0.3, "dull": 0.6}),
        (checks.same_curve, {"days": 10.0}, {"because": "the satellite's days are alike as well"}),
        (checks.same_curve, {"days": 9.0}, {"because": FEW}),
    ],
)
def test_their_words(check, figures, words):
    asked(check, figures, words=words)


@pytest.mark.parametrize(
    ("figures", "because"),
    [
        ({}, CLEAR),
        ({"days": 15.0, "hours": 60.0}, CLEAR),
        ({"days": 14.0, "hours": 59.0}, FEW),
        ({"hours": 59.0}, "outages or a full battery left too few undisturbed hours"),
    ],
)
def test_why_a_month_cannot_tell(figures, because):
    assert checks.too_little(evidence(figures=figures)).tolist() == [because]
    assert checks.too_little(evidence(figures=figures, clock=LATE)).tolist() == [CLOCK]


def sigmas(within, daily, hours=300.0, days=31.0, sure=0.9, totals=0.95):
    """(shown, honest) of a month, in chance."""
    clouds, steps = 0.4 * sure * np.sqrt(hours), (days - 1) * 2 / 3
    sizes = 0.8 * totals * np.sqrt(steps)
    honest = np.hypot(clouds, sizes)
    return (clouds * within * np.sqrt(hours) + sizes * daily * np.sqrt(steps)) / honest, honest


@pytest.mark.parametrize(
    ("figures", "passes", "known"),
    [
        ({}, True, True),
        ({"within_r": 0.2, "daily_r": 0.2}, True, True),
        ({"within_r": 0.1, "daily_r": 0.1}, False, True),
        ({"days": 15.0}, True, True),
        ({"days": 14.0}, True, False),
        ({"hours": 60.0}, True, True),
        ({"hours": 59.0}, True, False),
    ],
)
def test_sky(figures, passes, known):
    shown, honest = sigmas(
        figures.get("within_r", 0.6),
        figures.get("daily_r", 0.8),
        figures.get("hours", 300.0),
        figures.get("days", 31.0),
    )
    limit = min(0.7 * honest, 2.75)
    words = {"honest": honest, "days": figures.get("days", 31.0)}
    assert asked(checks.sky, figures, words=words) == approx(passes, known, shown, limit if known else NAN)
    assert passes == (shown >= limit)


def test_a_sky_too_near_chance_and_a_wrong_clock_tell_nothing():
    assert asked(checks.sky, {"sky_sure": 0.05, "totals_sure": 0.1})[1] is False
    late = ClockFit(*[np.repeat(c, 2) for c in (LATE.hours, LATE.correlation, LATE.hours)])
    assert asked(checks.sky, clock=late)[1] is False


@pytest.mark.parametrize(
    ("figures", "said", "told"),
    [
        ({}, (True, True, 1.0, 0.3), 0.2),
        ({"apart": 0.6}, (True, True, 0.2 / 0.3, 0.3), 0.3),
        ({"moves": 0.061}, (True, True, 0.305, 0.3), 0.2),
        ({"moves": 0.059}, (False, True, 0.295, 0.3), 0.2),
        ({"sky_sure": 0.4, "apart": 0.2}, (True, True, 1.0, 0.3), 0.2),
        ({"sky_sure": 0.39, "apart": 0.2}, (True, True, 2.0, 0.3), 0.1),
        ({"sky_moves": 0.0, "apart": 0.1}, (True, True, 4.0, 0.3), 0.05),
        ({"sky_moves": 0.0, "apart": 0.09}, (True, False, 4.0, 0.3), 0.045),
        ({"days": 15.0, "hours": 150.0}, (True, True, 1.0, 0.3), 0.2),
        ({"days": 14.0}, (True, False, 1.0, 0.3), 0.2),
        ({"hours": 149.0}, (True, False, 1.0, 0.3), 0.2),
    ],
)
def test_shape(figures, said, told):
    words = {"moves": figures.get("moves", 0.2), "told": told, "hours": figures.get("hours", 300.0)}
    assert asked(checks.shape, figures, words=words) == approx(*said)


def test_a_load_and_a_far_clock_have_no_shape():
    two = ClockFit(*[np.repeat(column, 2) for column in (FAR.hours, FAR.correlation, FAR.hours)])
    assert asked(checks.shape, days={"quantity": "load"})[1] is False
    assert asked(checks.shape, clock=two)[1] is False
