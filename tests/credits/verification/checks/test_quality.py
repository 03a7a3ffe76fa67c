"""The checks of quality at the edges of their limits."""

import numpy as np
import pytest

from credits.verification.checks import quality as checks
from credits.verification.digits import Digits

from ..supposed import evidence, says

NAN = np.nan


def approx(*values):
    return tuple(pytest.approx(value, nan_ok=True) for value in values)


def line(start, step, hours, then=0.0):
    """A straight line of so many hours from eight o'clock, and two values that lie on no line."""
    kwh = np.full(24, then)
    kwh[8 : 8 + hours] = start + step * np.arange(hours)
    kwh[7], kwh[8 + hours] = 2.31, 0.77
    return kwh[None]


@pytest.mark.parametrize(
    ("kwh", "longest"),
    [
        (line(1.0, 0.1, 2), 0.0),
        (line(1.0, 0.1, 3), 3.0),
        (line(1.0, 0.1, 5), 5.0),
        (line(1.0, 0.1, 6), 6.0),
        (line(2.0, -0.1, 7), 7.0),
        (line(1.0, 0.004, 6), 0.0),
        (line(1.0, 0.006, 6), 6.0),
        (line(1.0, 0.1, 6) + 2e-6 * (np.arange(24) % 2), 0.0),
        (np.where(np.arange(24) < 3, 0.3 * np.arange(24) + 0.1, 0.0)[None], 3.0),
    ],
)
def test_interpolated(kwh, longest):
    found = says(checks.interpolated(evidence(days={"kwh": kwh})))
    assert found == approx(longest < 6, True, longest, 6.0)


def test_the_longest_of_two_lines_and_of_each_day_counts():
    both = np.concatenate(
        [np.where(np.arange(24) < 14, line(1.0, 0.1, 4), line(1.0, 0.1, 4)[:, ::-1]), line(1.0, 0.1, 3)]
    )
    both = np.concatenate([both, np.zeros((1, 24))])
    found = checks.interpolated(evidence(3, days={"kwh": both}, coarse=np.array([True, False, False])))
    assert found.figure.tolist() == [4.0, 3.0, 0.0]
    assert found.known.tolist() == [False, True, True]


def digits(readings=100.0, step=0.0, fives=NAN):
    return Digits(*(np.array([value]) for value in (readings, 5.0, step, fives)))


@pytest.mark.parametrize(
    ("supposed", "said"),
    [
        (digits(step=0.1), (True, True, 0.1, 0.25)),
        (digits(step=0.25), (False, True, 0.25, 0.25)),
        (digits(step=0.5), (False, True, 0.5, 0.25)),
        (digits(step=0.5, readings=60.0), (False, True, 0.5, 0.25)),
        (digits(step=0.5, readings=59.0), (False, False, 0.5, 0.25)),
    ],
)
def test_resolution(supposed, said):
    assert says(checks.resolution(evidence(digits=supposed))) == approx(*said)


@pytest.mark.parametrize(
    ("supposed", "said"),
    [
        (digits(fives=0.2), (True, True, 0.2, 0.45)),
        (digits(fives=0.45), (False, True, 0.45, 0.45)),
        (digits(fives=0.45, readings=60.0), (False, True, 0.45, 0.45)),
        (digits(fives=0.45, readings=59.0), (True, True, NAN, NAN)),
        (digits(fives=1.0), (True, True, 1.0, 0.45)),
        (digits(), (True, True, NAN, NAN)),
    ],
)
def test_typed(supposed, said):
    words = {"readings": supposed.readings[0], "step": supposed.step[0]}
    assert says(checks.typed(evidence(digits=supposed)), **words) == approx(*said)
