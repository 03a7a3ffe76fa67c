"""The checks of data at the edges of their limits."""

from types import SimpleNamespace

import numpy as np
import pytest

from credits.verification.checks import data as checks
from credits.verification.clock import ClockFit
from credits.verification.finding import Finding

from ..supposed import evidence, says

NAN = np.nan
FAR = ClockFit(np.array([2.0]), np.array([0.1]), np.array([0.95]))
LOAD, COARSE, STEADY = (
    "the readings are not PV generation", "the readings are more than an hour apart",
    "output through the night at a household's size looks like a load",
)  # fmt: skip
DARK = ((np.arange(24) < 6) | (np.arange(24) >= 18))[None]


def slots(*hours):
    return np.isin(np.arange(24), hours)


def made(**values):
    """A day that rises by a tenth every hour, from six o'clock on, but for some slots named as `at_9`."""
    kwh = np.where(DARK[0], 0.0, 1.0 + np.arange(24) / 10)
    for name, value in values.items():
        kwh[int(name.removeprefix("at_"))] = value
    return kwh[None]


def supposed(kwh=None, figures=None, days=None, **columns):
    kwh = made() if kwh is None else kwh
    given = {"dark": DARK, "lump": np.zeros((1, 24), bool), "energy": np.nansum(kwh, axis=1)}
    return evidence(days={"kwh": kwh} | (days or {}), figures=figures, **given | columns)


def asked(check, words=None, **columns):
    return says(check(supposed(**columns)), **(words or {}))


def approx(*values):
    return tuple(pytest.approx(value, nan_ok=True) for value in values)


@pytest.mark.parametrize(
    ("quantity", "passes", "named"),
    [
        ("pv_generation", True, "PV generation"),
        ("ac_output", False, "AC output"),
        ("load", False, "load"),
        ("export", False, "export"),
    ],
)
def test_quantity(quantity, passes, named):
    assert asked(checks.quantity, {"quantity": named}, days={"quantity": quantity}) == approx(passes, True, NAN, NAN)


@pytest.mark.parametrize("over", [True, False])
def test_day_over(over):
    assert asked(checks.day_over, days={"day_over": over}) == approx(over, True, NAN, NAN)


@pytest.mark.parametrize("left_out", [0, 1, 3])
def test_provisional(left_out):
    assert asked(checks.provisional, days={"provisional": left_out}) == (left_out == 0, True, left_out, 0.0)


@pytest.mark.parametrize(("minutes", "passes", "known"), [(60.0, True, True), (61.0, False, True), (NAN, True, False)])
def test_interval(minutes, passes, known):
    found = asked(checks.interval, days={"interval_minutes": minutes}, coarse=np.array([minutes > 60]))
    assert found == approx(passes, known, minutes, 60.0)


@pytest.mark.parametrize(("share", "said"), [(0.75, (True, True)), (0.74, (False, True)), (NAN, (False, False))])
def test_daylight(share, said):
    words = {"hours": slots(9, 10)}
    kwh = made(at_9=NAN, at_10=NAN, at_2=NAN)
    assert asked(checks.daylight, words, kwh=kwh, daylight_measured=np.array([share])) == approx(*said, share, 0.75)


@pytest.mark.parametrize(
    ("lump", "days", "coarse", "said"),
    [
        ((), {}, False, (True, True, 0.0, 6.0)),
        ((9, 11), {}, False, (False, True, 2.1, 6.0)),
        ((9,), {"dc_capacity_kwp": NAN}, True, (False, False, 1.9, 5.0)),
    ],
)
def test_lump(lump, days, coarse, said):
    columns = {"days": days, "lump": slots(*lump)[None], "coarse": np.array([coarse])}
    assert asked(checks.lump, {"hours": slots(*lump)}, **columns) == approx(*said)


@pytest.mark.parametrize(("energy", "passes"), [(0.0, False), (0.05, False), (0.051, True)])
def test_production(energy, passes):
    assert asked(checks.production, energy=np.array([energy])) == approx(passes, True, energy, 0.05)
    one = np.where(slots(9), 1.0, NAN)[None]
    assert asked(checks.production, kwh=one)[1] is True
    assert asked(checks.production, kwh=np.full((1, 24), NAN))[1] is False


STUCK = {
    "none": (made(), 0.0, 0.0),
    "two": (made(at_9=1.5, at_10=1.5), 2.0, 1.5),
    "three": (made(at_9=1.5, at_10=1.5, at_11=1.5), 3.0, 1.5),
    "four": (made(at_9=1.5, at_10=1.5, at_11=1.5, at_12=1.5), 4.0, 1.5),
    "the longer of two": (made(at_7=1.2, at_8=1.2, at_12=3.3, at_13=3.3, at_14=3.3), 3.0, 3.3),
    "broken": (made(at_9=1.5, at_10=1.5, at_11=1.5001, at_12=1.5, at_13=1.5), 2.0, 1.5),
    "in the dark": (made(at_4=1.5, at_5=1.5, at_6=1.5, at_7=1.5), 2.0, 1.5),
    "nothing": (made(at_9=0.0, at_10=0.0, at_11=0.0, at_12=0.0), 0.0, 0.0),
    "small": (made(at_9=0.5, at_10=0.5, at_11=0.5, at_12=0.5), 4.0, 0.5),
    "rated": (made(at_9=4.5, at_10=4.5, at_11=4.5, at_12=4.5), 0.0, 0.0),
    "nearly rated": (made(at_9=4.4, at_10=4.4, at_11=4.4, at_12=4.4), 4.0, 4.4),
}


