"""NASA POWER as the tests of time need it: hours that are absent first, published months later, and revised after."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from inverters.curves import HOUR_US, microseconds
from inverters.errors import SatelliteError
from inverters.services import satellite, satellite_daily
from inverters.sources.irradiance import IrradianceHours
from inverters.sources.nasa_daily_reply import DailyIrradiation
from inverters.sources.nasa_power import FetchedHours
from inverters.sources.nasa_power_daily import FetchedDays
from tests.credits.factories import HONEST, golden_sky_hours

SOON = datetime(2016, 7, 12, 6, tzinfo=UTC)
"""A week after the honest day: readings are here, its hours are not."""
HALF_A_YEAR_LATER = datetime(2017, 1, 10, 6, tzinfo=UTC)


class Nasa:
    """Answers both products; `hourly` and `daily` say whether they are published, `times` revises the hours."""

    def __init__(self) -> None:
        self.hourly = self.daily = False
        self.times = 1.0
        self.daily_kwh_m2 = 7.0
        self.error: SatelliteError | None = None
        self.asked: list[tuple[str, float, float, date, date]] = []

    def fetch_hours(self, *, lat: float, lon: float, first: date, last: date, **_: object) -> FetchedHours:
        self._note("hourly", lat, lon, first, last)
        hours = list(self._hours(first, last))
        starts, ghi, clearsky = (np.array(column) for column in zip(*hours, strict=True))
        found = IrradianceHours(starts.astype(np.int64), ghi.astype(float), clearsky.astype(float))
        return FetchedHours(found, b"{}", "http://power.test/hourly", SOON, (), "", ())

    def fetch_days(self, *, lat: float, lon: float, first: date, last: date, **_: object) -> FetchedDays:
        self._note("daily", lat, lon, first, last)
        days = np.arange(np.datetime64(first), np.datetime64(last) + 1)
        ghi = np.full(len(days), self.daily_kwh_m2 * 1000 if self.daily else np.nan)
        return FetchedDays(DailyIrradiation(days, ghi, ghi * np.nan), b"{}", "http://power.test/daily", (), "", ())

    def _note(self, product: str, lat: float, lon: float, first: date, last: date) -> None:
        self.asked.append((product, lat, lon, first, last))
        if self.error:
            raise self.error

    def _hours(self, first: date, last: date) -> Iterator[tuple[int, float, float]]:
        known = {microseconds(stamp): row for stamp, *row in golden_sky_hours(first, last)}
        start = microseconds(datetime(first.year, first.month, first.day, tzinfo=UTC))
        for hour in range(((last - first).days + 1) * 24):
            at = start + hour * HOUR_US
            ghi, clearsky = known.get(at, (np.nan, np.nan)) if self.hourly else (np.nan, np.nan)
            yield at, ghi * self.times, clearsky


@pytest.fixture
def nasa(monkeypatch, settings) -> Nasa:
    settings.NASA_POWER_DAILY_URL = "http://power.test/daily"
    stub = Nasa()
    monkeypatch.setattr(satellite.nasa_power, "fetch_hours", stub.fetch_hours)
    monkeypatch.setattr(satellite_daily.nasa_power_daily, "fetch_days", stub.fetch_days)
    return stub


def revised_hours(times: float, day: date = HONEST) -> list[tuple[datetime, float, float]]:
    """The honest day's hours as a later revision would have them."""
    return [(stamp, ghi * times, clearsky) for stamp, ghi, clearsky in golden_sky_hours(day, day)]


def later(days: float, than: datetime = SOON) -> datetime:
    return than + timedelta(days=days)
