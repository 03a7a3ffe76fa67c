"""Prints find candidates: the same digits and the same clouds share them, honest days do not."""

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inverters import prints
from inverters.prints import NO_PRINT, digit_bits, digit_prints, middle_batches, resolution, shape_prints, telling

GOLDEN = Path(__file__).parents[2] / "reports" / "demo" / "serf_east_2016" / "readings.csv"


@cache
def golden() -> np.ndarray:
    """Real days of Golden from midnight to midnight in its standard time, int64 (n, 24). [mWh]"""
    with GOLDEN.open(newline="") as rows:
        readings = [(row["timestamp"], float(row["kwh"])) for row in csv.DictReader(rows) if row["kwh"]]
    start = next(at for at, (stamp, _) in enumerate(readings) if stamp[11:13] == "07")
    energy = np.rint(np.array([max(kwh, 0.0) for _, kwh in readings[start:]]) * 1e6).astype(np.int64)
    return energy[: len(energy) // 24 * 24].reshape(-1, 24)


def day(*noon: int) -> np.ndarray:
    """A day with these energies from six in the morning, zero around them; (1, 24). [mWh]"""
    energy = np.zeros((1, 24), np.int64)
    energy[0, 6 : 6 + len(noon)] = noon
    return energy


CLOUDY = (120_417, 871_333, 1_934_018, 1_411_207, 2_903_771, 1_120_946, 2_744_113, 702_319, 1_288_451, 390_662)
DIGITS_OF_CLOUDY, SHAPE_OF_CLOUDY = 2306982230175967433, 16981


@pytest.mark.parametrize(
    ("energies", "counted"),
    [
        pytest.param((5, 9, 100), [6, 7], id="the highest hour may stand at a ceiling"),
        pytest.param((5, 99, 100, 9), [6, 9], id="and so may one within a hundredth of it"),
        pytest.param((5, 5, 9, 100), [6, 8], id="a value that repeats is said once"),
        pytest.param((0, -1, 7, 100), [8], id="zero and missing hours say nothing"),
        pytest.param((0, 0), [], id="a day without output"),
        pytest.param((1, 9, 100), [6, 7], id="the least energy is one"),
    ],
)
def test_only_hours_whose_digits_can_differ_are_telling(energies: tuple[int, ...], counted: list[int]):
    assert np.flatnonzero(telling(day(*energies))[0]).tolist() == counted


@pytest.mark.parametrize(
    ("energies", "step"),
    [
        ((123_456, 654_321, 7), 1),
        ((123_000, 654_000, 7_000), 1_000),
        ((100_000, 2_300_000, 900_000), 100_000),
        ((250_000, 500_000, 1_250_000), 250_000),
        ((100_000, 300_000, 700_000, 123_456), 100_000),
        ((0, 0), 1),
        ((1, 1, 100, 200), 1),
    ],
)
def test_the_loggers_step_is_read_from_its_values(energies: tuple[int, ...], step: int):
    assert resolution(day(*energies)).tolist() == [step]


def test_each_day_is_read_by_itself():
    every = [day(*CLOUDY), day(300_000, 500_000), day(0), day(7, 13), day(*(n // 1_000 * 1_000 for n in CLOUDY))]
    every += [
        np.roll(day(*CLOUDY[:7]), 2),
        day(*CLOUDY[:6]),
        day(*CLOUDY[:3], 0, *CLOUDY[3:]),
        day(*CLOUDY[:3], -1, *CLOUDY[3:]),
    ]
    every += [day(100_000, 300_000, 700_000, 123_456), day(250_000, 500_000, 1_250_000)]
    every += [
        day(*(n // 100_000 * 100_000 for n in CLOUDY)),
        day(*np.rint(1e6 * np.sin(np.pi * np.arange(1, 12) / 12)).astype(int)),
    ]
    for figure in (resolution, digit_prints, shape_prints):
        together = figure(np.concatenate(every))
        assert together.tolist() == [figure(one)[0] for one in every]
        assert together.dtype == np.int64


@pytest.mark.parametrize(("hours", "printed"), [(7, True), (6, False)])
def test_a_digit_print_needs_six_telling_hours(hours, printed):
    assert (digit_prints(day(*CLOUDY[:hours]))[0] != NO_PRINT) == printed


@pytest.mark.parametrize(("hours", "printed"), [(6, True), (5, False)])
def test_a_shape_print_needs_six_hours(hours, printed):
    assert (shape_prints(day(*CLOUDY[:hours]))[0] != NO_PRINT) == printed


@pytest.mark.parametrize(
    ("slot", "value", "printed"), [(2, -1, True), (17, -1, True), (20, -1, True), (9, -1, False), (9, 0, True)]
)
def test_only_a_gap_by_day_takes_the_shape_print_away(slot, value, printed):
    energy = day(*CLOUDY)
    energy[0, slot] = value
    assert (shape_prints(energy)[0] != NO_PRINT) == printed


def test_the_projections_are_signs_and_the_same_at_every_call():
    assert np.array_equal(prints._signs(), prints.SIGNS)
    assert prints.SIGNS.shape == (24, 16)
    assert set(prints.SIGNS.ravel().tolist()) == {-1.0, 1.0}


def test_an_hours_bits_follow_from_its_size_and_the_step():
    [bits] = digit_bits(day(1_000_000, 777_000, 1_500_000))
    assert bits[6] == pytest.approx(np.log2(0.01 * 1_000 * np.sqrt(2 * np.pi)))
    assert bits[8] == 0


def test_coarse_digits_say_next_to_nothing():
    coarse = golden() // 100_000 * 100_000
    assert (digit_bits(coarse).sum(axis=1) < 5).all()
    assert (digit_prints(coarse) == NO_PRINT).all()


def test_like_real_days_lie_further_apart_than_the_spread_assumes():
    lit = golden() > 0.05 * golden().max()
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.abs(np.log(golden()[:, None] / golden()[None]))
    both = lit[:, None] & lit[None]
    mean = np.where(both, apart, 0.0).sum(axis=2) / np.maximum(both.sum(axis=2), 1)
    mean[(both.sum(axis=2) < 8) | np.eye(len(mean), dtype=bool)] = np.inf
    assert mean.min() > prints.SPREAD


def test_every_real_day_has_its_own_digit_print():
    found = digit_prints(golden())
    assert (found != NO_PRINT).all()
    assert len(set(found.tolist())) == len(found)


@pytest.mark.parametrize("hours", [-5, -1, 1, 3])
def test_a_shifted_clock_keeps_the_digit_print(hours: int):
    moved = np.roll(day(*CLOUDY), hours, axis=1)
    assert digit_prints(moved) == digit_prints(day(*CLOUDY)) != NO_PRINT


def test_one_altered_hour_leaves_many_digit_prints_as_they_were():
    altered = golden().copy()
    altered[:, 9] += 7
    assert (digit_prints(altered) == digit_prints(golden())).mean() > 0.4


def test_a_print_hangs_on_the_day_alone():
    together = digit_prints(golden()), shape_prints(golden())
    for row in (0, 17, 63):
        alone = golden()[row : row + 1]
        assert (digit_prints(alone)[0], shape_prints(alone)[0]) == (together[0][row], together[1][row])


def test_a_print_is_the_same_on_every_machine():
    assert digit_prints(day(*CLOUDY)).tolist() == [DIGITS_OF_CLOUDY]
    assert shape_prints(day(*CLOUDY)).tolist() == [SHAPE_OF_CLOUDY]


@settings(max_examples=50, deadline=None)
@given(st.floats(0.05, 20.0))
def test_size_does_not_change_the_shape_print(times: float):
    scaled = np.rint(day(*CLOUDY) * times).astype(np.int64)
    assert shape_prints(scaled) == shape_prints(day(*CLOUDY))


@pytest.mark.parametrize(("noise", "least"), [(0.0, 1.0), (0.005, 0.8), (0.02, 0.5), (0.03, 0.35)])
def test_noise_leaves_the_shape_print_on_many_days(noise: float, least: float):
    noisy = np.rint(golden() * (1 + np.random.default_rng(7).normal(0, noise, golden().shape))).astype(np.int64)
    before = shape_prints(golden())
    rough = before != NO_PRINT
    assert (shape_prints(noisy) == before)[rough].mean() >= least


def test_unrelated_days_seldom_share_a_shape_print():
    times = np.array(list(Counter(shape_prints(golden()).tolist()).values()))
    assert (times * (times - 1)).sum() / len(golden()) ** 2 < 0.02


@pytest.mark.parametrize(
    "energy",
    [
        pytest.param(day(*np.rint(1e6 * np.sin(np.pi * np.arange(1, 12) / 12)).astype(int)), id="a cloudless bell"),
        pytest.param(day(900_000, 100_000, -1, 800_000, 50_000, 700_000, 30_000), id="a gap by day"),
        pytest.param(day(900_000, 100_000), id="two hours"),
        pytest.param(day(), id="nothing"),
    ],
)
def test_some_days_have_no_shape_print(energy: np.ndarray):
    assert shape_prints(energy).tolist() == [NO_PRINT]


def test_half_the_energy_decides_when_a_day_was_received():
    days = np.array(["2025-01-01"] * 4 + ["2025-01-02"] * 3 + ["2025-01-03"] * 2, "datetime64[D]")
    batches = np.array([9, 4, 4, 12, 20, 21, 22, 30, 31])
    energy = np.array([10, 0, 5, 4, 1, 1, 1, 3, 2])
    assert middle_batches(days, batches, energy).tolist() == [9, 21, 30]


def test_a_day_without_energy_was_received_with_its_first_batch():
    assert middle_batches(np.zeros(2, "datetime64[D]"), np.array([8, 5]), np.zeros(2, np.int64)).tolist() == [5]
    assert middle_batches(np.zeros(0, "datetime64[D]"), np.zeros(0, np.int64), np.zeros(0, np.int64)).tolist() == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 5), st.integers(1, 9)), min_size=1, max_size=24))
def test_a_copy_is_never_received_before_its_original(values: list[tuple[int, int, int]]):
    energy, batches, later = (np.array(column, np.int64) for column in zip(*values, strict=True))
    days = np.zeros(len(energy), "datetime64[D]")
    assert middle_batches(days, batches + later, energy) >= middle_batches(days, batches, energy)
