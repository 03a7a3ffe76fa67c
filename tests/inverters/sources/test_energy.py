import math
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inverters.sources.energy import check, milliwatt_hours, plain_numbers
from inverters.sources.faults import UnreadableRowError
from tests.inverters.sources.plain_readings import plain_energy


@pytest.mark.parametrize(
    ("kwh", "whole"),
    [
        (0.0, 0),
        (-0.0, 0),
        (5.5, 5_500_000),
        (0.1 + 0.2, 300_000),
        (0.0000005, 0),
        (0.0000015, 2),
        (0.1234565, 123_456),
        (1e-300, 0),
        (999_999.999999, 999_999_999_999),
        (1_000_000.0, 1_000_000_000_000),
    ],
)
def test_energy_becomes_whole_milliwatt_hours(kwh, whole):
    whole_numbers, taken = milliwatt_hours(np.array([kwh]))
    assert (whole_numbers.tolist(), taken.tolist()) == ([whole], [True])
    check(kwh, str(kwh))


@pytest.mark.parametrize(
    ("kwh", "cure"),
    [
        (math.nan, "decimal point"),
        (-1e-9, "0 or more"),
        (-math.inf, "0 or more"),
        (math.nextafter(1e6, math.inf), "not Wh"),
        (math.inf, "not Wh"),
    ],
)
def test_energy_out_of_bounds_is_not_taken_and_says_why(kwh, cure):
    whole_numbers, taken = milliwatt_hours(np.array([kwh]))
    assert (whole_numbers.tolist(), taken.tolist()) == ([0], [False])
    with pytest.raises(UnreadableRowError, match=cure) as caught:
        check(kwh, "sent")
    assert caught.value.field == "kwh"


@given(st.integers(0, 10**12))
@example(999_999_999_999)
def test_a_number_of_six_decimals_is_kept_exactly(whole):
    text = f"{whole // 10**6}.{whole % 10**6:06d}"
    assert milliwatt_hours(plain_numbers([text]))[0].tolist() == [whole]


@given(st.floats(0, 1e6))
def test_the_rule_is_the_double_rounded_half_to_even(kwh):
    product = Decimal(kwh * 1_000_000)
    assert milliwatt_hours(np.array([kwh]))[0].tolist() == [int(product.quantize(Decimal(1), ROUND_HALF_EVEN))]


@pytest.mark.parametrize("text", ["5", "5.", ".5", "05.50", "+5", "-5", "5e0", "5E-3", " 5\t"])
def test_a_plain_number_is_read_as_python_reads_it(text):
    assert plain_numbers([text, "x"])[0] == plain_numbers([text])[0] == float(text)


@pytest.mark.parametrize(
    "text", ["", " ", "1_000", "٥", "５", "inf", "NaN", "0x1p3", "5,5", "1 2", "1-2", "e5", ".", "+", "5\n", "5\x0b"]
)
def test_anything_else_is_not_a_number_alone_or_in_company(text):
    assert np.isnan(plain_numbers([text])[0])
    assert np.isnan(plain_numbers(["1", text, "2"])).tolist() == [False, True, False]


@given(st.lists(st.text("0123456789.eE+- \t_", max_size=8), max_size=12))
def test_a_column_reads_like_its_texts_one_by_one(texts):
    whole, taken = milliwatt_hours(plain_numbers(texts))
    assert [energy if kept else None for energy, kept in zip(whole.tolist(), taken.tolist(), strict=True)] == [
        plain_energy(text) for text in texts
    ]
