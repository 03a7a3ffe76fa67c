import threading
import zlib
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.conf import settings
from django.db import connection

from inverters.curves import HOUR_US, microseconds, midnights_us
from inverters.errors import SatelliteRefusedError, SatelliteUnavailableError
from inverters.models import SatelliteFetch, SatelliteHour
from inverters.models.satellite import ReferenceKind
from inverters.services import satellite
from inverters.services.satellite import Reply, fetch_missing, store_reply
from inverters.sky_selectors import days_to_ask_for, sky_over
from inverters.sources.irradiance import IrradianceHours
from inverters.sources.nasa_power import FetchedHours
from lumix.ledger.models import LedgerEntry
from tests.inverters.factories import NOW, make_inverter

pytestmark = pytest.mark.django_db
LAGOS = (6.5, 3.5)
DAY = date(2025, 1, 15)
LATER = NOW + timedelta(hours=13)


def hours_of(first: date, last: date, ghi: float = 100.0, missing: tuple[int, ...] = ()) -> IrradianceHours:
    """Whole UTC days of one irradiance, twice that under a clear sky; NaN at the positions that are missing."""
    count = ((last - first).days + 1) * 24
    start = microseconds(datetime(first.year, first.month, first.day, tzinfo=UTC))
    values = np.full(count, ghi)
    values[list(missing)] = np.nan
    return IrradianceHours(start + np.arange(count) * HOUR_US, values, values * 2)


def reply(day: date = DAY, place=LAGOS, kind=ReferenceKind.SATELLITE, **hours) -> Reply:
    return Reply(place, kind, f"a {kind.value}", day, day, hours_of(day, day, **hours), b"{}")


class Service:
    """Stands for NASA POWER: notes what it is asked, and answers or fails as told."""

    def __init__(self) -> None:
        self.asked: list[tuple] = []
        self.missing: tuple[int, ...] = ()
        self.ghi = 100.0
        self.error: Exception | None = None
        self.depths: set[int] = set()

    def fetch_hours(self, *, lat, lon, first, last, **settings) -> FetchedHours:
        self.asked.append((lat, lon, first, last))
        self.depths.add(len(connection.savepoint_ids))
        if self.error:
            raise self.error
        hours = hours_of(first, last, self.ghi, self.missing)
        return FetchedHours(hours, b'{"raw": true}', "http://power.test", NOW, (), "", ())


@pytest.fixture
def service(monkeypatch) -> Service:
    stub = Service()
    monkeypatch.setattr(satellite.nasa_power, "fetch_hours", stub.fetch_hours)
    return stub


def ask(days: list[date], now: datetime = NOW) -> str | None:
    return fetch_missing(place=LAGOS, days=days, actor="ada", now=now)


def sky(inverter, day: date = DAY):
    return sky_over([inverter], midnights_us(np.array([day], "datetime64[D]"), inverter.equipment.get().zone))


# Asking ---------------------------------------------------------------------------------------------------------------


def test_one_request_serves_every_inverter_of_a_cell(service):
    inverters = [make_inverter(gps_lat=6.1 + step / 100, gps_lon=3.2) for step in range(20)]
    for inverter in inverters:
        assert fetch_missing(place=inverter.cell, days=[DAY], actor="ada", now=NOW) is None
    assert service.asked == [(6.5, 3.5, date(2025, 1, 1), date(2025, 1, 31))]
    assert {bool(np.isfinite(sky(inverter).ghi_wh_m2).all()) for inverter in inverters} == {True}


# days asked for, ranges that the service is asked for
RANGES = [
    ([], []),
    ([date(2025, 1, 31), date(2025, 1, 1)], [(date(2025, 1, 1), date(2025, 1, 31))]),
    ([date(2024, 2, 10), date(2024, 3, 10)], [(date(2024, 2, 1), date(2024, 3, 31))]),
    ([date(2024, 12, 31)], [(date(2024, 12, 1), date(2024, 12, 31))]),
    ([date(2025, 5, 31), date(2025, 6, 1)], [(date(2025, 5, 1), date(2025, 6, 1))]),  # not beyond today
    ([date(2026, 1, 1)], []),
    (
        [date(2023, 1, 5), date(2024, 12, 5)],
        [(date(2023, 1, 1), date(2024, 1, 1)), (date(2024, 1, 2), date(2024, 12, 31))],
    ),
]


@pytest.mark.parametrize(("days", "ranges"), RANGES)
def test_whole_months_are_asked_for_in_as_few_ranges_as_may_be(service, days, ranges):
    ask(days)
    assert [(first, last) for _, _, first, last in service.asked] == ranges


