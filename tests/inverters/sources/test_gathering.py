from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inverters.errors import MalformedUploadError
from inverters.sources.faults import UnreadableRowError
from inverters.sources.gathering import Gathering, first_of_instant

NOON = "2025-01-15T12:00:00Z"


def gathering(lenient=True):
    return Gathering(zone=ZoneInfo("Africa/Lagos"), now=datetime(2026, 6, 1, tzinfo=UTC), lenient=lenient, noun="line")


def add(to, line, stamp, kwh):
    to.add(np.array([line]), [stamp], np.array([kwh]), [kwh])


@pytest.mark.parametrize(
    ("instants", "first"),
    [
        ([], []),
        ([7], [0]),
        ([1, 2, 3], [0, 1, 2]),
        ([3, 1, 2], [0, 1, 2]),
        ([5, 1, 5, 1, 5], [0, 1, 0, 1, 0]),
        ([4, 4], [0, 0]),
    ],
)
def test_each_row_knows_the_first_row_of_its_instant(instants, first):
    assert first_of_instant(np.array(instants, np.int64)).tolist() == first


@given(st.lists(st.integers(-5, 5)))
def test_the_first_row_is_the_one_that_a_search_from_the_start_finds(instants):
    assert first_of_instant(np.array(instants, np.int64)).tolist() == [instants.index(instant) for instant in instants]


def test_an_instant_is_told_again_across_blocks():
    rows = gathering()
    for line, kwh in enumerate([5.0, 5.0, 6.0], 2):
        add(rows, line, NOON, kwh)
    columns = rows.columns()
    assert (columns.milliwatt_hours.tolist(), columns.repeated) == ([5_000_000], 1)
    assert [(error.line, error.field) for error in columns.rejected] == [(4, "kwh")]


def test_values_equal_to_the_milliwatt_hour_are_the_same_value():
    rows = gathering(lenient=False)
    add(rows, 2, NOON, 5.0)
    add(rows, 3, NOON, 5.0000004)
    assert rows.columns().repeated == 1


def test_a_refused_row_does_not_count_as_the_first_of_its_instant():
    rows = gathering()
    add(rows, 2, NOON, -1.0)
    add(rows, 3, NOON, 5.0)
    assert rows.columns().milliwatt_hours.tolist() == [5_000_000]


def test_strictly_bad_cells_and_two_values_are_reported_together_in_order():
    rows = gathering(lenient=False)
    for line, (stamp, kwh) in enumerate([(NOON, 1.0), (NOON, 2.0), ("x", 1.0)], 2):
        add(rows, line, stamp, kwh)
    rows.reject(9, UnreadableRowError(None, "ragged: mend it"))
    with pytest.raises(MalformedUploadError, match=r"Line 3: .*2 more lines") as caught:
        rows.columns()
    assert [error.line for error in caught.value.errors] == [3, 4, 9]


def test_every_row_is_counted_whatever_becomes_of_it():
    rows = gathering()
    for stamp, kwh in [(NOON, 1.0), (NOON, 1.0), (NOON, 2.0), ("x", 1.0)]:
        add(rows, 2, stamp, kwh)
    rows.reject(9, UnreadableRowError(None, "ragged: mend it"))
    assert rows.rows_sent == rows.columns().rows_sent == 5
