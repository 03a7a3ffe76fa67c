import numpy as np
import pytest

from credits.verification.speakers import MOST, REACH, speakers

DATES = 3 * REACH


def apart(count: int) -> np.ndarray:
    return np.eye(count, dtype=bool)


def always(count: int) -> np.ndarray:
    return np.ones((count, DATES), bool)


@pytest.mark.parametrize(("count", "speak"), [(0, 0), (1, 1), (MOST, MOST), (MOST + 4, MOST)])
def test_a_few_of_many_speak_in_the_order_they_come(count, speak):
    found = speakers(always(count), apart(count), 15)
    assert found.sum(axis=0).tolist() == [speak] * DATES
    assert found[:speak].all()


def test_of_one_roof_the_first_speaks_and_the_other_where_it_cannot():
    measured, same = always(3), apart(3)
    same[0, 1] = same[1, 0] = True
    measured[0, : DATES // 2] = False
    found = speakers(measured, same, 15)
    assert not (found[0] & found[1]).any()
    assert (found[0] | found[1]).all()
    assert found[2].all()


@pytest.mark.parametrize(("days", "speaks"), [(14, False), (15, True)])
def test_a_month_needs_days_enough(days, speaks):
    measured = np.zeros((1, DATES), bool)
    measured[0, REACH : REACH + days] = True
    assert speakers(measured, apart(1), 15)[0, REACH] == speaks


def test_a_date_goes_by_the_month_around_it_alone():
    rng = np.random.default_rng(1)
    measured, same = rng.random((14, DATES)) < 0.3, apart(14)
    whole = speakers(measured, same, 15)
    at = DATES // 2
    alone = speakers(measured[:, at - REACH : at + REACH + 1], same, 15)
    assert whole[:, at].tolist() == alone[:, REACH].tolist()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_chosen_are_those_that_a_plain_walk_over_dates_finds(seed):
    rng = np.random.default_rng(seed)
    measured = rng.random((20, DATES)) < rng.uniform(0.1, 0.9, (20, 1))
    measured[:3, REACH : 2 * REACH + 1] = False
    measured[3:6, :REACH] = False
    roofs = rng.integers(0, 14, 20)
    found = speakers(measured, roofs[:, None] == roofs, 15)
    for date in range(DATES):
        chosen: list[int] = []
        for one in range(20):
            days = measured[one, max(date - REACH, 0) : date + REACH + 1].sum()
            if days >= 15 and len(chosen) < MOST and roofs[one] not in roofs[chosen]:
                chosen.append(one)
        assert np.flatnonzero(found[:, date]).tolist() == chosen


@pytest.mark.parametrize(("away", "speaks"), [(REACH, True), (REACH + 1, False)])
def test_a_day_speaks_as_far_as_a_month_reaches(away, speaks):
    measured = np.zeros((2, DATES), bool)
    measured[0, 0] = measured[1, DATES - 1] = True
    found = speakers(measured, apart(2), 1)
    assert (found[0, away], found[1, DATES - 1 - away]) == (speaks, speaks)
