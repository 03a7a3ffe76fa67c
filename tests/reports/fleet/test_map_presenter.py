from datetime import timedelta

import pytest

from reports.charts.map import WIDE
from reports.charts.projection import Box
from reports.fleet.map_presenter import OTHERS, maps
from reports.fleet.map_sites import box_text
from tests.reports.charts.reading_svg import shapes
from tests.reports.standing_facts import NEWEST, standing

KANO, COLORADO = {"latitude": 12.0, "longitude": 8.52}, {"latitude": 39.74, "longitude": -105.17}
SILENT = {"last_day": NEWEST - timedelta(days=9)}
WORLD = [(39.7, -105.2), (-23.5, -46.6), (28.6, 77.2), (-33.9, 18.4), (35.7, 139.7), (51.5, -0.1), (-33.9, 151.2)]


def links(panel, picture=0):
    return shapes(str(panel.pictures[picture]), "a")


def labels(panel):
    return [link.get("aria-label").replace("\N{NO-BREAK SPACE}", " ") for link in links(panel)]


def test_a_fleet_of_nobody_has_no_map():
    assert maps([], NEWEST) is None


def test_a_pin_names_its_inverter_with_state_and_size_and_leads_to_its_row():
    found = maps([standing(flagged_credits=1)], NEWEST)

    assert labels(found.main) == ["Roof 1: flagged, 10 kW"]
    [link] = links(found.main)
    assert link.get("href") == "/fleet/inverters?box=6.52,3.38,6.52,3.38"


def test_a_cluster_tells_how_many_there_are_of_each_state():
    fleet = [standing(1), standing(2), standing(3, **SILENT), standing(4, flagged_credits=2)]

    [label] = labels(maps(fleet, NEWEST).main)

    assert label == "4 inverters around 6.52° N, 3.38° E, 40 kW: 1 flagged, 1 silent and 2 verified or submitted"


def test_both_widths_show_everyone():
    main = maps([standing(1), standing(2, **KANO)], NEWEST).main

    assert [len(links(main, picture)) for picture in (0, 1)] == [2, 2]
    assert "chart-narrow" in main.pictures[1]


def test_the_table_says_what_the_marks_say():
    [here, there] = maps([standing(1), standing(2), standing(3, **KANO)], NEWEST).main.places

    assert (here.name, here.inverters, here.capacity) == ("Around 6.52° N, 3.38° E", "2", "20")
    assert (there.name, there.inverters, there.href) == ("Roof 3", "1", "/fleet/inverters?box=12,8.52,12,8.52")


def test_far_places_have_maps_of_their_own_and_the_rest_is_told():
    everywhere = [standing(n, latitude=lat, longitude=lon) for n, (lat, lon) in enumerate(WORLD, 3)]

    found = maps([standing(1), standing(2), *everywhere], NEWEST)

    assert (found.main.name, found.main.note.replace("\N{NO-BREAK SPACE}", " ")) == ("Nigeria", "2 inverters, 20 kW")
    assert len(found.others) == OTHERS
    assert found.rest == f"{len(WORLD) - OTHERS} more in {len(WORLD) - OTHERS} other places"


def test_the_legend_counts_the_whole_fleet_the_worst_first():
    found = maps(
        [
            standing(1),
            standing(2, **COLORADO, **SILENT),
            standing(3, flagged_credits=1),
            standing(4, status="SUBMITTED"),
        ],
        NEWEST,
    )

    assert [(badge.word, count) for badge, count in found.legend] == [
        ("Flagged", "1"),
        ("Silent", "1"),
        ("Verified or submitted", "2"),
    ]


def test_ten_thousand_inverters_are_few_marks_and_none_is_lost():
    fleet = [standing(n, latitude=5 + n % 83 / 10, longitude=4 + n % 97 / 10) for n in range(10_000)]

    main = maps(fleet, NEWEST).main

    assert sum(int(place.inverters.replace(",", "")) for place in main.places) == 10_000
    assert len(main.places) < WIDE.width * WIDE.height / 42**2
    assert sum(map(len, main.pictures)) < 200_000


@pytest.mark.parametrize(
    ("box", "text"),
    [
        (Box(6.52, 3.38, 6.52, 3.38), "6.52,3.38,6.52,3.38"),
        (Box(6.123456, -3.123456, 6.123456, -3.123456), "6.1234,-3.1235,6.1235,-3.1234"),
        (Box(-1, 0, 2, 10), "-1,0,2,10"),
        (Box(10, 100, 20, 120), "10,100,20,120"),
    ],
)
def test_a_box_in_an_address_is_never_smaller_than_it_is(box, text):
    assert box_text(box) == text
