"""Previews made up, for tests of what is said of them."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from inverters.models import Equipment, Inverter
from inverters.services.rehearsal import Preview
from inverters.sources.layouts import DateOrder, Layout, Measure, ReadAs, ValueColumn
from reports.upload.doubts import Reading

NAMED = ValueColumn("PV (kWh)", 1, Measure.KWH, named=True)
NOON = np.array([0] * 6 + [1, 2, 4, 6, 8, 9, 9, 8, 6, 4, 2, 1] + [0] * 6, float)


def preview(days: list[str], kwh: list[float], **changes: object) -> Preview:
    """Days of hourly readings whose energy lies about noon."""
    found = Preview(
        rows_sent=24 * len(days), accepted=24 * len(days), duplicate=0, conflict=0, replaced=0, late=0, rejected=[],
        passed_over=0, fingerprint="", interval_minutes=60.0, first=[], last=[], conflicts=[],
        days=np.array(days, "datetime64[D]"), day_milliwatt_hours=np.rint(np.array(kwh) * 1e6).astype(np.int64),
        highest_kw=7.0, hour_milliwatt_hours=NOON,
    )  # fmt: skip
    return replace(found, **changes)


def reading(
    shown: Preview, *, column: ValueColumn = NAMED, orders: tuple = (DateOrder.YEAR_FIRST,), **place
) -> Reading:
    """The same as read for ten kilowatts in Lagos."""
    inverter = Inverter(pk=1, name="Roof", **{"gps_lat": 6.5, "gps_lon": 3.4, **place})
    equipment = Equipment(inverter=inverter, capacity_kw=10.0, timezone="Africa/Lagos")
    layout = Layout("A table", (column,), orders)
    read_as = ReadAs("A table", column, column.measure, orders[0], ZoneInfo("Africa/Lagos"), marks_end=False)
    return Reading(inverter, equipment, layout, read_as, shown)


def days(count: int, first: str = "2025-01-01") -> list[str]:
    start = date.fromisoformat(first).toordinal()
    return [str(date.fromordinal(start + number)) for number in range(count)]
