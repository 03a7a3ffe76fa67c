"""How a limit is written down."""

from credits.verification.limits.row import limit


def test_a_limit_carries_its_unit_and_its_source():
    row = limit(2.5, "hours", "a watch")
    assert (row.default, dict(row.metadata)) == (2.5, {"unit": "hours", "source": "a watch"})
