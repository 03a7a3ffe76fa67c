"""What neighbours and place say at the edges of their limits."""

from types import SimpleNamespace

import numpy as np
import pytest

from credits.verification.checks import place as checks
from credits.verification.clock import ClockFit

from ..supposed import evidence, says

NAN = np.nan
LATE, FAR = (ClockFit(np.array([hours]), np.array([0.9]), np.array([0.95])) for hours in (1.0, 2.0))
BESIDE = {
    "count": 3.0, "hours": 300.0, "variation": 0.1, "usual_variation": 0.2, "agreement": 0.6, "usual_agreement": 0.6,
    "envelope": 0.8, "best_envelope": 0.8, "distance_km": 5.0,
}  # fmt: skip
STRANGER = {"within_r": 0.0}
"""A month that does not follow the satellite: its neighbours are asked."""
FEW, LUMP = "too few have months of their own", "the day's hours are not its own"
SMOOTH, SHORT = "they saw too few clouds", "their months are too short"
APART = "they stand too far away, or agree too little with one another"
CHANCE = 2.75 / np.sqrt(300)


def asked(check, beside=None, figures=None, words=None, **columns):
    values = {name: np.array([value]) for name, value in (BESIDE | (beside or {})).items()}
    supposed = evidence(figures=STRANGER | (figures or {}), beside=SimpleNamespace(**values), **columns)
    return says(check(supposed), **(words or {}))


def approx(*values):
    return tuple(pytest.approx(value, nan_ok=True) for value in values)


@pytest.mark.parametrize(
    ("beside", "figures", "said", "because"),
    [
        ({}, {}, (True, True, 0.5, 0.35), SMOOTH),
        ({"variation": 0.07}, {}, (True, True, 0.35, 0.35), SMOOTH),
        ({"variation": 0.069}, {}, (False, True, 0.345, 0.35), SMOOTH),
        ({"variation": 0.01}, {"within_r": 0.6}, (True, True, 0.05, 0.35), SMOOTH),
        ({"variation": 0.01}, {"within_r": 0.6, "sky_within": 1.0}, (False, True, 0.05, 0.35), SMOOTH),
        ({"variation": 0.04, "usual_variation": 0.08}, {}, (True, True, 0.5, 0.35), SMOOTH),
        ({"variation": 0.035, "usual_variation": 0.07}, {}, (True, False, 0.5, 0.35), SMOOTH),
        ({"count": 2.0}, {}, (True, False, 0.5, 0.35), FEW),
        ({}, {"days": 9.0}, (True, False, 0.5, 0.35), SMOOTH),
        ({"usual_variation": 0.0, "variation": 0.0}, {}, (False, False, 0.0, 0.35), SMOOTH),
    ],
)
def test_smooth(beside, figures, said, because):
    words = {"because": because, "count": beside.get("count", 3.0), "days": figures.get("days", 31.0)}
    assert asked(checks.smooth, beside, figures, words) == approx(*said)


@pytest.mark.parametrize(
    ("beside", "figures", "said"),
    [
        ({}, {}, (True, True, 0.6, CHANCE)),
        ({"agreement": CHANCE}, {}, (True, True, CHANCE, CHANCE)),
        ({"agreement": 0.1}, {}, (False, True, 0.1, CHANCE)),
        ({"agreement": 0.1}, {"within_r": 0.6}, (True, True, 0.1, CHANCE)),
        ({"distance_km": 25.0}, {}, (True, True, 0.6, CHANCE)),
        ({"distance_km": 26.0}, {}, (True, False, 0.6, NAN)),
        ({"usual_agreement": 0.4}, {}, (True, True, 0.6, CHANCE)),
        ({"usual_agreement": 0.39}, {}, (True, False, 0.6, NAN)),
        ({"hours": 60.0}, {}, (True, True, 0.6, 2.75 / np.sqrt(60))),
        ({"hours": 59.0}, {}, (True, False, 0.6, NAN)),
        ({}, {"days": 15.0}, (True, True, 0.6, CHANCE)),
        ({}, {"days": 14.0}, (True, False, 0.6, NAN)),
        ({"count": 2.0}, {}, (True, False, 0.6, NAN)),
    ],
)
def test_clouds(beside, figures, said):
    words = {"because": FEW if "count" in beside else APART, "days": figures.get("days", 31.0)}
    assert asked(checks.clouds, beside, figures, words) == approx(*said)


