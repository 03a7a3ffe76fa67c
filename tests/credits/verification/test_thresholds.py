"""The table of limits is whole."""

from credits.verification.thresholds import RULE, table


def test_every_limit_has_a_value_and_a_source():
    rows = table()
    assert all(isinstance(row["value"], (int, float)) and row["source"] for row in rows)
    assert {row["name"] for row in rows} | {"version"} == set(vars(RULE))