def test_what_is_stored_is_not_asked_for_again(service):
    ask([DAY])
    ask([DAY, date(2025, 1, 20)], now=LATER)
    assert len(service.asked) == 1


def test_hours_not_published_stay_missing_and_are_asked_for_again_after_half_a_day(service):
    service.missing = tuple(range(14 * 24 + 5, 31 * 24))
    ask([DAY])
    assert SatelliteHour.objects.filter(hour__date=DAY).count() == 5
    ask([DAY], now=NOW + timedelta(hours=11, minutes=59))
    assert len(service.asked) == 1
    service.missing = ()
    ask([DAY], now=LATER)
    assert len(service.asked) == 2
    assert SatelliteHour.objects.filter(hour__date=DAY).count() == 24


def test_the_service_is_asked_outside_of_any_transaction_of_ours(service):
    outside = len(connection.savepoint_ids)
    ask([DAY])
    assert service.depths == {outside}


def test_a_service_that_does_not_answer_is_a_sentence_and_is_asked_again_at_once(service):
    service.error = SatelliteUnavailableError("The satellite service did not answer in time.")
    assert ask([DAY]) == "The satellite service did not answer in time."
    assert not SatelliteFetch.objects.exists()
    service.error = None
    assert ask([DAY]) is None
    assert len(service.asked) == 2


def test_a_reply_that_cannot_be_believed_is_kept_for_diagnosis(service):
    service.error = SatelliteRefusedError("This is another place.", b"<html>" * 20_000)
    assert ask([DAY]) == "This is another place."
    [kept] = (settings.LUMIX_DATA_DIR / "refused_replies").iterdir()
    assert kept.read_bytes() == (b"<html>" * 20_000)[:65_536]
    assert not SatelliteHour.objects.exists()


def test_what_came_before_a_failure_is_kept(service, monkeypatch):
    def second_fails(**asked):
        if service.asked:
            raise SatelliteUnavailableError("gone")
        return plain(**asked)

    plain = service.fetch_hours
    monkeypatch.setattr(satellite.nasa_power, "fetch_hours", second_fails)
    assert ask([date(2023, 1, 5), date(2024, 12, 5)]) == "gone"
    assert SatelliteFetch.objects.count() == 1


# Storing --------------------------------------------------------------------------------------------------------------


def test_a_reply_is_kept_as_it_came_with_its_digest_and_one_ledger_entry():
    fetch = store_reply(reply=reply(missing=(3,)), actor="ada", now=NOW)
    assert zlib.decompress(bytes(fetch.raw)) == b"{}"
    assert (fetch.hours_published, fetch.hours.count()) == (23, 23)
    entry = LedgerEntry.objects.get()
    assert (entry.type, entry.object, entry.data["sha256"]) == (
        "satellite.stored",
        f"satellite:{fetch.pk}",
        fetch.sha256,
    )


