import math

from reports.charts import thumb
from tests.reports.charts.reading_svg import SVG, parsed

NAN = math.nan
DARK = [0.0] * 6


def drawn(kwh: list[float], ghi: list[float], rating: float = 5.0):
    return parsed(thumb.draw("A day", "Bars and a line", kwh, ghi, rating))


def bars(picture) -> int:
    return sum(path.get("d").count("M") for path in picture.iter(SVG + "path"))


def test_each_measured_hour_is_a_bar_and_an_hour_without_a_reading_is_none():
    picture = drawn([0.0, 1.0, NAN, 3.0], [0.0, 100.0, 200.0, 0.0])
    assert bars(picture) == 3


def test_the_light_is_a_line_broken_where_nothing_is_known():
    picture = drawn([1.0] * 6, [0.0, 100.0, NAN, 100.0, 50.0, NAN])
    lines = [line.get("points").split() for line in picture.iter(SVG + "polyline")]
    assert [len(points) for points in lines] == [2, 2]


def test_nothing_measured_and_no_sky_is_a_picture_of_the_rating_alone():
    picture = drawn([NAN] * 4, [NAN] * 4)
    assert [len(list(picture.iter(SVG + name))) for name in ("path", "line", "polyline")] == [0, 1, 0]


def test_more_than_the_rating_stays_within_the_picture():
    picture = drawn([50.0] * 4, [1000.0] * 4)
    [line] = picture.iter(SVG + "line")
    assert 0 < float(line.get("y1")) < thumb.STAMP.floor
    assert "v-" in next(picture.iter(SVG + "path")).get("d")


def test_it_is_named_for_those_who_do_not_see_it():
    picture = drawn([1.0], [1.0])
    assert (picture.get("role"), picture.find("{*}title").text) == ("img", "A day")
