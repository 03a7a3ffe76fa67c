"""What a fleet asks of the satellite service: as many requests as it has cells."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from credits.services.judging import fetch_sky
from credits.verification.window import Window
from inverters.curves import DayCurve, midnights_us
from inverters.models import Equipment, Inverter
from inverters.models.satellite import ReferenceKind
from inverters.selectors import Evidence, SkyRecord
from inverters.services import satellite
from inverters.sources.nasa_power import FetchedHours
from tests.inverters.services.test_satellite import hours_of

pytestmark = pytest.mark.django_db
INVERTERS, CELLS, CHUNKS = 10_000, 40, 4
MONTH = [date(2025, 1, 1) + timedelta(days=number) for number in range(31)]
NOW = datetime(2025, 6, 1, tzinfo=UTC)


def month_of(numbers: range) -> Evidence:
    """A month of inverters that stand spread over the cells, without a sky."""
    fleet = [Inverter(gps_lat=4.2 + n % 8 + n / 1e6, gps_lon=3.1 + n % CELLS // 8) for n in numbers]
    size, zone = len(fleet) * len(MONTH), Equipment(timezone="Africa/Lagos").zone
    nothing = np.broadcast_to(np.float64(np.nan), (size, 24))
    sky = SkyRecord(nothing, nothing, [str(ReferenceKind.SATELLITE)] * size, [""] * size, [None] * size)
    midnights = np.repeat(midnights_us(np.array(MONTH, "datetime64[D]"), zone), len(fleet))
    none = [None] * size
    return Evidence(
        fleet * len(MONTH),
        [day for day in MONTH for _ in fleet],
        none,  # type: ignore[arg-type]
        none,
        DayCurve(np.zeros((size, 24), np.int64)),
        np.zeros(size),
        midnights,
        sky,
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
