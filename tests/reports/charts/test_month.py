import pytest

from reports.charts import month, svg
from tests.reports.charts.reading_svg import parsed, shapes, words

PARTS = {"verified": 3.0, "pending": 1.0, "flagged": 0.0}


def picture(*parts):
    days = [month.DayColumn(str(number), part, f"day {number}") for number, part in enumerate(parts, 1)]
    return month.MonthPicture("Month", "By day", "kWh a day", days)


@pytest.fixture(params=[month.WIDE, month.NARROW], ids=lambda frame: frame.name)
def frame(request):
    return request.param


def test_the_picture_names_and_describes_itself(frame):
    drawn = parsed(month.draw(picture(PARTS), frame))

    assert (drawn.get("role"), drawn[0].text, drawn[1].text) == ("img", "Month", "By day")
    assert "style" not in month.draw(picture(PARTS), frame)


def test_parts_of_a_day_stand_on_each_other(frame):
    drawn = month.draw(picture(PARTS), frame)

    [verified], [pending] = shapes(drawn, "rect", "c-verified"), shapes(drawn, "rect", "c-pending")
    assert float(verified.get("height")) == pytest.approx(3 * float(pending.get("height")), rel=0.01)
    assert float(pending.get("y")) + float(pending.get("height")) == pytest.approx(float(verified.get("y")), abs=0.2)


def test_a_part_of_nothing_is_not_drawn(frame):
    assert shapes(month.draw(picture(PARTS), frame), "rect", "c-flagged") == []


def test_a_day_without_readings_is_hatched_and_not_a_zero(frame):
    drawn = month.draw(picture(PARTS, None, PARTS), frame)

    assert len(shapes(drawn, "rect", "unknown")) == 1
    assert len(shapes(drawn, "rect", "c-verified")) == 2


def test_the_newest_day_has_its_label(frame):
    labels = words(month.draw(picture(*[PARTS] * 30), frame))

    assert labels[-1] == "30"


def test_every_day_has_its_read_out(frame):
    columns = shapes(month.draw(picture(PARTS, None), frame), "rect", "hit")

    assert [column.get("data-readout") for column in columns] == ["day 1", "day 2"]


def test_a_month_of_nothing_is_drawn(frame):
    assert len(shapes(month.draw(picture(None, None), frame), "rect", "unknown")) == 2


def test_large_figures_keep_their_labels_within_the_picture(frame):
    [widest] = [
        one for one in shapes(month.draw(picture({"verified": 3e8}), frame), "text") if one.text == "300,000,000"
    ]

    assert float(widest.get("x")) - len(widest.text) * svg.DIGIT_WIDTH >= 0
