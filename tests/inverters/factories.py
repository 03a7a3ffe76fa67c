"""Inverters, uploads and what has become of them, for tests of the evidence room."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from inverters import bulk
from inverters.curves import microseconds
from inverters.loggers import logger_of
from inverters.models import Inverter, InverterReading, ProductionDay, ReadingBatch, ReadingConflict
from inverters.services.master_data import register_inverter
from inverters.services.readings import import_readings
from inverters.services.uploads import Imported, Upload
from inverters.sources.intake import receive

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
LAGOS = {"gps_lat": 6.5244, "gps_lon": 3.3792, "capacity_kw": 10.0}
LIMIT = 100_000_000
START = microseconds(datetime(2025, 1, 15, tzinfo=UTC))
MINUTE = 60_000_000

Row = tuple[str, float]


def make_inverter(**changes: Any) -> Inverter:
    return register_inverter(actor="ada", now=NOW, **{**LAGOS, **changes})


def csv_of(rows: Iterable[Row]) -> bytes:
    return ("timestamp,kwh\n" + "".join(f"{stamp},{kwh}\n" for stamp, kwh in rows)).encode()


def hourly(day: str, kwh: float = 1.0, hours: Iterable[int] = range(24)) -> list[Row]:
    """A reading for each hour of a local day, every one of another size."""
    return [(f"{day}T{hour:02d}:00:00", round(kwh + hour / 100, 6)) for hour in hours]


def quarters(first: datetime, count: int) -> list[Row]:
    """A reading for each quarter of an hour from an instant on."""
    return [((first + timedelta(minutes=15 * row)).isoformat(), round(row % 97 / 50, 6)) for row in range(count)]


def send(inverter: Inverter, rows: Iterable[Row] | bytes, *, now: datetime = NOW, **upload: Any) -> Imported:
    """Import rows, or a body as it is, the way every door does."""
    body = rows if isinstance(rows, bytes) else csv_of(rows)
    with receive([body], limit_bytes=LIMIT) as received:
        upload = {"media_type": "text/csv", "actor": "ada", **upload}
        return import_readings(logger=logger_of(inverter.pk), upload=Upload(received=received, **upload), now=now)


def insert(batch: ReadingBatch, stamps: np.ndarray, milliwatt_hours: np.ndarray | None = None) -> int:
    """Store columns as they are, past every check; where no energy is given, each row's is its place."""
    places = np.arange(len(stamps), dtype=np.int64)
    energy = places if milliwatt_hours is None else milliwatt_hours
    return bulk.insert_readings(batch.inverter_id, batch.pk, stamps, energy, places % 3)


def counts(batch: ReadingBatch) -> tuple[int, int, int, int]:
    """Accepted, duplicate, conflict, rejected."""
    return batch.accepted, batch.duplicate, batch.conflict, batch.rejected


def days_of(inverter: Inverter) -> list[tuple[Any, ...]]:
    """Everything that an inverter's production days say, in order."""
    names = ("date", "curve", "milliwatt_hours", "reading_count", "provisional_count", "interval_minutes", "digest")
    rows = ProductionDay.objects.filter(inverter=inverter).order_by("date").values_list(*names)
    return [tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row) for row in rows]


def stored(inverter: Inverter) -> list[tuple[str, float]]:
    """The stored readings as UTC stamp and kWh."""
    rows = InverterReading.objects.filter(inverter=inverter).order_by("timestamp").values_list("timestamp", "kwh")
    return [(f"{stamp:%Y-%m-%d %H:%M}", kwh) for stamp, kwh in rows]


def aside(inverter: Inverter) -> list[tuple[str, float, float, int]]:
    """What was set aside: kind, the value, the value that stands, the batch that brought it."""
    rows = ReadingConflict.objects.filter(inverter=inverter).order_by("id")
    return [(row.kind, row.kwh, row.kept_kwh, row.batch_id) for row in rows]
