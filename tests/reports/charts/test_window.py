import pytest

from reports.charts import window
from tests.reports.charts.reading_svg import SVG, parsed, shapes, words

FRAMES = pytest.mark.parametrize("frame", [window.WIDE, window.NARROW], ids=lambda frame: frame.name)
SHAPES = ("verified", "pending", "flagged", "submitted", "none")


def days(count=5, **changes):
    facts = {"kwh": 10.0, "expected": 12.0, "here": False}
    return [
        window.WindowDay(**(facts | {
            "label": str(number + 1), "shape": SHAPES[number % 5], "here": number == 2,
            "address": f"/audit/1/{number}", "readout": f"day <{number}>",
        } | changes)) for number in range(count)
    ]  # fmt: skip


def links(drawn):
    return parsed(drawn).findall(SVG + "a")


@FRAMES
def test_each_day_is_a_link_that_says_what_it_holds(frame):
    found = links(window.draw("Month", "31 days", days(), frame))

    assert [link.get("href") for link in found] == [f"/audit/1/{number}" for number in range(5)]
    assert [link.get("aria-label") for link in found] == [f"day <{number}>" for number in range(5)]
    assert [link.get("aria-current") for link in found] == [None, None, "date", None, None]


@FRAMES
def test_links_stand_in_a_group_since_an_image_would_hide_them(frame):
    drawn = parsed(window.draw("Month", "31 days", days(), frame))

    assert (drawn.get("role"), drawn.get("aria-label"), drawn.get("tabindex")) == ("group", "Month", None)


@FRAMES
def test_a_day_whose_satellite_is_not_published_has_no_line(frame):
    drawn = window.draw("Month", "", days(expected=None), frame)

    assert shapes(drawn, "line", "l-irradiance") == []


@FRAMES
def test_each_status_has_a_shape_of_its_own(frame):
    drawn = links(window.draw("Month", "", days(), frame))

    assert len({(link[1].tag, link[1].get("class")) for link in drawn}) == len(SHAPES)


@FRAMES
def test_the_day_itself_is_always_labelled_and_a_month_fits(frame):
    drawn = window.draw("Month", "", days(31), frame)

    assert "3" in words(drawn)
    assert all(float(one.get("x")) + float(one.get("width")) <= frame.width for one in shapes(drawn, "rect"))
