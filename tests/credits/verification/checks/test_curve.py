"""What the check of the correlation says, at the edges of its limit."""

from types import SimpleNamespace

import numpy as np
import pytest

from credits.verification.checks.curve import correlation

from ..supposed import says

NAN = np.nan
LOAD, HIDDEN, FLAT = (
    "the readings are not PV generation", "the satellite's hours are not published",
    "one of the two curves is flat, or too few of its hours are known",
)  # fmt: skip
MONTH = " (undisturbed hours, the satellite's index over five hours)"
INFERRED = " (undisturbed hours, the satellite's index over five hours, orientation inferred from the month)"
FAVOURED = " (orientation unknown: the most favourable one)"


def asked(r=0.95, alone=0.95, supported=False, stated=True, quantity="pv_generation", published=True, words=None):
    """The check of one day whose r is supposed; the sun stands above 10° from eight to sixteen."""
    hours = np.arange(24)
    found = correlation(
        SimpleNamespace(
            correlation=np.array([r]),
            clock=SimpleNamespace(correlation=np.array([alone])),
            supported=np.array([supported]),
            hourly=np.array([quantity == "pv_generation"]),
            coarse=np.array([False]),
            published=np.array([published]),
            rule=SimpleNamespace(correlation=0.9, sun_cosine=0.174),
            curves=SimpleNamespace(cosine_zenith=np.where((hours >= 8) & (hours < 17), 0.5, 0.174)[None]),
            days=type("Days", (SimpleNamespace,), {"__len__": lambda self: 1})(
                kwh=np.where((hours < 10) | (hours > 12), 0.0, 1.0)[None],
                orientation_known=np.array([stated]),
                is_generation=np.array([quantity == "pv_generation"]),
            ),
        )
    )
    return says(found, **(words or {}))


@pytest.mark.parametrize(
    ("r", "passes", "known"), [(0.91, True, True), (0.9, False, True), (-1.0, False, True), (NAN, False, False)]
)
def test_r_is_above_its_limit(r, passes, known):
    assert asked(r) == (passes, known, pytest.approx(r, nan_ok=True), 0.9)


def test_sunlit_hours_without_output_are_named():
    zero = np.isin(np.arange(24), [8, 9, 13, 14, 15, 16])
    asked(words={"zero": zero})


@pytest.mark.parametrize(
    ("columns", "because"),
    [
        ({}, FLAT),
        ({"published": False}, HIDDEN),
        ({"published": False, "quantity": "load"}, LOAD),
        ({"quantity": "load"}, LOAD),
    ],
)
def test_why_there_is_no_r(columns, because):
    asked(NAN, words={"because": because}, **columns)


@pytest.mark.parametrize(
    ("columns", "basis"),
    [
        ({}, ""),
        ({"stated": False}, FAVOURED),
        ({"supported": True}, ""),
        ({"supported": True, "alone": 0.9}, MONTH),
        ({"supported": True, "alone": NAN}, MONTH),
        ({"supported": True, "alone": 0.9, "stated": False}, INFERRED),
        ({"supported": True, "stated": False}, FAVOURED),
        ({"supported": False, "alone": 0.9}, ""),
        ({"supported": True, "alone": NAN, "r": -0.99}, MONTH),
        ({"supported": True, "alone": NAN, "r": NAN}, ""),
    ],
)
def test_what_r_was_taken_against(columns, basis):
    asked(words={"basis": basis}, **columns)
