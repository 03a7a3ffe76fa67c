"""Whether a month is the satellite's own curve, at the edges of its limits."""

import numpy as np
import pytest

from credits.verification.checks import copied as checks
from credits.verification.clock import ClockFit

from ..supposed import evidence, says

COPY = {"residual": 0.0, "slot_spread": 0.0, "day_spread": 0.0}
NOISY = {"residual": 0.08, "days": 32.0, "hours": 256.0}
"""An eighth of the days' root is 0.02 and that of the 8 hours 0.04: hypotenuses with a copy's spread of 0.01."""
BY_HOURS, BY_DAYS = np.hypot(0.01, 0.02), np.hypot(0.01, 0.04)
BEFORE = {"received_after_public": False}
SENSOR = {"reference_kind": "ghi_sensor"}
LATE = ClockFit(np.array([1.0]), np.array([0.9]), np.array([0.95]))
ROOF = "Output and satellite differ as a real roof does"
PROVEN = "The readings were here before NASA had published, so they are no copy of its curve"
GROUND = "the reference is a sensor on the ground"


def asked(check, figures, days=None, words=None, **columns):
    return says(check(evidence(figures=COPY | figures, days=days, **columns)), **(words or {}))


EDGES = [
    ({}, True),
    (NOISY | {"slot_spread": 0.999 * BY_HOURS, "day_spread": 0.999 * BY_DAYS}, True),
    (NOISY | {"slot_spread": 1.001 * BY_HOURS}, False),
    (NOISY | {"day_spread": 1.001 * BY_DAYS}, False),
    ({"slot_spread": 0.01, "day_spread": 0.01}, True),
]


@pytest.mark.parametrize(("figures", "same"), [*EDGES, (NOISY | {"residual": 0.081}, False)])
def test_one_multiple_of_the_satellite_is_a_copy(figures, same):
    found = asked(checks.satellite_copy, figures)
    assert found[:3] == (not same, True, (COPY | figures)["slot_spread"])


@pytest.mark.parametrize(("figures", "same"), [*EDGES, ({"residual": 0.12}, True), ({"residual": 0.121}, False)])
def test_more_of_it_is_a_likeness_in_what_came_late(figures, same):
    assert asked(checks.late_copy, figures) == (not same, True, (COPY | figures)["residual"], 0.12)


def test_the_limit_allows_for_what_noise_leaves_in_the_means():
    assert asked(checks.satellite_copy, NOISY)[3] == pytest.approx(BY_HOURS)
    assert asked(checks.satellite_copy, {"residual": 0.02, "days": 0.0})[3] == pytest.approx(
        np.hypot(0.01, 0.02 * 2**0.5)
    )


@pytest.mark.parametrize("hours", [0.0, 10.0, 40.0])
def test_fewer_hours_than_days_are_one_a_day(hours):
    spread = np.hypot(0.01, 0.02 * 2**0.5)
    for share, like in ((0.999, True), (1.001, False)):
        figures = COPY | {"residual": 0.02, "days": 40.0, "hours": hours, "day_spread": share * spread}
        found, _ = checks._one_multiple(evidence(figures=figures))
        assert found.tolist() == [like]


@pytest.mark.parametrize("check", [checks.satellite_copy, checks.late_copy])
def test_what_was_here_before_is_no_copy(check):
    assert asked(check, {}, BEFORE)[:2] == (True, True)
    assert asked(check, {})[:2] == (False, True)


@pytest.mark.parametrize("check", [checks.satellite_copy, checks.late_copy])
@pytest.mark.parametrize(("figures", "days"), [({"days": 9.0}, {}), ({"hours": 59.0}, {}), ({}, SENSOR)])
def test_a_short_month_and_a_sensor_are_compared_with_nothing(check, figures, days):
    assert asked(check, figures, days, {"because": GROUND} if days else {})[1] is False


def test_a_likeness_is_asked_only_where_clouds_and_clock_are_sure():
    assert asked(checks.late_copy, {"sky_within": 1.0})[1] is False
    assert asked(checks.late_copy, {}, clock=LATE)[1] is False
    assert asked(checks.satellite_copy, {"sky_within": 1.0}, clock=LATE)[1] is True


def test_their_words():
    counted = {"days": 31.0, "hours": 300.0}
    little = "the satellite sees too little change of cloud in these weeks (clear sky, harmattan)"
    asked(checks.satellite_copy, {"residual": 0.05}, words=counted | {"residual": 0.05, "why": ROOF, "because": little})
    asked(checks.satellite_copy, {}, BEFORE, {"why": PROVEN})
    asked(checks.late_copy, {}, words=counted | {"when": "", "because": little})
    asked(checks.late_copy, {}, BEFORE, {"when": "; the readings were here before NASA had published"})


@pytest.mark.parametrize(
    ("figures", "same"),
    [
        ({"residual": 0.08}, True),
        ({"residual": 0.08, "sky_moves": 0.04}, False),
        ({"residual": 0.08, "sky_within": 1.0}, False),
        ({"residual": 0.04, "sky_moves": 0.04}, True),
        ({"residual": 0.041, "sky_moves": 0.04}, False),
        ({"residual": 0.08, "sky_moves": 0.05}, True),
    ],
)
def test_without_clouds_a_copy_must_be_nearer(figures, same):
    assert asked(checks.satellite_copy, figures)[0] is not same