def test_where_the_ledger_fails_no_hour_is_kept(monkeypatch):
    monkeypatch.setattr(satellite, "append", lambda **entry: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store_reply(reply=reply(), actor="ada", now=NOW)
    assert not SatelliteFetch.objects.exists()
    assert not SatelliteHour.objects.exists()


def test_a_revised_value_stands_beside_the_first_and_the_newest_is_used(inverter):
    store_reply(reply=reply(ghi=100.0), actor="ada", now=NOW)
    store_reply(reply=reply(ghi=100.002), actor="ada", now=NOW)  # less than the last digit: the same value
    store_reply(reply=reply(ghi=120.0), actor="ada", now=LATER)
    assert set(SatelliteHour.objects.values_list("revision", "ghi_wh_m2")) == {(0, 100.0), (1, 120.0)}
    assert str(LedgerEntry.objects.latest("seq").data["hours_revised"]) == "24"
    found = sky(inverter)
    assert (found.ghi_wh_m2[0, 12], found.fetched_at) == (120.0, [LATER])


def test_a_cloudless_value_that_comes_later_is_a_revision_too():
    bare = reply()
    bare.hours.clearsky_wh_m2[:] = np.nan
    store_reply(reply=bare, actor="ada", now=NOW)
    store_reply(reply=reply(), actor="ada", now=NOW)
    assert SatelliteHour.objects.filter(revision=1, clearsky_wh_m2=200).count() == 24


# Reading back ---------------------------------------------------------------------------------------------------------


def test_local_midnight_cuts_the_day_out_of_utc_hours(inverter):
    store_reply(reply=reply(), actor="ada", now=NOW)  # Lagos begins an hour before UTC
    found = sky(inverter)
    assert np.flatnonzero(np.isnan(found.ghi_wh_m2[0])).tolist() == [0]
    assert np.isfinite(sky(inverter, date(2025, 1, 16)).ghi_wh_m2).sum() == 1


def test_a_day_without_hours_has_no_source(inverter):
    found = sky(inverter)
    assert np.isnan(found.ghi_wh_m2).all()
    assert (found.sources, found.fetched_at) == ([""], [None])


def test_each_days_source_is_its_own_whoever_is_judged_with_it(inverter):
    store_reply(reply=reply(), actor="ada", now=NOW)
    store_reply(reply=reply(DAY + timedelta(days=40)), actor="ada", now=LATER)
    days = np.array([DAY, DAY + timedelta(days=40)], "datetime64[D]")
    both = sky_over([inverter] * 2, midnights_us(days, inverter.equipment.get().zone))
    assert both.fetched_at == [NOW, LATER]
    assert both.digest(0) == sky(inverter).digest(0)


def sensor(kind: ReferenceKind, latitude: float, longitude: float, ghi: float, day: date = DAY) -> None:
    store_reply(reply=reply(day, (latitude, longitude), kind, ghi=ghi), actor="ada", now=NOW)


# sensors as kind, place and value; which value and kind speak for the roof at 6.5244, 3.3792
POA, GHI = ReferenceKind.POA_SENSOR, ReferenceKind.GHI_SENSOR
SENSORS = [
    ([], (100.0, "satellite")),
    ([(GHI, 6.5244, 3.3792, 300.0)], (300.0, "ghi_sensor")),
    ([(POA, 6.53, 3.38, 400.0)], (400.0, "poa_sensor")),
    ([(GHI, 6.55, 3.3792, 300.0)], (100.0, "satellite")),  # beyond two kilometres
    ([(GHI, 6.51, 3.37, 300.0), (GHI, 6.524, 3.379, 310.0)], (310.0, "ghi_sensor")),  # the nearer one
    ([(POA, 6.5244, 3.3792, 400.0), (GHI, 6.5244, 3.3792, 300.0)], (300.0, "ghi_sensor")),
]


@pytest.mark.parametrize(("sensors", "speaks"), SENSORS)
def test_the_nearest_sensor_speaks_for_a_roof_and_the_cell_where_there_is_none(inverter, sensors, speaks):
    store_reply(reply=reply(), actor="ada", now=NOW)
    for kind, latitude, longitude, ghi in sensors:
        sensor(kind, latitude, longitude, ghi)
    found = sky(inverter)
    assert (found.ghi_wh_m2[0, 12], found.kinds[0]) == speaks


def test_a_sensor_that_measured_nothing_that_day_leaves_it_to_the_satellite(inverter):
    store_reply(reply=reply(), actor="ada", now=NOW)
    sensor(GHI, 6.5244, 3.3792, 300.0, day=date(2016, 6, 1))
    found = sky(inverter)
    assert (found.ghi_wh_m2[0, 12], found.kinds, found.sources) == (100.0, ["satellite"], ["a satellite"])


def test_a_half_hour_zone_takes_its_slots_from_two_hours():
    inverter = make_inverter(gps_lat=22.6, gps_lon=88.4)
    ramp = reply(place=(22.5, 88.5))
    ramp.hours.ghi_wh_m2[:] = np.arange(24) * 10.0
    store_reply(reply=ramp, actor="ada", now=NOW)
    assert sky(inverter).ghi_wh_m2[0, 6:8].tolist() == [5.0, 15.0]


def test_the_sky_over_a_hundred_inverters_takes_as_many_queries_as_over_one(django_assert_num_queries):
    store_reply(reply=reply(), actor="ada", now=NOW)
    inverters = [make_inverter() for _ in range(5)]
    for count in (1, 5):
        midnights = np.full(count, microseconds(datetime(2025, 1, 14, 23, tzinfo=UTC)))
        with django_assert_num_queries(3):
            sky_over(inverters[:count], midnights)


def test_no_days_are_nothing_to_ask_for():
    assert days_to_ask_for(LAGOS, [], NOW) == []


def test_one_at_a_time_asks_about_a_place_and_others_need_not_wait():
    told, pause = [], threading.Event()

    def second():
        with satellite._alone((6.5, 3.5)):
            told.append("second")

    waiting = threading.Thread(target=second)
    with satellite._alone((6.5, 3.5)):
        waiting.start()
        with satellite._alone((7.5, 3.5)):
            told.append("another place")
        pause.wait(0.2)
        told.append("first")
    waiting.join(10)
    assert told == ["another place", "first", "second"]
