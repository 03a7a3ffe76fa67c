import pytest

from reports.charts import total
from tests.reports.charts.reading_svg import parsed, shapes, words

FRAMES = pytest.mark.parametrize("frame", [total.WIDE, total.NARROW], ids=lambda frame: frame.name)


def picture(kwh=20.0, expected=(18.0, 24.0), limits=((30.0, "satellite"), (31.0, "cloudless"))):
    return total.TotalPicture("The <day>", "20 kWh", kwh, expected, [total.Limit(*limit) for limit in limits])


@FRAMES
def test_the_bar_is_as_long_as_the_energy(frame):
    half, whole = (shapes(total.draw(picture(kwh=kwh), frame), "rect", "c-measured")[0] for kwh in (10.0, 20.0))

    assert float(whole.get("width")) == pytest.approx(2 * float(half.get("width")), rel=0.01)


@FRAMES
@pytest.mark.parametrize(("kwh", "colour"), [(29.9, "c-measured"), (30.1, "c-flagged")])
def test_more_than_a_ceiling_is_drawn_as_a_flag(frame, kwh, colour):
    assert len(shapes(total.draw(picture(kwh=kwh), frame), "rect", colour)) == 1


@FRAMES
def test_two_ceilings_side_by_side_have_their_labels_on_rows_of_their_own(frame):
    labels = [one for one in shapes(total.draw(picture(), frame), "text") if one.text in ("satellite", "cloudless")]

    assert len({label.get("y") for label in labels}) == 2


@FRAMES
@pytest.mark.parametrize("kwh", [1.0, 15.0, 20.0, 25.0, 30.0])
def test_a_label_too_long_for_its_side_stands_above_its_line_and_within_the_picture(frame, kwh):
    words = "most under the satellite's sky, 64.0 kWh"
    drawn = total.draw(picture(kwh=30.0, expected=None, limits=[(kwh, words)]), frame)

    [label] = [one for one in shapes(drawn, "text") if one.text == words]
    [line] = shapes(drawn, "line")
    length, at, end = total.LETTER * len(words), float(label.get("x")), label.get("text-anchor") == "end"
    start = at - length if end else at
    assert [start, start + length] == sorted([start, start + length, 0, frame.width])[1:3]
    assert not start < float(line.get("x1")) < start + length or float(line.get("y1")) > float(label.get("y"))


@FRAMES
def test_without_a_satellite_there_is_no_band_and_no_limit_by_it(frame):
    drawn = total.draw(picture(expected=None, limits=()), frame)

    assert shapes(drawn, "rect", "c-irradiance") == []
    assert "satellite" not in words(drawn)
    assert parsed(drawn).get("role") == "img"


@FRAMES
def test_a_day_of_nothing_is_drawn(frame):
    [bar] = shapes(total.draw(picture(kwh=0.0, expected=None, limits=()), frame), "rect", "c-measured")

    assert float(bar.get("width")) == 0
