import math

import numpy as np
import pytest

from reports.charts.projection import Box, Projection
from reports.charts.svg import Frame

NIGERIA = Box(4.0, 2.6, 13.9, 14.7)
FRAME = Frame("any", 400, 300)


@pytest.mark.parametrize("box", [NIGERIA, Box(60, -10, 70, 30), Box(-1, -1, 1, 1), Box(0, 0, 0.1, 20)])
def test_the_whole_box_is_seen_and_touches_two_edges(box):
    corners = Projection.of(box, FRAME).points(np.array([(box.west, box.north), (box.east, box.south)]))

    (left, top), (right, bottom) = corners.tolist()
    assert min(left, top) >= -1e-9
    assert right <= FRAME.width + 1e-9
    assert bottom <= FRAME.height + 1e-9
    assert min(left, top) == pytest.approx(0)


def test_what_is_seen_reaches_the_frames_edges():
    projection = Projection.of(NIGERIA, FRAME)

    seen = projection.box
    corners = projection.points(np.array([(seen.west, seen.north), (seen.east, seen.south)]))

    assert corners == pytest.approx(np.array([(0, 0), (400, 300)]))


def test_north_is_up_and_a_degree_east_is_shorter_in_the_north():
    def step(latitude):
        projection = Projection.of(Box(latitude - 1, 0, latitude + 1, 1), FRAME)
        (x0, y0), (x1, y1) = projection.points(np.array([(0, latitude), (1, latitude + 1)])).tolist()
        return (x1 - x0) / (y0 - y1)

    assert step(0) == pytest.approx(1)
    assert step(60) == pytest.approx(math.cos(math.radians(60)))


def test_a_box_never_grows_beyond_the_earth():
    assert Box(-89, -179, 89, 179).grown(5) == Box(-90, -180, 90, 180)


def test_two_boxes_have_one_around_both():
    assert Box(0, 0, 1, 1).with_(Box(-1, 2, 0.5, 3)) == Box(-1, 0, 1, 3)
