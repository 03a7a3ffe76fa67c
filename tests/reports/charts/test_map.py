import numpy as np
import pytest

from reports.charts import map as map_chart
from reports.charts.map import WIDE, Land, Mark
from reports.charts.projection import Box, Projection
from tests.reports.charts.reading_svg import SVG, parsed, shapes, words

SQUARE = np.array([(1, 1), (3, 1), (3, 3), (1, 3), (1, 1)], float)
PROJECTION = Projection.of(Box(0, 0, 4, 4), WIDE)


def mark(**changes):
    facts = {
        "x": 100.0, "y": 50.0, "radius": 8.0, "parts": {"verified": 1}, "count": "",
        "label": "Roof <A>: verified", "href": "/fleet/inverters?box=1,2,3,4",
    }  # fmt: skip
    return Mark(**(facts | changes))


def drawn(*marks, ground=""):
    return map_chart.draw("Map of <Nigeria>", "40 inverters", ground, marks, WIDE)


def used(markup):
    return [one.get("href") for one in shapes(markup, "use")]


def test_it_is_a_group_that_names_itself_because_it_holds_links():
    svg = parsed(drawn(mark()))

    assert (svg.get("role"), svg.get("aria-label"), svg.get("tabindex")) == ("group", "Map of <Nigeria>", None)
    assert (svg[0].text, svg[1].text) == ("Map of <Nigeria>", "40 inverters")


def test_each_mark_is_a_link_with_a_name_and_a_tip():
    [link] = shapes(drawn(mark()), "a")

    assert (link.get("href"), link.get("aria-label")) == ("/fleet/inverters?box=1,2,3,4", "Roof <A>: verified")
    assert link[0].text == "Roof <A>: verified"


def test_every_mark_can_be_hit_with_a_finger():
    targets = shapes(drawn(mark(radius=3.0), mark(radius=20.0)), "circle", "target")

    assert [float(one.get("r")) for one in targets] == [12, 22]


def test_one_inverter_has_the_shape_and_colour_of_its_state():
    [shape] = shapes(drawn(mark(parts={"flagged": 1})), "use")

    assert (shape.get("href"), shape.get("class")) == ("#shape-flagged", "p-flagged")
    assert (float(shape.get("x")) + 8, float(shape.get("width"))) == (100, 16)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"flagged": 1, "verified": 9}, ["#shape-flagged"]),
        ({"silent": 1, "verified": 9}, ["#shape-silent"]),
        ({"pending": 2, "verified": 9}, []),
        ({"verified": 9}, []),
    ],
)
def test_a_cluster_tells_its_number_and_by_shape_when_somebody_is_needed(parts, told):
    markup = drawn(mark(count="10", parts=parts))

    assert words(markup) == ["10"]
    assert used(markup) == told


def test_a_clusters_ring_is_parted_by_state():
    markup = drawn(mark(count="4", parts={"flagged": 1, "verified": 3}, radius=22.0))

    arcs = shapes(markup, "path")
    assert [arc.get("class") for arc in arcs] == ["l-flagged", "l-verified"]
    assert [arc.get("d").split()[4] for arc in arcs] == ["0", "1"]
    assert arcs[0].get("d").startswith("M100.0 30.0A20.0")


def test_a_cluster_of_one_state_has_a_whole_ring():
    markup = drawn(mark(count="4", parts={"verified": 4}))

    assert shapes(markup, "path") == []
    assert len(shapes(markup, "circle", "l-verified")) == 1


def test_land_is_drawn_once_and_its_home_stands_out():
    ground = map_chart.land([Land([SQUARE], home=True), Land([SQUARE + 5], home=False)], PROJECTION)

    markup = drawn(ground=ground)

    assert [path.get("class") for path in shapes(markup, "path")] == ["c-home l-border"]
    assert shapes(markup, "path")[0].get("d").endswith("z")


def test_land_beyond_the_edge_is_cut_outside_the_picture():
    huge = (SQUARE - 2) * 100

    [path] = shapes(drawn(ground=map_chart.land([Land([huge], home=False)], PROJECTION)), "path")

    start = [float(number) for number in path.get("d")[1:].split("l")[0].split()]
    assert min(start) >= -map_chart.BEYOND
    assert len(path.get("d")) < 80


def test_nothing_in_it_needs_what_the_security_policy_refuses():
    markup = drawn(mark(count="4", parts={"flagged": 1, "verified": 3}))

    assert "style" not in markup
    assert {one.tag.removeprefix(SVG) for one in parsed(markup).iter()} <= {
        "svg", "title", "desc", "rect", "a", "circle", "path", "text", "use",
    }  # fmt: skip
