from datetime import date, timedelta

import pytest

from reports.charts import calendar
from reports.charts.calendar import CalendarPicture, Cell
from tests.reports.charts.reading_svg import SVG, parsed, shapes, words

FRAMES = pytest.mark.parametrize("frame", [calendar.WIDE, calendar.NARROW], ids=lambda frame: frame.name)
MONTHS = [f"month {number}" for number in range(1, 13)]


def year(of=2025, by_share=False, **known):
    """A year of empty cells but for the days given, as d0704={...}."""
    first = date(of, 1, 1)
    days = [first + timedelta(days=number) for number in range((date(of + 1, 1, 1) - first).days)]
    cells = [Cell(day, f"<{day}>", **known.get(f"d{day:%m%d}", {})) for day in days]
    return CalendarPicture("Year <A>", "days", cells, by_share, MONTHS)


def links(drawn):
    return parsed(drawn).findall(SVG + "a")


@FRAMES
@pytest.mark.parametrize("of", [2000, 2012, 2024, 2025, 2028])
def test_every_day_of_any_year_has_a_place_of_its_own_within_the_picture(frame, of):
    cells = shapes(calendar.draw(year(of), frame), "rect", "l-grid")

    places = {(cell.get("x"), cell.get("y")) for cell in cells}
    assert len(places) == len(cells) == (366 if of % 4 == 0 else 365)
    assert all(float(cell.get("x")) + float(cell.get("width")) <= frame.width for cell in cells)
    assert all(float(cell.get("y")) + float(cell.get("height")) <= frame.height for cell in cells)


@FRAMES
def test_a_measured_day_leads_to_its_page_and_says_what_it_holds(frame):
    [link] = links(calendar.draw(year(d0704={"shape": "verified", "address": "/audit/1/2025-07-04"}), frame))

    assert (link.get("href"), link.get("aria-label")) == ("/audit/1/2025-07-04", "<2025-07-04>")
    assert link.find(f"{SVG}rect/{SVG}title").text == "<2025-07-04>"


@FRAMES
def test_statuses_differ_by_shape_and_not_by_colour_alone(frame):
    statuses = ("verified", "submitted", "pending", "flagged", "none")
    known = {f"d070{at}": {"shape": shape, "address": "/x"} for at, shape in enumerate(statuses, 1)}

    marks = [link[1] for link in links(calendar.draw(year(**known), frame))]

    assert len({(mark.tag, mark.get("fill") == "none", mark.get("r")) for mark in marks}) == len(statuses)


@FRAMES
@pytest.mark.parametrize(
    ("share", "high", "colour", "of_cell"),
    [(0.5, False, "c-measured", 0.5), (1.0, False, "c-measured", 1.0), (1.4, True, "c-pending", 1.0)],
)
def test_a_share_is_told_by_height_and_too_much_by_colour_as_well(frame, share, high, colour, of_cell):
    drawn = calendar.draw(year(by_share=True, d0704={"share": share, "high": high, "address": "/x"}), frame)

    [filled] = shapes(drawn, "rect", colour)
    assert float(filled.get("height")) == pytest.approx(of_cell * float(filled.get("width")), abs=0.1)


@FRAMES
def test_a_measured_day_without_a_known_share_is_a_dot(frame):
    drawn = calendar.draw(year(by_share=True, d0704={"address": "/x"}), frame)

    assert len(shapes(drawn, "circle")) == 1
    assert shapes(drawn, "rect", "c-measured") == []


@FRAMES
def test_months_are_named(frame):
    assert [word for word in words(calendar.draw(year(), frame)) if word.startswith("month")] == MONTHS


@FRAMES
def test_a_year_takes_few_bytes_where_nothing_was_measured(frame):
    assert len(calendar.draw(year(), frame)) < 60_000
