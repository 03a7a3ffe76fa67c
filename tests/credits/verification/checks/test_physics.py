"""The ceilings of sun and ratings at their edges: what passes, what is known, what is told."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from credits.verification.checks import physics as checks
from credits.verification.clock import ClockFit

from ..supposed import evidence, says

NAN = np.nan
UNSTATED = {"dc_capacity_kwp": NAN}
LOAD = "the readings are not PV generation"
ANOTHER = "a reading may hold the energy of another day"
FAR = ClockFit(np.array([2.0]), np.array([0.1]), np.array([0.95]))
NO_LUMP = np.zeros((1, 24), bool)


def curves(poa=5000.0, ghi=4000.0, clean_poa=7000.0, clean_ghi=6000.0):
    """The day's sums in four hours from ten; the sun shines from six to eighteen."""
    slots = np.where((np.arange(24) >= 10) & (np.arange(24) < 14), 0.25, 0.0)
    given = {"poa_global": poa, "ghi": ghi, "clean_poa": clean_poa, "clean_ghi": clean_ghi}
    return SimpleNamespace(**{name: (value * slots)[None] for name, value in given.items()})


def supposed(kwh=(), lump=(), **columns):
    """A day of 24 kWh over four hours, but for some slots, of 6 kWp on 5 kW under the sums above."""
    made = np.where((np.arange(24) >= 10) & (np.arange(24) < 14), 6.0, 0.0)
    for slot, value in dict(kwh).items():
        made[slot] = value
    lumps = NO_LUMP.copy()
    lumps[0, list(lump)] = True
    days = {"kwh": made[None]} | columns.pop("days", {})
    dark = ((np.arange(24) < 6) | (np.arange(24) >= 18))[None]
    given = {"energy": np.array([np.nansum(made)]), "lump": lumps, "dark": dark, "curves": curves()}
    if np.isnan(days.get("dc_capacity_kwp", 6.0)):
        given["array_kwp"] = np.array([7.5])
    return evidence(days=days, **given | columns)


def asked(check, words=None, **columns):
    return says(check(supposed(**columns)), **(words or {}))


def approx(*values):
    return tuple(pytest.approx(value, nan_ok=True) for value in values)


def slots(*hours):
    return np.isin(np.arange(24), hours)


@pytest.mark.parametrize(
    ("columns", "said", "words"),
    [
        ({}, (True, True, 6.0, 6.9), {"hours": slots(), "basis": "the stated array"}),
        ({"kwh": {11: 1.15 * 6}}, (True, True, 6.9, 6.9), {"hours": slots()}),
        ({"kwh": {11: 7.0}}, (False, True, 7.0, 6.9), {"hours": slots(11)}),
        ({"kwh": {11: 7.0}, "lump": [11]}, (True, True, 6.0, 6.9), {"hours": slots()}),
        ({"kwh": {11: NAN}}, (True, True, 6.0, 6.9), {}),
        (
            {"kwh": {11: 7.6}, "days": UNSTATED},
            (False, True, 7.6, 7.5),
            {"basis": "the largest array that this inverter takes"},
        ),
        ({"days": {"quantity": "load"}}, (True, False, 6.0, 6.9), {"because": LOAD}),
    ],
)
def test_rating(columns, said, words):
    assert asked(checks.rating, words, **columns) == approx(*said)


