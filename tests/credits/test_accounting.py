from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.accounting import grams, tonnes

NIGERIA = Decimal("1.2")
FACTORS = st.decimals(min_value=0, max_value=5, places=6)


def plain_grams(milliwatt_hours, kg_per_kwh):
    """The slow second answer: kWh × kg/kWh × 1,000 g/kg as a fraction, cut off."""
    return int(Fraction(milliwatt_hours, 1_000_000) * Fraction(str(kg_per_kwh)) * 1000)


@pytest.mark.parametrize(
    ("milliwatt_hours", "factor", "expected"),
    [
        (12_700_000, "1.2", 15_240),
        (0, "1.2", 0),
        (833, "1.2", 0),
        (834, "1.2", 1),
        (1_000_000, "0", 0),
        (1_000_000, "0.333333", 333),
        (10**18, "1.2", 1_200_000_000_000_000),
    ],
)
def test_energy_becomes_grams_rounded_down(milliwatt_hours, factor, expected):
    assert grams(milliwatt_hours, Decimal(factor)) == expected


def test_the_published_example_is_exact():
    assert tonnes(grams(12_700_000, NIGERIA)) == Decimal("0.01524")
    assert float(tonnes(grams(12_700_000, NIGERIA))) == 0.01524


@given(st.integers(0, 10**13), FACTORS)
def test_grams_agree_with_plain_fractions(milliwatt_hours, factor):
    assert grams(milliwatt_hours, factor) == plain_grams(milliwatt_hours, factor)


@given(st.integers(0, 10**13), st.integers(0, 10**13), FACTORS)
def test_splitting_a_day_never_mints_a_gram(one, other, factor):
    assert grams(one, factor) + grams(other, factor) <= grams(one + other, factor)


@given(st.integers(0, 10**15))
def test_tonnes_hold_every_gram(amount):
    assert tonnes(amount) * 1_000_000 == amount
    assert tonnes(amount).as_tuple().exponent == -6


@pytest.mark.parametrize("amount", [1.5, 1.0, True, "1"])
def test_energy_that_is_no_whole_number_is_refused(amount):
    with pytest.raises(TypeError, match=r"^milliwatt-hours are a whole number$"):
        grams(amount, NIGERIA)


@pytest.mark.parametrize("factor", [1.2, 1, "1.2"])
def test_a_factor_that_is_no_decimal_is_refused(factor):
    with pytest.raises(TypeError, match=r"^an emission factor is a Decimal: a float is not the number"):
        grams(1, factor)


@pytest.mark.parametrize("factor", ["NaN", "Infinity", "-1.2"])
def test_a_factor_that_is_no_amount_is_refused(factor):
    with pytest.raises(ValueError, match=r"^an emission factor is finite and not negative$"):
        grams(1, Decimal(factor))


def test_negative_energy_is_refused():
    with pytest.raises(ValueError, match=r"^milliwatt-hours are never negative$"):
        grams(-1, NIGERIA)


def test_numpys_whole_numbers_count():
    assert grams(np.int64(12_700_000), NIGERIA) == 15_240
