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
