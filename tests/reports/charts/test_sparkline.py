import math
import re

import pytest

from reports.charts import sparkline
from tests.reports.charts.reading_svg import parsed, shapes


def bars(values):
    """The height of each bar drawn."""
    found = shapes(sparkline.draw("Roof", "By day", values), "path", "c-measured")
    return [float(height) for height in re.findall(r"v-([\d.]+)", found[0].get("d"))] if found else []


def dots(values):
    found = shapes(sparkline.draw("Roof", "By day", values), "path", "l-missing")
    return found[0].get("d").count("M") if found else 0


def test_it_names_and_describes_itself():
    drawn = parsed(sparkline.draw("Roof <A>", "30 days", [1.0]))

    assert (drawn.get("role"), drawn[0].text, drawn[1].text) == ("img", "Roof <A>", "30 days")
    assert drawn.get("tabindex") is None


def test_bars_are_as_high_as_their_values():
    assert bars([1.0, 2.0, 4.0]) == [5, 10, 20]


@pytest.mark.parametrize(
    ("values", "drawn", "missing"),
    [
        ([], 0, 0),
        ([math.nan, math.nan], 0, 2),
        ([0.0, 0.0], 2, 0),
        ([1.0, math.nan, 0.0], 2, 1),
    ],
)
def test_a_measured_zero_is_a_bar_and_an_unknown_day_a_dot(values, drawn, missing):
    assert (len(bars(values)), dots(values)) == (drawn, missing)


def test_a_month_takes_less_than_a_kilobyte():
    assert len(sparkline.draw("Roof", "30 days", [float(day) for day in range(30)])) < 1024
