import math

import pytest

from reports.charts import day
from tests.reports.charts.reading_svg import parsed, shapes, words

NIGHT, HOURS = 0.0, 24
NOTHING = [math.nan] * HOURS


def picture(**changes):
    kwh = [NIGHT] * 6 + [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0] + [NIGHT] * 6
    facts = {
        "title": "Roof <A>, 4 Jul 2016", "description": "Energy & sky", "kwh": kwh,
        "expected": kwh, "low": [value * 0.8 for value in kwh], "high": [value * 1.2 for value in kwh],
        "cloudless": [value * 1.3 for value in kwh], "ceiling_kwh": 9.0, "ceiling_label": "ceiling 9 kWh",
        "readouts": [f"hour {hour}" for hour in range(HOURS)],
    }  # fmt: skip
    return day.DayPicture(**(facts | changes))


def without(values, *hours):
    return [math.nan if hour in hours else value for hour, value in enumerate(values)]


@pytest.fixture(params=[day.WIDE, day.NARROW], ids=lambda frame: frame.name)
def frame(request):
    return request.param


def bars(drawn):
    return shapes(drawn, "rect", "c-measured")


def curves(drawn):
    return shapes(drawn, "polyline", "l-irradiance")


def test_the_picture_names_and_describes_itself(frame):
    drawn = parsed(day.draw(picture(), frame))

    assert drawn.get("role") == "img"
    assert [drawn[0].text, drawn[1].text] == ["Roof <A>, 4 Jul 2016", "Energy & sky"]


def test_nothing_in_it_needs_what_the_security_policy_refuses(frame):
    drawn = day.draw(picture(), frame)

    assert "style" not in drawn
    assert "<script" not in drawn
    assert " on" not in "".join(name for one in parsed(drawn).iter() for name in one.attrib)


def test_each_hour_has_a_bar_as_high_as_its_energy(frame):
    drawn = bars(day.draw(picture(), frame))

    heights = [float(bar.get("height")) for bar in drawn]
    assert len(heights) == HOURS
    assert heights[11] == pytest.approx(6 * heights[6], rel=0.02)
    assert all(float(bar.get("y")) + float(bar.get("height")) == pytest.approx(frame.floor, abs=0.2) for bar in drawn)


def test_an_hour_without_a_reading_is_hatched_and_never_a_zero(frame):
    kwh = without(picture().kwh, 0, 12)

    drawn = day.draw(picture(kwh=kwh), frame)

    assert len(bars(drawn)) == HOURS - 2
    assert [one.get("fill") for one in shapes(drawn, "rect", "unknown")] == [f"url(#missing-day-{frame.name})"] * 2
    assert len(shapes(day.draw(picture(), frame), "rect", "unknown")) == 0


def test_a_measured_zero_can_be_seen(frame):
    assert float(bars(day.draw(picture(), frame))[0].get("height")) == day.ZERO_HEIGHT


def test_a_curve_breaks_where_the_satellite_is_not_published(frame):
    drawn = day.draw(picture(expected=without(picture().expected, 11)), frame)

    solid = [line for line in curves(drawn) if line.get("stroke-dasharray") is None]
    assert [len(line.get("points").split()) for line in solid] == [6, 7]


def test_a_lone_hour_of_satellite_is_a_dot(frame):
    lone = [math.nan] * 11 + [4.0] + [math.nan] * 12

    drawn = day.draw(picture(expected=lone, cloudless=NOTHING), frame)

    assert len(shapes(drawn, "circle")) == 1
    assert curves(drawn) == []


def test_a_day_of_which_nothing_is_known_is_drawn_as_that(frame):
    drawn = day.draw(picture(**dict.fromkeys(("kwh", "low", "expected", "high", "cloudless"), NOTHING)), frame)

    assert bars(drawn) == curves(drawn) == []
    assert len(shapes(drawn, "rect", "unknown")) == HOURS


def test_an_hour_above_the_ceiling_is_drawn_as_a_flag_and_rises_above_its_line(frame):
    drawn = day.draw(picture(ceiling_kwh=5.5), frame)

    ceiling = next(line for line in shapes(drawn, "line", "l-ink") if line.get("stroke-dasharray"))
    flagged = shapes(drawn, "rect", "c-flagged")
    assert len(flagged) == 2
    assert all(frame.top <= float(bar.get("y")) < float(ceiling.get("y1")) for bar in flagged)


def bands(drawn):
    return [one for one in shapes(drawn, "rect", "c-irradiance") if one.get("fill-opacity")]


def test_the_band_stands_in_both_panels_where_the_satellite_is_published_and_nowhere_else(frame):
    unpublished = day.draw(picture(low=NOTHING, expected=NOTHING, high=NOTHING), frame)

    assert len(bands(day.draw(picture(), frame))) == 2 * 12
    assert bands(unpublished) == []
    assert "no satellite to compare with yet" in words(unpublished)


@pytest.mark.parametrize(("kwh", "colour"), [(9.0, "c-pending"), (0.5, "c-missing"), (6.5, "c-measured")])
def test_a_difference_stands_out_only_where_it_is_more_than_the_satellites_error(frame, kwh, colour):
    exact = picture().kwh
    measured = [kwh if hour == 11 else value for hour, value in enumerate(exact)]

    below = [bar for bar in shapes(day.draw(picture(kwh=measured), frame), "rect", colour)
             if float(bar.get("y")) > frame.floor]  # fmt: skip

    assert len(below) == 1


def test_every_hour_has_its_read_out(frame):
    columns = shapes(day.draw(picture(), frame), "rect", "hit")

    assert [column.get("data-readout") for column in columns] == [f"hour {hour}" for hour in range(HOURS)]
    assert all(column[0].text == column.get("data-readout") for column in columns)
    right_edge = float(columns[-1].get("x")) + float(columns[-1].get("width"))
    assert right_edge <= frame.width - 24


def test_the_night_of_a_curve_does_not_hide_measured_zeros(frame):
    [cloudless] = [line for line in curves(day.draw(picture(), frame)) if line.get("stroke-dasharray")]

    assert len(cloudless.get("points").split()) == 14
