"""What a fleet asks of the satellite service: as many requests as it has cells."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from credits.services.sky_asking import fetch_sky
from credits.verification.window import Window
from inverters.curves import midnights_us
from inverters.models import Equipment, Inverter
from inverters.models.satellite import ReferenceKind
from inverters.production_selectors import DayMarks
from inverters.selectors import Evidence, Setup
from inverters.services import satellite
from inverters.sky_selectors import Skies, SkyRecord
from inverters.sources.nasa_power import FetchedHours
from tests.inverters.services.test_satellite import hours_of

pytestmark = pytest.mark.django_db
INVERTERS, CELLS, CHUNKS = 10_000, 40, 4
MONTH = [date(2025, 1, 1) + timedelta(days=number) for number in range(31)]
NOW = datetime(2025, 6, 1, tzinfo=UTC)


def month_of(numbers: range) -> Evidence:
    """A month of inverters that stand spread over the cells, without a sky."""
    zone = Equipment(timezone="Africa/Lagos")
    fleet = [Setup(Inverter(gps_lat=4.2 + n % 8 + n / 1e6, gps_lon=3.1 + n % CELLS // 8), zone) for n in numbers]
    size, nothing = len(fleet) * len(MONTH), np.full((1, 24), np.nan)
    days = np.repeat(np.array(MONTH, "datetime64[D]"), len(fleet))
    owner = np.tile(np.array(numbers, np.int64), len(MONTH))
    return Evidence(
        setups=fleet,
        setup=np.tile(np.arange(len(fleet)), len(MONTH)),
        production=DayMarks(owner, days, np.zeros(size, np.int64), np.zeros((size, 32), np.uint8)),  # type: ignore[arg-type]
        hours_since_previous=np.zeros(size),
        midnights_us=midnights_us(days, zone.zone),
        sky=SkyRecord(Skies(nothing, nothing, [str(ReferenceKind.SATELLITE)], [""], [None]), np.zeros(size, np.int64)),
    )


def test_a_month_of_ten_thousand_inverters_in_forty_cells_takes_forty_requests(monkeypatch):
    asked: Counter[tuple[float, float]] = Counter()

    def counting(*, lat, lon, first, last, **settings) -> FetchedHours:
        asked[lat, lon] += 1
        return FetchedHours(hours_of(first, last), b"{}", "http://power.test", NOW, (), "", ())

    monkeypatch.setattr(satellite.nasa_power, "fetch_hours", counting)
    for chunk in range(CHUNKS):
        evidence = month_of(range(chunk, INVERTERS, CHUNKS))
        rows = np.arange(len(evidence))
        assert set(fetch_sky(evidence, Window(rows, rows[:, None]), "ada", NOW).values()) == {None}
    assert len(asked) == CELLS
    assert asked.total() == CELLS
