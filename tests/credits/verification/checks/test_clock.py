"""What the check of the clock says, at the edges of its limits."""

import numpy as np
import pytest

from credits.verification.checks.clock import clock
from credits.verification.clock import ClockFit

from ..supposed import evidence, says

NAN = np.nan
CHANGED = " The lag changes within the month: daylight saving where there should be none, or a clock set anew."
ENDS = " Stamps at the other end of their interval look the same."
LOAD = "the readings are not PV generation"
LITTLE = "too little output to tell the time by"


def fit(hours, correlation=0.5, after=0.9, **months):
    return ClockFit(
        *(np.array([value]) for value in (hours, correlation, after)), **{k: np.array([v]) for k, v in months.items()}
    )


def asked(settled, words=None, figures=None, days=None):
    return says(clock(evidence(clock=settled, figures=figures, days=days)), **(words or {}))


@pytest.mark.parametrize(
    ("hours", "correlation", "passes", "known"),
    [
        (0.0, 0.9, True, True),
        (0.0, NAN, True, False),
        (0.5, 0.9, True, True),
        (1.0, 0.9, False, True),
        (-1.0, 0.9, False, True),
        (7.0, NAN, False, True),
    ],
)
def test_an_hour_and_more_fails_and_a_named_shift_is_known(hours, correlation, passes, known):
    assert asked(fit(hours, correlation)) == (passes, known, hours, 1.0)


@pytest.mark.parametrize(("hours", "known"), [(0.0, False), (3.0, True)])
def test_a_load_tells_no_time_but_a_named_shift_stays_named(hours, known):
    assert asked(fit(hours), {"because": LOAD}, days={"quantity": "load"})[1] is known
    assert asked(fit(hours), {"because": LITTLE})[1] is True


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (1.5, {"minutes": -90.0, "off": 1.5, "direction": "ahead of", "correction": -1.5}),
        (-2.0, {"minutes": 120.0, "off": 2.0, "direction": "behind", "correction": 2.0}),
        (0.5, {"direction": "ahead of"}),
        (0.0, {"direction": "behind"}),
    ],
)
def test_the_shift_is_told_in_words(hours, words):
    asked(fit(hours), words | {"before": 0.5, "after": 0.9, "span": "day", "also": ""})


@pytest.mark.parametrize(
    ("by_month", "figures", "minutes", "also"),
    [
        (True, {}, 60.0, ENDS),
        (True, {}, 30.0, ""),
        (True, {"cloud_gain": 2.0, "clouds": [0.5] * 5}, 60.0, CHANGED),
        (False, {"cloud_gain": 2.0, "clouds": [0.5] * 5}, 60.0, ""),
        (False, {}, 60.0, ""),
    ],
)
@pytest.mark.parametrize("hours", [1.0, -1.0])
def test_what_a_months_lag_may_be_as_well(hours, by_month, figures, minutes, also):
    settled = fit(hours, stamped_correlation=0.7, by_month=by_month)
    words = {"span": "month" if by_month else "day", "also": also, "before": 0.7}
    asked(settled, words, figures, {"interval_minutes": minutes})


def test_each_day_is_told_of_itself():
    both = ClockFit(*(np.array(pair) for pair in ((0.0, 2.0), (0.9, 0.2), (0.9, 0.8))), None, np.array([False, True]))
    found = clock(evidence(2, clock=both))
    assert found.passes.tolist() == [True, False]
    assert found.words["span"].tolist() == ["day", "month"]
    assert found.threshold.tolist() == [1.0, 1.0]
