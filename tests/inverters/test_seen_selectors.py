"""The sky as somebody saw it: each hour's newest revision by then; and the readings of a day in any state."""

from datetime import timedelta

import pytest

from inverters.curves import microseconds
from inverters.models import Inverter
from inverters.models.satellite import ReferenceKind
from inverters.seen_selectors import hours_seen, midnight_of, readings_of
from tests.credits import factories
from tests.credits.factories import GOLDEN, GOLDEN_CELL, HONEST, NOW

pytestmark = pytest.mark.django_db
SATELLITE = str(ReferenceKind.SATELLITE)
LATER = NOW + timedelta(days=1)


def plant(**facts):
    return Inverter.objects.with_equipment().get(pk=factories.plant(**facts).pk)


def seen(inverter, instant, kind=SATELLITE):
    [hours] = hours_seen(inverter, kind, [midnight_of(inverter, HONEST)], [instant])
    return hours


def test_a_revision_is_seen_from_when_it_came():
    inverter, first = plant(), factories.golden_sky()
    revised = factories.sky(
        GOLDEN_CELL, [(at, ghi + 10, clear) for at, ghi, clear in factories.golden_sky_hours()], LATER
    )

    assert {hour.fetch_id for hour in seen(inverter, NOW)} == {first.pk}
    assert {hour.fetch_id for hour in seen(inverter, LATER)} == {revised.pk}
    assert seen(inverter, NOW - timedelta(days=1)) == []


def test_a_day_has_24_hours_and_25_where_it_begins_between_two():
    factories.golden_sky(HONEST - timedelta(days=1), HONEST + timedelta(days=1))

    assert len(seen(plant(), NOW)) == 24
    half = seen(plant(name="Half", timezone="Asia/Kolkata"), NOW)
    assert len(half) == 25
    assert half[0].hour_us < midnight_of(plant(name="Third", timezone="Asia/Kolkata"), HONEST) < half[1].hour_us


def test_the_nearest_sensor_of_the_kind_speaks():
    inverter = plant()
    places = [(GOLDEN["gps_lat"] + offset, GOLDEN["gps_lon"]) for offset in (0.01, 0.001)]
    _, near = (factories.sky(at, factories.golden_sky_hours(), kind=ReferenceKind.GHI_SENSOR) for at in places)

    assert {hour.fetch_id for hour in seen(inverter, NOW, "ghi_sensor")} == {near.pk}
    assert seen(inverter, NOW, "poa_sensor") == []


def test_readings_of_each_day_are_its_own_in_the_order_of_time():
    inverter, days = plant(), [HONEST, HONEST + timedelta(days=1)]
    for day in days:
        factories.send(inverter, factories.golden_rows(day))

    found = readings_of(inverter, days)

    for day in days:
        assert found[day].stamps_us.tolist() == [microseconds(stamp) for stamp, _ in factories.golden_rows(day)]
