import pytest

from inverters.place_selectors import place_doubt
from tests.inverters.factories import make_inverter

pytestmark = pytest.mark.django_db
# latitude, longitude → is it doubted, and is the swapped place the likelier one?
PLACES = {
    "Lagos": (6.5244, 3.3792, None),
    "Lagos swapped": (3.3792, 6.5244, True),
    "nothing measured": (0.0, 0.0, False),
    "nearly nothing": (0.004, -0.004, False),
    "the middle of the Atlantic": (-20.0, -20.0, False),
    "Golden": (39.742, -105.1727, None),
    "an island": (-21.2, 55.5, None),
    "the Pacific, a longitude that is no latitude": (6.5, -150.0, False),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_place_that_is_hardly_meant_is_asked_about(name):
    latitude, longitude, swapped = PLACES[name]
    doubt = place_doubt(latitude, longitude)
    assert (doubt and doubt.swapped) == swapped


def test_two_places_on_land_are_told_apart_by_the_fleet():
    kano, swapped = (12.0, 8.52), (8.52, 12.0)
    assert place_doubt(*swapped) is None
    first = make_inverter(gps_lat=11.9, gps_lon=8.5)
    assert place_doubt(*kano) is None
    assert place_doubt(*swapped) is None  # some 450 km away: a fleet may well reach so far
    far = (39.9, 32.9)
    assert place_doubt(*far) is None
    make_inverter(gps_lat=33.0, gps_lon=40.0)
    doubt = place_doubt(*far)
    assert doubt is not None and doubt.swapped is True
    assert first.pk


def test_the_inverter_that_is_moved_does_not_speak_for_its_old_place():
    alone = make_inverter(gps_lat=33.0, gps_lon=40.0)
    assert place_doubt(39.9, 32.9) is not None
    assert place_doubt(39.9, 32.9, apart_from=alone.pk) is None