def test_clouds_wait_for_the_clock():
    assert asked(checks.clouds, clock=LATE)[1] is False


@pytest.mark.parametrize(
    ("beside", "figures", "days", "said"),
    [
        ({}, {}, {}, (True, True, 1.0, 1.3)),
        ({"envelope": 1.3, "best_envelope": 1.0}, {}, {}, (True, True, 1.3, 1.3)),
        ({"envelope": 1.31, "best_envelope": 1.0}, {}, {}, (False, True, 1.31, 1.3)),
        ({"envelope": 1.2}, {}, {"dc_capacity_kwp": NAN}, (True, True, 1.0, 1.3)),
        ({"best_envelope": 0.0}, {}, {}, (False, False, NAN, 1.3)),
        ({}, {"days": 9.0}, {}, (True, False, 1.0, 1.3)),
        ({"count": 2.0}, {}, {}, (True, False, 1.0, 1.3)),
    ],
)
def test_envelope(beside, figures, days, said):
    words = {"because": FEW if "count" in beside else SHORT}
    assert asked(checks.envelope, beside, figures, words, days=days) == approx(*said)


@pytest.mark.parametrize(
    ("check", "otherwise"), [(checks.smooth, SMOOTH), (checks.clouds, APART), (checks.envelope, SHORT)]
)
@pytest.mark.parametrize("columns", [{"clock": FAR}, {"days": {"quantity": "load"}}])
def test_hours_that_are_not_the_days_own_are_held_beside_nobody(check, otherwise, columns):
    assert asked(check, words={"because": LUMP}, **columns)[1] is False
    assert asked(check, words={"because": otherwise})[1] is True


HIGH, REPEATED = {"level": 1.2}, {"repeat": 0.1, "dull_ratio": 2.0}
WIDENED = ", so its limits are widened"


@pytest.mark.parametrize(
    ("figures", "energy", "days", "said", "note"),
    [
        ({}, 10.0, {}, (True, True, 1.0, 0.7), ""),
        (HIGH | REPEATED, 999.0, {}, (True, True, 1.0, 0.7), ""),
        ({}, 10.0, {"land_share": 0.6}, (True, True, 0.6, 0.7), WIDENED),
        (HIGH, 10.0, {"land_share": 0.6}, (False, True, 0.6, 0.7), WIDENED),
        (REPEATED, 10.0, {"land_share": 0.6}, (False, True, 0.6, 0.7), WIDENED),
        ({}, 999.0, {"land_share": 0.6}, (False, True, 0.6, 0.7), WIDENED),
        ({}, 999.0, {"land_share": 0.7}, (True, True, 0.7, 0.7), ""),
        ({}, 10.0, {"land_share": NAN}, (True, False, NAN, 0.7), ""),
        ({}, 10.0, {"reference_kind": "ghi_sensor"}, (True, False, 1.0, 0.7), ""),
    ],
)
def test_sea_in_cell(figures, energy, days, said, note):
    supposed = evidence(figures=figures, days=days, energy=np.array([energy]))
    assert says(checks.sea_in_cell(supposed), note=note) == approx(*said)


def test_each_day_of_a_cell_with_sea_has_its_own_doubt():
    supposed = evidence(2, days={"land_share": 0.6}, energy=np.array([10.0, 999.0]))
    assert checks.sea_in_cell(supposed).passes.tolist() == [True, False]
