import enum
import time
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from django.db.models import TextChoices
from hypothesis import given
from hypothesis import strategies as st

from lumix.ledger.canonical import MAX_EXPONENT, EntryError, decimal_string, plain, utc_string

LAGOS = timezone(timedelta(hours=1))


class Status(TextChoices):
    VERIFIED = "verified", "Verified"


class Colour(str, enum.Enum):  # noqa: UP042
    RED = "red"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (Decimal("-0.00"), "0"),
        (Decimal("0E+999"), "0"),
        (1, "1"),
        (-17, "-17"),
        (100, "100"),
        (1.0, "1"),
        (Decimal("1.00"), "1"),
        (Decimal("1.20"), "1.2"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (1e21, "1000000000000000000000"),
        (Decimal("1E+3"), "1000"),
        (2**63, "9223372036854775808"),
        (Decimal("0.1234567890123456789012345678901234567890"), "0.123456789012345678901234567890123456789"),
        (10**MAX_EXPONENT, "1" + "0" * MAX_EXPONENT),
        (Decimal("1E-400"), "0." + "0" * 399 + "1"),
        (np.float64(0.25), "0.25"),
    ],
)
def test_a_number_becomes_a_plain_decimal(number, text):
    assert decimal_string(number) == text


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf"), Decimal("NaN"), Decimal("sNaN")])
def test_what_is_no_finite_number_is_refused(number):
    with pytest.raises(EntryError, match=r"^-?(NaN|sNaN|Infinity) is not a number that can be written down$"):
        decimal_string(number)


@pytest.mark.parametrize("number", [Decimal("1E+401"), Decimal("-1E-401"), 10**401])
def test_a_magnitude_that_would_fill_the_disk_is_refused(number):
    with pytest.raises(EntryError, match=r"^its magnitude lies outside 1E-400 to 1E\+400$"):
        decimal_string(number)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_reads_back_as_itself_and_has_no_exponent(number):
    text = decimal_string(number)
    assert float(text) == number
    assert set(text) <= set("-.0123456789")


@given(st.decimals(-(10**30), 10**30, allow_nan=False, places=12) | st.integers())
def test_an_exact_number_keeps_its_value_to_the_last_digit(number):
    assert Fraction(decimal_string(number)) == Fraction(number)


@given(st.integers(-(2**53), 2**53))
def test_equal_numbers_give_equal_strings(number):
    assert decimal_string(float(number)) == decimal_string(Decimal(number).quantize(Decimal("0.01"))) == str(number)


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (datetime(2025, 1, 15, 9, tzinfo=UTC), "2025-01-15T09:00:00.000000Z"),
        (datetime(2025, 1, 15, 0, 30, tzinfo=LAGOS), "2025-01-14T23:30:00.000000Z"),
        (datetime(2025, 1, 15, 9, 0, 0, 1, tzinfo=UTC), "2025-01-15T09:00:00.000001Z"),
    ],
)
def test_an_instant_is_written_in_utc_to_the_microsecond(instant, text):
    assert utc_string(instant) == text


def test_an_instant_is_written_in_utc_wherever_the_machine_stands(monkeypatch):
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Africa/Lagos")
        time.tzset()
        written = utc_string(datetime(2025, 1, 15, 9, tzinfo=UTC))
    time.tzset()
    assert written == "2025-01-15T09:00:00.000000Z"


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(EntryError, match=r"^2025-01-15 09:00:00 has no time zone$"):
        utc_string(datetime(2025, 1, 15, 9))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (True, True),
        (False, False),
        ("", ""),
        ("Ọ̀yọ́", "Ọ̀yọ́"),
        (Status.VERIFIED, "verified"),
        (Colour.RED, "red"),
        (5, "5"),
        (5.5, "5.5"),
        (Decimal("1.50"), "1.5"),
        (date(2025, 1, 15), "2025-01-15"),
        (datetime(2025, 1, 15, 9, tzinfo=UTC), "2025-01-15T09:00:00.000000Z"),
        ([], []),
        ((1, [2, (3,)]), ["1", ["2", ["3"]]]),
        ({"a": {"b": 1.0}, "": None}, {"a": {"b": "1"}, "": None}),
    ],
)
def test_a_value_becomes_json_without_numbers(value, text):
    assert plain(value) == text


@pytest.mark.parametrize("value", [Status.VERIFIED, Colour.RED, {Colour.RED: 1}])
def test_an_enumeration_leaves_only_a_string_behind(value):
    made = plain(value)
    assert type(next(iter(made)) if isinstance(made, dict) else made) is str


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        (b"bytes", "data: a bytes cannot stand in an entry"),
        ({"a": [1, {2}]}, "data.a[1]: a set cannot stand in an entry"),
        ({"figures": np.int64(3)}, "data.figures: a int64 cannot stand in an entry"),
        ({"a": {1: "x"}}, "data.a: the key 1 is not a string"),
        ({"r": float("nan")}, "data.r: NaN is not a number that can be written down"),
        ([datetime(2025, 1, 15)], "data[0]: 2025-01-15 00:00:00 has no time zone"),
    ],
)
def test_what_cannot_be_written_down_is_named_with_its_place(value, complaint):
    with pytest.raises(EntryError) as refusal:
        plain(value)
    assert str(refusal.value) == complaint
