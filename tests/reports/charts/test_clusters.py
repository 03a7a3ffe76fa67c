import numpy as np
import pytest

from reports.charts.clusters import clusters, radius


def sizes(points, reach=10.0):
    return sorted(np.bincount(clusters(np.array(points, float).reshape(-1, 2), reach)).tolist())


@pytest.mark.parametrize(
    ("points", "found"),
    [
        ([], []),
        ([(5, 5)], [1]),
        ([(5, 5), (5, 5)], [2]),
        ([(9, 5), (11, 5)], [2]),  # on either side of a line of the grid
        ([(0, 0), (30, 0)], [1, 1]),
        ([(0, 0), (1, 1), (30, 0)], [1, 2]),
    ],
)
def test_what_lies_close_together_is_one(points, found):
    assert sizes(points) == found


def test_of_ten_thousand_every_one_is_in_a_cluster_and_no_two_clusters_touch():
    points = np.random.default_rng(1).uniform(0, 400, (10_000, 2))

    group = clusters(points, 40.0)

    middles = np.array([points[group == number].mean(axis=0) for number in np.unique(group)])
    apart = np.hypot(*(middles[:, None] - middles).transpose(2, 0, 1)) + np.eye(len(middles)) * 1e9
    assert len(group) == 10_000
    assert apart.min() >= 40.0
    assert 10 < len(middles) < 100


@pytest.mark.parametrize(("size", "found"), [(0, 4), (25, 7), (100, 10)])
def test_four_times_the_size_is_twice_the_radius_above_the_least(size, found):
    assert radius(size, 100, (4, 10)) == found


def test_where_all_are_of_no_size_they_are_drawn_small():
    assert radius(0, 0, (4, 10)) == 4
