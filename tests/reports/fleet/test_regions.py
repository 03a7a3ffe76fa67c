import pytest

from reports.charts.projection import Box
from reports.fleet.outlines import country
from reports.fleet.regions import JOINED, LEAST, around, regions, shown
from tests.reports.standing_facts import standing

NIGERIA, BENIN, GHANA = (6.52, 3.38), (6.37, 2.42), (5.6, -0.2)
COLORADO, INDIA, CHAD, ATLANTIC = (39.74, -105.17), (28.6, 77.2), (19.0, 17.0), (0.0, -20.0)


def placed(*places):
    return [standing(number, latitude=lat, longitude=lon) for number, (lat, lon) in enumerate(places, 1)]


def names(*places):
    return [(region.name, len(region.standings)) for region in regions(placed(*places))]


@pytest.mark.parametrize(
    ("places", "found"),
    [
        ([], []),
        ([NIGERIA], [("Nigeria", 1)]),
        ([NIGERIA, BENIN, NIGERIA], [("Nigeria and Benin", 3)]),
        ([NIGERIA, NIGERIA, COLORADO], [("Nigeria", 2), ("United States", 1)]),
        ([INDIA, COLORADO, COLORADO], [("United States", 2), ("India", 1)]),
        ([ATLANTIC], [("At sea", 1)]),
    ],
)
def test_neighbours_share_a_map_and_the_largest_comes_first(places, found):
    assert names(*places) == found


def test_of_as_many_inverters_the_more_kilowatts_come_first():
    small, large = placed(NIGERIA, COLORADO)

    assert regions([small, large._replace(capacity_kw=50.0)])[0].name == "United States"


def test_a_country_is_shown_whole():
    [region] = regions(placed(NIGERIA))

    assert region.box == country("NG").around(*NIGERIA)
    assert shown(region).south < region.box.south


def test_one_roof_across_the_border_does_not_bring_its_whole_country():
    [region] = regions(placed(*[NIGERIA] * 20, (13.5, 12.0)))

    assert region.name == "Nigeria and Niger"
    assert region.box.north < 15


def test_one_map_never_grows_beyond_what_it_shows_well():
    coast = [(6.5, 2.5), (6.2, 1.2), GHANA, (5.3, -4.0), (6.3, -10.8), (14.7, -17.4), NIGERIA]

    assert all(region.box.span <= JOINED for region in regions(placed(*coast)))


def test_a_roof_at_sea_has_some_water_around_it():
    [region] = regions(placed(ATLANTIC))

    assert shown(region).span == pytest.approx(LEAST)


def test_the_least_box_holds_all():
    assert around(placed(NIGERIA, GHANA)) == Box(5.6, -0.2, 6.52, 3.38)
