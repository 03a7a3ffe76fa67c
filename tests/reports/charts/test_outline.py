import numpy as np
import pytest

from reports.charts.outline import merged, simplified

WEST = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], float)
EAST = np.array([(1, 0), (2, 0), (2, 1), (1, 1), (1, 0)], float)
FAR = EAST + 10


def edges(rings):
    """The edges of rings, without direction."""
    steps = (
        (tuple(map(tuple, pair)) for pair in zip(ring.tolist(), ring[1:].tolist(), strict=False)) for ring in rings
    )
    return {tuple(sorted(pair)) for pairs in steps for pair in pairs}


def test_two_parts_of_one_country_lose_the_border_between_them():
    [ring] = merged([[WEST], [EAST]])

    assert edges([ring]) == (edges([WEST]) | edges([EAST])) - {((1.0, 0.0), (1.0, 1.0))}
    assert ring[0].tolist() == ring[-1].tolist()


@pytest.mark.parametrize(("parts", "rings"), [([], 0), ([[WEST]], 1), ([[WEST], [FAR]], 2), ([[WEST, FAR]], 2)])
def test_parts_that_share_nothing_stay_as_they_are(parts, rings):
    found = merged(parts)

    assert len(found) == rings
    assert edges(found) == {edge for part in parts for edge in edges(part)}


def test_places_west_and_south_of_zero_come_back_to_a_millionth():
    [ring] = merged([[WEST - (105.172701, 39.742003)]])

    assert sorted(ring[:-1, 0])[0] == pytest.approx(-105.172701, abs=1e-9)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ([(0, 0), (1, 0)], 2),
        ([(0, 0), (1, 0.01), (2, 0)], 2),
        ([(0, 0), (1, 0.5), (2, 0)], 3),
        ([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], 5),
        ([(0, 0), (0, 0), (0, 0)], 2),
    ],
)
def test_a_line_keeps_the_points_that_it_needs(line, kept):
    assert len(simplified(np.array(line, float), 0.1)) == kept


def test_no_point_that_was_left_out_lies_further_off_than_the_tolerance():
    angle = np.linspace(0, 2 * np.pi, 500)
    circle = np.stack((np.cos(angle), np.sin(angle)), axis=1) * 100

    few = simplified(circle, 0.5)

    assert 10 < len(few) < 60
    assert np.hypot(*((few[1:] + few[:-1]) / 2).T).min() > 99.5 - 1e-9
