"""What a month's numbers look like as numbers, beside a count by hand in whole watt-hours."""

import numpy as np
import pytest

from credits.verification import digits
from credits.verification.window import Window, alone

from .making import batch

NAN = np.nan
WATT_HOURS = {0.01: 10, 0.1: 100, 1.0: 1000}


def written(rng, days, step):
    """Days of readings in whole steps of so many watt-hours, with gaps and nights."""
    kwh = rng.integers(1, 9000 // step + 1, (days, 24)) * step / 1000
    return np.where(rng.random((days, 24)) < 0.2, NAN, np.where(np.arange(24) < 6, 0.0, kwh))


def plain_digits(kwh):
    """(readings, highest, step, fives) of one month."""
    values = [round(v * 1000, 6) for day in kwh for v in day if not np.isnan(v) and v > 0]
    step, fives = 0.0, NAN
    for size, unit in WATT_HOURS.items():
        if values and all(v % unit == 0 for v in values):
            step = 5 * size if all(v % (5 * unit) == 0 for v in values) else size
            fives = sum(v % (5 * unit) == 0 for v in values) / len(values)
    return len(values), max(values, default=0) / 1000, step, fives


@pytest.mark.parametrize("step", [1, 3, 5, 10, 50, 100, 500, 1000, 5000])
def test_a_month_is_written_in_the_coarsest_step_that_all_its_readings_share(step):
    rng = np.random.default_rng(step)
    kwh = written(rng, 12, step)
    kwh[4], kwh[5] = NAN, 0.0
    months = np.array([[0, 1, 2, 3, 4], [5, 6, 7, 8, -1], [11, 10, 9, -1, -1], [4, 5, -1, -1, -1]])
    found = digits.measure(batch(12, kwh=kwh), Window(months[:, 0], months))
    for row, month in enumerate(months):
        plain = plain_digits(kwh[[at for at in month if at >= 0]])
        told = [getattr(found, name)[row] for name in ("readings", "highest", "step", "fives")]
        assert told == pytest.approx(plain, nan_ok=True)


@pytest.mark.parametrize(
    ("values", "step", "fives"),
    [
        ([1.234, 2.0], 0.0, NAN),
        ([1.23, 2.0], 0.01, 0.5),
        ([1.25, 2.05], 0.05, 1.0),
        ([1.2, 2.5], 0.1, 0.5),
        ([1.5, 2.5], 0.5, 1.0),
        ([1.0, 5.0], 1.0, 0.5),
        ([10.0, 5.0], 5.0, 1.0),
        ([0.07, 0.29], 0.01, 0.0),
        ([2.0 + 1e-9, 1.0], 1.0, 0.0),
        ([2.0 + 1e-7, 1.0], 0.0, NAN),
    ],
)
def test_steps_and_fives_of_two_readings(values, step, fives):
    kwh = np.zeros((1, 24))
    kwh[0, 9:11] = values
    found = digits.measure(batch(1, kwh=kwh), alone(1))
    assert [found.step[0], found.fives[0]] == pytest.approx([step, fives], nan_ok=True)
    assert (found.readings[0], found.highest[0]) == (2.0, pytest.approx(max(values)))


@pytest.mark.parametrize("block", [1, 5])
def test_blocks_do_not_show(monkeypatch, block):
    kwh = np.concatenate([written(np.random.default_rng(1), 6, step) for step in (10, 1)])
    days, window = batch(12, kwh=kwh), alone(12)
    whole = digits.measure(days, window)
    monkeypatch.setattr(digits, "BLOCK", block)
    for name, column in vars(digits.measure(days, window)).items():
        np.testing.assert_array_equal(column, getattr(whole, name))


def test_no_readings_have_no_digits():
    found = digits.measure(batch(1), alone(1))
    assert (found.readings[0], found.highest[0], found.step[0], np.isnan(found.fives[0])) == (0.0, 0.0, 0.0, True)
