"""The sky as it was seen: rebuilt from revisions to the digest, for cells and sensors, whole and half-hour zones."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from inverters.curves import HOUR_US, microseconds, midnights_us
from inverters.models import Inverter
from inverters.models.satellite import ReferenceKind
from inverters.revision_selectors import SkyBefore, revised_places, sky_before
from inverters.services.satellite import Reply, store_reply
from inverters.sky_selectors import SkyRecord, sky_over
from inverters.sources.irradiance import IrradianceHours
from tests.inverters.factories import LAGOS, NOW, make_inverter
from tests.plans import plans

pytestmark = pytest.mark.django_db
CELL = (6.5, 3.5)
SENSOR = (LAGOS["gps_lat"], LAGOS["gps_lon"])
DAY = date(2025, 1, 15)
KINDS = [(CELL, ReferenceKind.SATELLITE), (SENSOR, ReferenceKind.GHI_SENSOR)]


def store(place, kind, times: float = 1.0, now: datetime = NOW, hours: int = 72) -> None:
    """Hours of another value each, from the day before on."""
    start = microseconds(datetime(2025, 1, 14, tzinfo=UTC))
    values = (np.arange(hours) + 1.0) * times
    found = IrradianceHours(start + np.arange(hours) * HOUR_US, values, values * 2)
    days = DAY - timedelta(days=1), DAY + timedelta(days=1)
    store_reply(reply=Reply(place, kind, "TEST", *days, found, b"{}"), actor="ada", now=now)


def over(inverter: Inverter) -> np.ndarray:
    return midnights_us(np.array([DAY], "datetime64[D]"), inverter.equipment.get().zone)


def now_over(inverter: Inverter) -> SkyRecord:
    return sky_over([inverter], over(inverter))


def before(inverter: Inverter, place, kind, instant: datetime) -> SkyBefore:
    return sky_before(place, str(kind), over(inverter), [instant])


@pytest.mark.parametrize(("place", "kind"), KINDS)
@pytest.mark.parametrize("zone", ["Africa/Lagos", "Asia/Kolkata", "America/Denver"])
def test_the_sky_of_that_time_has_the_digest_of_that_time(place, kind, zone):
    inverter = make_inverter(timezone=zone)
    store(place, kind)
    seen = now_over(inverter).digest(0)
    store(place, kind, 1.5, NOW + timedelta(days=9))
    found = before(inverter, place, kind, NOW)
    assert found.seen.digest(0) == seen != now_over(inverter).digest(0)
    assert found.revised_hours[0] == 24 + (zone == "Asia/Kolkata")
    assert found.revised_at == [NOW + timedelta(days=9)]


@pytest.mark.sqlite
def test_revised_places_are_sought_among_revised_hours_alone():
    assert all("satellite_hour_revised" in plan for plan in plans(revised_places))


def test_after_the_revision_the_newest_is_what_was_seen():
    inverter, later = make_inverter(), NOW + timedelta(days=9)
    store(*KINDS[0])
    store(*KINDS[0], 1.5, later)
    found = before(inverter, *KINDS[0], later)
    assert found.seen.digest(0) == now_over(inverter).digest(0)
    assert (found.revised_hours[0], found.revised_at) == (0, [None])


def test_hours_that_came_later_were_not_seen_and_are_not_revised():
    inverter, later = make_inverter(), NOW + timedelta(days=9)
    store(*KINDS[0], hours=30)
    store(*KINDS[0], now=later)
    found = before(inverter, *KINDS[0], NOW)
    assert np.isnan(found.seen.ghi_wh_m2[0]).tolist() == [False] * 7 + [True] * 17
    assert found.revised_hours[0] == 0


def test_before_anything_was_stored_nothing_was_seen():
    inverter = make_inverter()
    assert np.isnan(before(inverter, *KINDS[0], NOW).seen.ghi_wh_m2).all()
    store(*KINDS[0])
    assert np.isnan(before(inverter, *KINDS[0], NOW - timedelta(days=1)).seen.ghi_wh_m2).all()


@pytest.mark.parametrize(("place", "kind"), KINDS)
def test_revised_places_are_found_with_their_days_and_inverters(place, kind):
    near, _ = make_inverter(), make_inverter(gps_lat=8.5)
    store(place, kind)
    assert revised_places() == []
    store(place, kind, 1.5)
    [found] = revised_places()
    assert (found.place, found.kind) == (place, str(kind))
    assert found.days == {date(2025, 1, 14), date(2025, 1, 15), date(2025, 1, 16)}
    assert list(Inverter.objects.filter(found.inverters)) == [near]
