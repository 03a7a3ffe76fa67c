import pytest

from reports.charts.projection import Box
from reports.fleet.outlines import code_at, country, land_within


@pytest.mark.parametrize(
    ("place", "code"),
    [((6.52, 3.38), "NG"), ((39.74, -105.17), "US"), ((-33.9, 18.4), "ZA"), ((0.0, -20.0), "Etc/GMT+1")],
)
def test_each_place_has_its_country(place, code):
    assert code_at(*place) == code


def test_a_country_holds_its_towns_and_not_its_neighbours():
    box = country("NG").around(6.52, 3.38)

    assert country("NG").name == "Nigeria"
    assert all(box.holds(*town) for town in ((12.0, 8.52), (11.83, 13.15), (4.98, 8.34)))
    assert not box.holds(5.6, -0.2)


def test_a_country_of_many_zones_is_one_mainland_without_its_far_islands():
    box = country("US").around(39.74, -105.17)

    assert (round(box.west), round(box.east)) == (-125, -67)
    assert box.south > 20


def test_what_no_country_is_has_no_outline():
    assert country("Etc/GMT+1").rings == ()
    assert country("Etc/GMT+1").around(0.0, -20.0) is None


def test_the_land_of_a_part_of_the_earth_is_its_countries():
    assert {"NG", "BJ", "NE", "TD", "CM"} <= set(land_within(Box(4.0, 2.6, 13.9, 14.7)))
    assert land_within(Box(-1.0, -21.0, 1.0, -19.0)) == {}
