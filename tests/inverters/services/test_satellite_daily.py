"""The daily product, stored apart: asked for sparingly, revised beside itself, never taken for hours."""

import zlib
from datetime import date, timedelta

import numpy as np
import pytest
from django.db import IntegrityError, transaction

from inverters.daily_selectors import daily_to_ask_for, daily_values
from inverters.errors import SatelliteRefusedError, SatelliteUnavailableError
from inverters.models import SatelliteDailyFetch, SatelliteDay, SatelliteFetch, SatelliteHour
from inverters.services import satellite_daily
from inverters.services.satellite_daily import fetch_daily, store_daily
from inverters.sources.nasa_daily_reply import DailyIrradiation
from inverters.sources.nasa_power_daily import FetchedDays
from lumix.ledger.models import LedgerEntry
from tests.inverters.factories import NOW

pytestmark = pytest.mark.django_db
LAGOS = (6.5, 3.5)
FIRST = date(2025, 5, 20)
WEEK = [FIRST + timedelta(days=number) for number in range(7)]
LATER = NOW + timedelta(hours=13)


def days_of(first: date, last: date, kwh_m2: float = 5.0, missing: int = 0) -> FetchedDays:
    """Days of one irradiation, the last so many of them not published."""
    days = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    ghi = np.full(len(days), kwh_m2 * 1000)
    ghi[len(days) - missing :] = np.nan
    return FetchedDays(DailyIrradiation(days, ghi, ghi * np.nan), b'{"raw": 1}', "http://power.test", (), "", ())


class Service:
    def __init__(self) -> None:
        self.asked: list[tuple[date, date]] = []
        self.missing = 0
        self.error: Exception | None = None

    def fetch_days(self, *, first: date, last: date, **question: object) -> FetchedDays:
        self.asked.append((first, last))
        if self.error:
            raise self.error
        return days_of(first, last, missing=self.missing)


@pytest.fixture
def service(monkeypatch, settings) -> Service:
    settings.NASA_POWER_DAILY_URL = "http://power.test"
    stub = Service()
    monkeypatch.setattr(satellite_daily.nasa_power_daily, "fetch_days", stub.fetch_days)
    return stub


def ask(days: list[date], now=NOW) -> str | None:
    return fetch_daily(place=LAGOS, days=days, actor="ada", now=now)


def stored() -> list[tuple[date, int, float]]:
    return list(SatelliteDay.objects.values_list("day", "revision", "ghi_wh_m2"))


def test_days_are_stored_once_with_the_reply_and_one_ledger_entry(service):
    assert ask(WEEK) is None
    assert ask(WEEK) is None
    assert service.asked == [(WEEK[0], WEEK[-1])]
    assert stored() == [(day, 0, 5000.0) for day in WEEK]
    fetch = SatelliteDailyFetch.objects.get()
    assert (zlib.decompress(bytes(fetch.raw)), fetch.days_published) == (b'{"raw": 1}', 7)
    assert LedgerEntry.objects.get(type="satellite.daily_stored").data["sha256"] == fetch.sha256


def test_no_daily_value_is_ever_taken_for_an_hour(service):
    ask(WEEK)
    assert (SatelliteHour.objects.count(), SatelliteFetch.objects.count()) == (0, 0)


def test_days_that_are_not_published_are_asked_for_again_after_some_hours(service):
    service.missing = 2
    for now in (NOW, NOW + timedelta(hours=11), LATER):
        ask(WEEK, now)
    assert service.asked == [(WEEK[0], WEEK[-1]), (WEEK[5], WEEK[6])]


def test_more_than_a_year_is_asked_for_in_pieces(service):
    ask([FIRST, FIRST + timedelta(days=400)])
    assert service.asked == [(FIRST, FIRST + timedelta(days=365)), (FIRST + timedelta(days=400),) * 2]


def test_a_silent_service_is_told_and_nothing_is_stored(service):
    service.error = SatelliteUnavailableError("It is away.")
    assert ask(WEEK) == "It is away."
    assert stored() == []


def test_an_answer_that_is_not_believed_is_kept_for_diagnosis(service, settings, tmp_path):
    settings.LUMIX_DATA_DIR = tmp_path
    service.error = SatelliteRefusedError("It is of another unit.", b"<html>")
    assert ask(WEEK) == "It is of another unit."
    assert [path.read_bytes() for path in (tmp_path / "refused_replies").iterdir()] == [b"<html>"]


def test_no_days_and_no_address_are_no_question(service, settings):
    assert ask([]) is None
    settings.NASA_POWER_DAILY_URL = ""
    assert ask(WEEK) is None
    assert service.asked == []


@pytest.mark.parametrize(("kwh_m2", "revisions"), [(5.004, [0]), (5.01, [0, 1]), (4.0, [0, 1])])
def test_a_revised_day_stands_beside_the_first(kwh_m2, revisions):
    for value in (5.0, kwh_m2):
        store_daily(place=LAGOS, found=days_of(FIRST, FIRST, value), actor="ada", now=NOW)
    assert [revision for _, revision, _ in stored()] == revisions
    newest = daily_values({(LAGOS, FIRST)})[LAGOS, FIRST]
    assert newest.revision == revisions[-1]


def test_values_are_found_by_cell_and_day_and_by_no_other():
    store_daily(place=LAGOS, found=days_of(FIRST, FIRST), actor="ada", now=NOW)
    wanted = {(LAGOS, FIRST), (LAGOS, WEEK[3]), ((7.5, 3.5), FIRST)}
    assert set(daily_values(wanted)) == {(LAGOS, FIRST)}
    assert daily_values(set()) == {}


def test_another_cells_askings_do_not_count():
    store_daily(place=(7.5, 3.5), found=days_of(FIRST, WEEK[-1]), actor="ada", now=NOW)
    assert daily_to_ask_for(LAGOS, WEEK, NOW - timedelta(hours=12)) == WEEK


@pytest.mark.parametrize("ghi", [-1.0, 14_001.0, float("nan")])
def test_the_database_refuses_an_impossible_day(ghi):
    fetch = store_daily(place=LAGOS, found=days_of(FIRST, FIRST), actor="ada", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        SatelliteDay.objects.create(grid_lat=6.5, grid_lon=3.5, day=WEEK[1], ghi_wh_m2=ghi, fetch=fetch)


def test_a_broken_ledger_keeps_nothing(monkeypatch):
    def breaks(**entry: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(satellite_daily, "append", breaks)
    with pytest.raises(RuntimeError):
        store_daily(place=LAGOS, found=days_of(FIRST, FIRST), actor="ada", now=NOW)
    assert (stored(), SatelliteDailyFetch.objects.count()) == ([], 0)
