import math

import pytest

from reports.charts import svg


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, [0, 1]),
        (math.nan, [0, 1]),
        (math.inf, [0, 1]),
        (1, [0, 0.25, 0.5, 0.75, 1]),
        (4, [0, 1, 2, 3, 4]),
        (4.01, [0, 2, 4, 6]),
        (6.24, [0, 2, 4, 6, 8]),
        (97, [0, 25, 50, 75, 100]),
        (3512, [0, 1000, 2000, 3000, 4000]),
    ],
)
def test_ticks_are_round_and_reach_the_highest_value(most, ticks):
    assert svg.nice_ticks(most) == pytest.approx(ticks)


@pytest.mark.parametrize("stray", [math.nan, math.inf, -math.inf])
def test_what_is_not_a_number_is_never_drawn(stray):
    with pytest.raises(ValueError, match="not finite"):
        svg.element("rect", height=stray)


def test_text_and_attributes_are_escaped():
    drawn = svg.text('<b>"&', data_readout='"><script>')

    assert drawn == '<text data-readout="&quot;&gt;&lt;script&gt;">&lt;b&gt;&quot;&amp;</text>'


def test_an_element_is_written_to_the_letter():
    assert svg.element("rect", x=1.25, y=2.0, width=0.0, rx=None, class_="c", stroke_width="2") == (
        '<rect x="1.2" y="2" width="0" class="c" stroke-width="2"/>'
    )


def test_every_colour_is_a_presentation_attribute_and_a_class():
    assert svg.fill("verified") == {"class_": "c-verified", "fill": svg.COLOURS["verified"]}
    assert svg.stroke("irradiance") == {"class_": "l-irradiance", "stroke": svg.COLOURS["irradiance"], "fill": "none"}


def test_a_value_of_the_axis_end_lies_at_the_top_and_zero_on_the_floor():
    frame = svg.Frame("any", 200, 100, top=20, bottom=10)

    assert frame.y(8, 8) == 20
    assert frame.y(0, 8) == frame.floor == 90


@pytest.mark.parametrize(("values", "found"), [([], 0), ([math.nan], 0), ([1, math.nan, 3], 3)])
def test_the_highest_value_is_among_those_known(values, found):
    assert svg.highest(values) == found


@pytest.mark.parametrize(
    ("value", "told"), [(0.0, "0"), (0.25, "0.25"), (1250.0, "1,250"), (1e6, "1,000,000"), (2.5e9, "2,500,000,000")]
)
def test_a_label_groups_its_thousands_and_has_no_exponent(value, told):
    assert svg.label(value) == told


def test_a_long_label_widens_the_margin_and_a_short_one_leaves_it():
    frame = svg.Frame("any", 1000, 100)

    assert frame.fitted([0.0, 5.0]) == frame
    assert frame.fitted([0.0, 1e6]).left >= len("1,000,000") * svg.DIGIT_WIDTH + svg.LABEL_GAP
