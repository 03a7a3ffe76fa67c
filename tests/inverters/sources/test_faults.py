from unittest import mock

import pytest

from inverters.errors import MalformedUploadError
from inverters.sources import faults
from inverters.sources.faults import Faults, shown


def many(count, *, lenient):
    noted = Faults(lenient=lenient, noun="row")
    for line in range(count, 0, -1):
        noted.add(line, "kwh", f"fault {line}: mend it")
    return noted


def test_no_fault_is_no_refusal():
    many(0, lenient=False).raise_if_strict()


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (1, "Row 1: fault 1: mend it"),
        (2, "Row 1: fault 1: mend it (and 1 more row cannot be read)"),
        (20, "Row 1: fault 1: mend it (and 19 more rows cannot be read)"),
    ],
)
def test_a_refusal_says_the_first_fault_and_counts_the_others(count, sentence):
    with pytest.raises(MalformedUploadError) as caught:
        many(count, lenient=False).raise_if_strict()
    assert str(caught.value) == sentence
    assert [error.line for error in caught.value.errors] == list(range(1, count + 1))


def test_strictly_no_more_than_twenty_are_listed():
    noted = many(5_000, lenient=False)
    assert len(noted.listed()) == len(noted.refusal().errors) == 20
    assert "4,999 more rows" in str(noted.refusal())


def test_leniently_every_fault_is_listed_and_nothing_raised():
    noted = many(5_000, lenient=True)
    noted.raise_if_strict()
    assert [error.line for error in noted.listed()] == list(range(1, 5_001))


@pytest.mark.parametrize("lenient", [False, True])
def test_faults_without_number_are_refused_before_they_fill_the_memory(lenient):
    with mock.patch.object(faults, "FAULT_LIMIT", 50), pytest.raises(MalformedUploadError, match="50 more rows"):
        many(51, lenient=lenient)


@pytest.mark.parametrize("text", ["x", "\ud800", "\x00\x1b[31m", "٥", "9" * 10_000, "a\nb"])
def test_what_is_shown_is_short_and_prints_on_one_line(text):
    quoted = shown(text)
    quoted.encode()
    assert quoted.isprintable()
    assert len(quoted) < 100
