import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from inverters.sources import readings_csv, satellite_csv
from reports.demo import sheets
from reports.demo.posting import WAT, Upload
from tests.reports.demo.reading_back import named

NOW = datetime(2026, 7, 1, tzinfo=UTC)


def upload(*rows):
    stamps = [int(datetime.fromisoformat(stamp).timestamp()) * 1_000_000 for stamp, _ in rows]
    return Upload(NOW, "x.csv", np.array(stamps, dtype=np.int64), np.array([kwh for _, kwh in rows]))


def test_a_logger_writes_wall_clock_and_watt_hours():
    sheet = sheets.readings_csv(upload(("2025-09-01T23:00+00:00", 0.0), ("2025-09-02T11:00+00:00", 7.1234)))
    assert sheet == b"timestamp,kwh\n2025-09-02T00:00:00,0.000\n2025-09-02T12:00:00,7.123\n"


def test_a_satellite_sheet_is_in_utc():
    hours = np.array([int(datetime(2025, 9, 2, 12, tzinfo=UTC).timestamp()) * 1_000_000], dtype=np.int64)
    sheet = sheets.satellite_csv(hours, np.array([512.25]), np.array([800.0]))
    assert sheet == b"timestamp,ghi_wh_m2,clearsky_wh_m2\n2025-09-02T12:00:00Z,512.25,800.00\n"


@pytest.mark.parametrize("site", ["Enugu library", "Ado-Ekiti hospital", "Kaduna mill", "Uyo secretariat"])
def test_the_engine_reads_back_exactly_what_was_simulated(fleet, site):
    for sent in named(fleet, site).uploads:
        sheet = io.BytesIO(sheets.readings_csv(sent))
        columns = readings_csv.read(sheet, zone=ZoneInfo("Africa/Lagos"), now=sent.received_at)
        assert columns.instant_us.tolist() == sent.instant_us.tolist()
        assert columns.milliwatt_hours.tolist() == (sent.kwh * 1e6).round().astype(np.int64).tolist()


def test_the_engine_reads_a_cells_hours_back(fleet):
    lat, lon, *columns = fleet.cells[0]
    hours = satellite_csv.read_file(io.BytesIO(sheets.satellite_csv(*columns)), lat=lat + 0.5, lon=lon + 0.5)
    assert hours.hour_us.tolist() == columns[0].tolist()
    assert hours.ghi_wh_m2.tolist() == columns[1].tolist()
    assert hours.clearsky_wh_m2.tolist() == columns[2].tolist()


def test_nigeria_keeps_one_offset_all_year():
    assert {datetime(2025, month, 1, tzinfo=ZoneInfo("Africa/Lagos")).utcoffset() for month in range(1, 13)} == {
        WAT.utcoffset(None)
    }
