import numpy as np
import pytest

from credits.verification.finding import finite, hours_told
from credits.verification.thresholds import RULE, table


@pytest.mark.parametrize(
    ("slots", "told"),
    [
        ([], "none"),
        ([0], "00:00 to 01:00"),
        ([23], "23:00 to 24:00"),
        (range(24), "00:00 to 24:00"),
        ([6, 7, 8, 17], "06:00 to 09:00 and 17:00 to 18:00"),
        ([0, 2, 4, 5], "00:00 to 01:00, 02:00 to 03:00 and 04:00 to 06:00"),
    ],
)
def test_hours_are_told_as_spans_of_local_time(slots, told):
    assert hours_told(np.isin(np.arange(24), list(slots))) == told


@pytest.mark.parametrize(("value", "plain"), [(np.float64(1.5), 1.5), (np.nan, None), (np.inf, None), (-np.inf, None)])
def test_only_finite_numbers_are_told(value, plain):
    assert finite(value) == plain


def test_every_limit_has_a_value_and_a_source():
    rows = table()
    assert all(isinstance(row["value"], (int, float)) and row["source"] for row in rows)
    assert {row["name"] for row in rows} | {"version"} == set(vars(RULE))