@pytest.mark.parametrize(
    ("columns", "said", "because"),
    [
        ({}, (True, True, 6.0, NAN), None),
        ({"days": UNSTATED}, (False, True, 6 / 1.05, 5.0), None),
        ({"days": UNSTATED, "kwh": dict.fromkeys(range(10, 14), 5.0)}, (True, True, 5 / 1.05, 5.0), None),
        # By the cloudless day: 42 kWh of 1.1 × 7 h are 5.45 kWp, by the satellite's 42 of 6.25 are 6.72.
        (
            {"days": UNSTATED, "kwh": dict.fromkeys(range(7, 17), 4.2), "published": np.array([False])},
            (False, True, 42 / 7.7, 5.0), None,
        ),
        ({"days": UNSTATED, "kwh": dict.fromkeys(range(7, 17), 4.2)}, (False, True, 42 / 6.25, 5.0), None),
        (
            {"days": UNSTATED, "kwh": dict.fromkeys(range(7, 17), 4.2), "clock": FAR},
            (False, True, 42 / 7.7, 5.0), None,
        ),
        (
            {"days": UNSTATED, "lump": [10, 11, 12, 13]},
            (True, False, 24 / 6.25, 5.0), "a lump hides the day's own hours",
        ),
        ({"days": UNSTATED | {"quantity": "load"}}, (False, False, 6 / 1.05, 5.0), LOAD),
        ({"lump": [11]}, (True, True, 6.0, NAN), None),
    ],
)  # fmt: skip
def test_array_size(columns, said, because):
    assert asked(checks.array_size, because and {"because": because}, **columns) == approx(*said)


@pytest.mark.parametrize(
    ("columns", "said", "words"),
    [
        ({}, (True, True, 0.0, 3.0), {"hours": slots(), "peak": 6.0}),
        ({"kwh": {2: 3.0}}, (True, True, 3.0, 3.0), {"hours": slots()}),
        ({"kwh": {2: 3.1, 20: 4.0}}, (False, True, 4.0, 3.0), {"hours": slots(2, 20), "peak": 6.0}),
        ({"kwh": {2: 3.1}, "lump": [2]}, (True, True, 0.0, 3.0), {}),
        ({"kwh": {2: NAN}}, (True, True, 0.0, 3.0), {}),
        ({"kwh": dict.fromkeys(range(10, 14), 0.5) | {2: 0.5}}, (True, True, 0.5, 0.5), {}),
        ({"kwh": dict.fromkeys(range(10, 14), 0.5) | {2: 0.6}}, (False, True, 0.6, 0.5), {"peak": 0.5}),
        (
            {"kwh": {2: 3.1}, "clock": FAR},
            (False, False, 3.1, 3.0),
            {"because": "the clock explains the energy in the dark"},
        ),
        ({"clock": FAR}, (True, True, 0.0, 3.0), {}),
        ({"days": {"quantity": "load"}}, (True, False, 0.0, 3.0), {"because": LOAD}),
    ],
)
def test_night(columns, said, words):
    assert asked(checks.night, words, **columns) == approx(*said)


@pytest.mark.parametrize(
    ("columns", "said", "words"),
    [
        ({}, (True, True, 24.0, 46.2), {"array": 6.0}),
        ({"energy": np.array([6 * 7.7])}, (True, True, 46.2, 46.2), {}),
        ({"energy": np.array([46.3])}, (False, True, 46.3, 46.2), {}),
        ({"curves": curves(clean_ghi=8000.0)}, (True, True, 24.0, 52.8), {}),
        ({"days": UNSTATED}, (True, True, 24.0, 57.75), {"array": 7.5}),
        ({"lump": [11]}, (True, False, 24.0, 46.2), {"because": ANOTHER}),
        ({"days": {"quantity": "load"}}, (True, False, 24.0, 46.2), {"because": LOAD}),
    ],
)
def test_cloudless(columns, said, words):
    assert asked(checks.cloudless, words, **columns) == approx(*said)


SEA = {"days": {"land_share": 0.6}}
PUBLISHED = "the satellite's hours are not published"
CLOCK = "the clock is so far off that the day holds hours of two days"


