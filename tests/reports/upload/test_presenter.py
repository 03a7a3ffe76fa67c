import pytest

from reports.upload.presenter import context
from tests.reports.previewing import days, preview, reading

# how many days → what one column of the picture stands for, and how many there are
STEPS = [(1, "day by day", 1), (45, "day by day", 45), (46, "month by month", 2), (1_100, "month by month", 37),
         (1_101, "year by year", 4)]  # fmt: skip


@pytest.mark.parametrize(("count", "words", "columns"), STEPS)
def test_the_picture_has_columns_that_can_be_told_apart(count, words, columns):
    found = context(reading(preview(days(count), [10.0] * count)))
    assert (found["each"], found["wide"].count('class="hit"')) == (words, columns)


# new, conflicting and rejected rows → what the button does
ACTS = [
    (191, 8, 0, "Store 191 readings and keep 8 second values for a decision"),
    (0, 8, 0, "Keep 8 second values for a decision"),
    (1, 0, 2, "Store 1 reading, leave 2 out"),
    (0, 0, 2, ""),
]


@pytest.mark.parametrize(("accepted", "conflict", "rejected", "words"), ACTS)
def test_the_button_says_what_it_does_and_stands_where_it_does_something(accepted, conflict, rejected, words):
    rows = preview(days(1), [10.0], accepted=accepted, conflict=conflict, rejected=[None] * rejected)
    assert context(reading(rows))["act"] == words


def test_a_gap_is_hatched_and_not_zero():
    found = context(reading(preview(["2025-01-01", "2025-01-03"], [10.0, 12.0])))
    assert "2 Jan: nothing in the file" in found["wide"]
    assert "3 Jan: 12.0\N{NO-BREAK SPACE}kWh" in found["wide"]
    assert str(found["total"]) == "22.0\N{NO-BREAK SPACE}kWh"


INTERVALS = [(60.0, "1 hour"), (1440.0, "24 hours"), (15.0, "15 minutes"), (90.0, "90 minutes"), (0.5, "0.5 minutes")]


@pytest.mark.parametrize(("minutes", "words"), INTERVALS)
def test_an_interval_is_said_in_its_own_unit(minutes, words):
    assert context(reading(preview(days(2), [1.0, 1.0], interval_minutes=minutes)))["interval"] == words


def test_days_are_said_as_a_span():
    spans = [context(reading(preview(days(count), [1.0] * count)))["span"] for count in (0, 1, 3)]
    assert spans == ["no day", "1 Jan 2025", "1 Jan 2025 to 3 Jan 2025, 3 days"]


def test_nothing_is_drawn_of_nothing():
    assert "wide" not in context(reading(preview([], [])))
