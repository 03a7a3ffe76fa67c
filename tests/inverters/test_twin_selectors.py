import pytest

from inverters.twin_selectors import twin_doubt
from tests.inverters.factories import make_inverter

pytestmark = pytest.mark.django_db
TYPED = {"name": "roof", "gps_lat": 6.5, "gps_lon": 3.4, "capacity_kw": 10.0, "serial": ""}

# what is typed besides → what it shares with the inverter that is there
SHARED = [
    ({}, "the name, the place and the rating"),
    ({"name": "Other", "gps_lat": 9.0, "serial": " sn-9 "}, "the serial number SN-9"),
    ({"capacity_kw": 12.0}, None),
    ({"gps_lon": 3.5}, None),
    ({"name": ""}, None),
    ({"gps_lat": None}, None),
    ({"serial": "SN-10", "name": "Other"}, None),
]


@pytest.mark.parametrize(("typed", "shares"), SHARED)
def test_what_is_in_the_books_already_is_found_by_what_it_shares(typed, shares):
    there = make_inverter(name="Roof", gps_lat=6.5, gps_lon=3.4, capacity_kw=10.0, serial="SN-9")
    found = twin_doubt({**TYPED, **typed})
    assert (found and (found.inverter, found.shares)) == (shares and (there, shares))
    assert twin_doubt({**TYPED, **typed}, apart_from=there.pk) is None
