import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.verification.window import AROUND, REACH_DAYS, Window, alone, nearest

START = np.datetime64("2024-01-01")


def window_of(offsets, judged, owner=None):
    days = START + np.array(offsets)
    owners = np.zeros(len(offsets), np.int64) if owner is None else np.array(owner)
    return nearest(owners, days, np.array(judged, np.int64))


def offsets_around(offsets, judged):
    found = window_of(offsets, [judged]).days[0]
    return [offsets[at] for at in found if at >= 0]


def test_a_month_lies_on_both_sides_where_there_are_days():
    assert offsets_around(list(range(100)), 50) == list(range(35, 66))


@pytest.mark.parametrize(("judged", "first", "last"), [(0, 0, 30), (3, 0, 30), (99, 69, 99), (60, 45, 75)])
def test_at_the_ends_of_a_series_the_month_leans_inward(judged, first, last):
    found = offsets_around(list(range(100)), judged)
    assert (found[0], found[-1], len(found)) == (first, last, AROUND + 1)


def test_gaps_are_bridged_but_not_without_end():
    assert offsets_around([0, 10, 20, REACH_DAYS + 10, REACH_DAYS + 11], 1) == [0, 10, 20, REACH_DAYS + 10]


def test_another_inverters_days_take_no_part():
    found = window_of([0, 0, 1, 1, 2], [2], owner=[1, 2, 1, 2, 1]).days[0]
    assert [at for at in found if at >= 0] == [0, 2, 4]
    assert set(found.tolist()) == {-1, 0, 2, 4}


def test_of_two_days_equally_far_the_earlier_is_taken():
    offsets = [*range(10, 29), 30, *range(31, 51)]
    assert offsets_around(offsets, 19) == [*range(30 - 16, 29), *range(30, 30 + 16)]


def test_a_day_alone_is_its_own_month():
    assert alone(3).days.tolist() == [[0], [1], [2]]


def test_no_judged_days_have_no_months():
    assert len(window_of([0, 1], [])) == 0


@pytest.mark.parametrize(("rows", "days"), [([0, 1], [[0, 1]]), ([0], [0]), ([[0]], [[0]])])
def test_a_window_of_another_shape_is_refused(rows, days):
    with pytest.raises(ValueError, match=r"^a Window holds one row of days for each judged day$"):
        Window(np.array(rows), np.array(days))


@pytest.mark.parametrize(("rows", "days"), [([2], [[0, 1]]), ([0, 2], [[0, 1], [0, 1]])])
def test_a_window_without_its_own_day_is_refused(rows, days):
    with pytest.raises(ValueError, match=r"^a judged day belongs to its own window$"):
        Window(np.array(rows), np.array(days))


@given(st.lists(st.integers(0, 200), min_size=1, max_size=80, unique=True), st.randoms())
def test_the_month_is_the_one_a_plain_search_finds(offsets, random):
    random.shuffle(offsets)
    judged = random.randrange(len(offsets))
    here = offsets[judged]
    near = sorted((abs(o - here), o > here, o) for o in offsets if abs(o - here) <= REACH_DAYS)[: AROUND + 1]
    assert offsets_around(offsets, judged) == sorted(o for _, _, o in near)