@pytest.mark.parametrize(
    ("columns", "said", "words"),
    [
        ({}, (True, True, 24.0, 37.5), {"array": 6.0, "ratio": 0.64}),
        ({"energy": np.array([37.5])}, (True, True, 37.5, 37.5), {}),
        ({"energy": np.array([37.6])}, (False, True, 37.6, 37.5), {}),
        ({"curves": curves(ghi=6000.0)}, (True, True, 24.0, 44.4), {}),
        ({"days": {"reference_kind": "ghi_sensor"}}, (True, True, 24.0, 36.3), {}),
        ({"published": np.array([False])}, (False, False, 24.0, NAN), {"because": PUBLISHED, "ratio": NAN}),
        ({"clock": FAR}, (True, False, 24.0, 37.5), {"because": CLOCK}),
        ({"lump": [11], "published": np.array([False])}, (False, False, 24.0, NAN), {"because": ANOTHER}),
        (SEA, (True, True, 24.0, 39.0), {}),
    ],
)
def test_above_satellite(columns, said, words):
    assert asked(checks.above_satellite, words, **columns) == approx(*said)


def test_the_satellites_ceiling_is_unknown_where_it_fails_by_the_sea():
    assert asked(checks.satellite, energy=np.array([39.1])) == approx(False, True, 39.1, 37.5)
    found = asked(
        checks.satellite, {"because": "too much of the satellite's cell is sea"}, energy=np.array([39.1]), **SEA
    )
    assert found == approx(False, False, 39.1, 39.0)
    assert asked(checks.satellite, **SEA)[1] is True


SOUND = 6 * 5.5
LITERAL = 6 * 5.0


@pytest.mark.parametrize(
    ("columns", "figures", "limit"),
    [
        ({}, {}, SOUND),
        ({}, {"level": 0.92, "days": 10.0}, SOUND),
        ({}, {"level": 0.93}, LITERAL),
        ({}, {"level": NAN}, LITERAL),
        ({}, {"days": 9.0}, LITERAL),
        ({"days": {"reference_kind": "ghi_sensor"}}, {}, LITERAL),
        (SEA, {}, 6 * 5.75),
    ],
)
def test_theoretical(columns, figures, limit):
    said = says(checks.theoretical(supposed(**columns | {"month": evidence(figures=figures).month})), ratio=24 / limit)
    assert said == approx(True, True, 24.0, limit)


def test_unpublished_edges_of_a_day_are_filled_with_the_clean_sky():
    half = curves()
    for name in ("poa_global", "ghi"):
        getattr(half, name)[0, 10] = NAN
    assert checks.best_day(supposed(curves=half)) == pytest.approx([3750 + 1750])
    half.clean_poa[:] = 0
    assert checks.best_day(supposed(curves=half)) == pytest.approx([3000 + 1500])


def test_each_day_has_its_own_sky():
    one, other = curves(), curves(poa=1000.0, ghi=1200.0, clean_poa=2000.0, clean_ghi=1000.0)
    both = SimpleNamespace(**{name: np.concatenate([curve, vars(other)[name]]) for name, curve in vars(one).items()})
    days = evidence(2, days=UNSTATED, curves=both, published=np.array([True, True]), lump=np.zeros((2, 24), bool))
    assert checks.best_day(days) == pytest.approx([5000, 1200])
    assert checks.cloudless_limit(days) == pytest.approx([7.7, 2.2])
    kwh = np.zeros((2, 24))
    kwh[:, 12] = 5.0, 0.5
    days = replace(days, days=replace(days.days, kwh=kwh), energy=np.array([5.0, 0.5]))
    assert checks.array_size(days).figure == pytest.approx([5 / 1.05, 0.5 / 1.05])


def test_a_missing_hour_holds_nothing():
    little = dict.fromkeys(range(10, 14), 0.5) | {2: NAN}
    assert asked(checks.rating, kwh=little)[2] == 0.5
    assert asked(checks.array_size, kwh=little, days=UNSTATED)[2] == pytest.approx(0.5 / 1.05)


def test_where_the_sun_does_not_rise_nothing_is_divided_by_it():
    dark = curves(0.0, 0.0, 0.0, 0.0)
    assert checks.cloudless_limit(supposed(curves=dark)) == pytest.approx([0.0], abs=1e-6)
    for energy in (0.5, 500.0):
        found = checks.array_size(supposed(curves=dark, days=UNSTATED, energy=np.array([energy])))
        assert says(found)[:2] == (False, True)
        assert np.isfinite(found.figure).all()