@pytest.mark.parametrize("case", STUCK)
def test_stuck(case):
    kwh, longest, value = STUCK[case]
    found = asked(checks.stuck, {"value": value}, kwh=kwh, digits=SimpleNamespace(highest=np.array([9.0])))
    assert found == approx(longest < 4, True, longest, 4.0)


def test_the_longest_run_is_each_days_own():
    names = ("four", "none", "two")
    kwh = np.concatenate([STUCK[name][0] for name in names])
    days = evidence(3, days={"kwh": kwh}, dark=np.tile(DARK, (3, 1)), digits=SimpleNamespace(highest=np.full(3, 9.0)))
    found = checks.stuck(days)
    assert found.figure.tolist() == [STUCK[name][1] for name in names]
    assert found.words["value"].tolist() == [STUCK[name][2] for name in names]


def test_coarse_readings_are_not_stuck():
    assert asked(checks.stuck, coarse=np.array([True]))[1] is False


@pytest.mark.parametrize(
    ("figures", "given", "clipped"),
    [
        ({}, 600.0, slots(9, 10)),
        ({}, 583.0, slots()),
        ({"days": 10.0}, 600.0, slots(9, 10)),
        ({"days": 9.0}, 600.0, slots()),
    ],
)
def test_the_months_highest_reading_is_a_limit_where_the_sky_gives_more(figures, given, clipped):
    columns = {
        "digits": SimpleNamespace(highest=np.array([3.5])),
        "curves": SimpleNamespace(poa_global=np.full((1, 24), given)),
    }
    found = checks.clipped(supposed(kwh=made(at_9=3.5, at_10=3.5), figures=figures, **columns))
    assert found[0].tolist() == clipped.tolist()


@pytest.mark.parametrize(
    ("columns", "said", "because"),
    [
        ({}, (True, True, 0.0, 0.02), STEADY),
        ({"kwh": made(at_2=0.5)}, (True, True, 0.5 / 26.3, 0.02), STEADY),
        ({"kwh": made(at_2=0.6)}, (False, True, 0.6 / 26.4, 0.02), STEADY),
        ({"clock": FAR}, (True, False, 0.0, 0.02), "the clock explains the energy in the dark"),
        ({"days": {"quantity": "load"}}, (True, False, 0.0, 0.02), LOAD),
        ({"coarse": np.array([True])}, (True, False, 0.0, 0.02), COARSE),
    ],
)
def test_night_output(columns, said, because):
    kwh = columns.get("kwh", made())
    words = {"because": because, "energy": kwh[0, 2]}
    assert asked(checks.night_output, words, **columns) == approx(*said)


def test_missing_hours_of_night_hold_no_energy():
    assert asked(checks.night_output, {"energy": 0.1}, kwh=made(at_1=NAN, at_2=0.1))[2] == pytest.approx(0.1 / 25.9)


@pytest.mark.parametrize(
    ("share", "published", "note", "told"),
    [
        (0.95, True, "", "NASA publishes hourly values about four months late."),
        (0.5, False, "NASA was not reached.", "NASA was not reached."),
        (NAN, False, "", "NASA publishes hourly values about four months late."),
    ],
)
def test_published(share, published, note, told):
    ghi = np.where(slots(3, 9, 10), NAN, 500.0)[None]
    found = asked(
        checks.published,
        {"hours": slots(9, 10), "note": told},
        days={"reference_note": note},
        published=np.array([published]),
        daylight_published=np.array([share]),
        curves=SimpleNamespace(ghi=ghi),
    )
    assert found == approx(published, not np.isnan(share), share, 0.9)


def test_only_a_failure_by_the_sea_is_excused():
    passes, known = np.array([False, True, False, False]), np.array([True, True, False, True])
    finding = Finding(
        passes, known, np.arange(4.0), np.ones(4), {"because": np.array(["so"] * 4), "days": np.arange(4)}
    )
    coastal = evidence(4, days={"land_share": np.array([0.6, 0.6, 0.6, 0.7])})
    found = checks.excused_by_the_sea(coastal, finding)
    assert found.known.tolist() == [False, True, False, True]
    assert found.words["because"].tolist() == ["too much of the satellite's cell is sea", "so", "so", "so"]
    assert found.words["days"].tolist() == [0, 1, 2, 3]
    assert (found.passes.tolist(), found.figure.tolist()) == (passes.tolist(), [0, 1, 2, 3])
