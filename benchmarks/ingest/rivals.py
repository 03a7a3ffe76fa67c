"""The other ways into the same table, in this process and without HTTP: what they leave out is to their advantage."""

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection
from rest_framework import serializers

from benchmarks.ingest.bodies import START, rows
from inverters import bulk
from inverters.models import Inverter, InverterReading, ReadingBatch

QUARTER_US = 15 * 60 * 1_000_000
NOTHING = dict.fromkeys(("size_bytes", "rows_sent", "accepted", "duplicate", "conflict", "rejected"), 0)
NOW = datetime(2025, 1, 1, tzinfo=UTC)


def owner() -> tuple[int, int]:
    """An inverter of one's own and a batch of it."""
    inverter = Inverter.objects.create(gps_lat=6.5, gps_lon=3.4, created_at=NOW)
    return inverter.pk, ReadingBatch.objects.create(inverter=inverter, received_at=NOW, actor="bench", **NOTHING).pk


def raw_driver(count: int) -> float:
    """The limit: the rows made beforehand, one transaction, the driver's fastest statement. [s]"""
    stamps = (np.arange(count) * QUARTER_US + int(START.timestamp()) * 1_000_000).astype(np.int64)
    kwh, states = np.arange(count) % 997 / 100, np.zeros(count, np.int8)
    write = _raw_postgresql if connection.vendor == "postgresql" else _raw_sqlite
    return write(*owner(), stamps, kwh, states)


def _raw_sqlite(inverter: int, batch: int, stamps: np.ndarray, kwh: np.ndarray, states: np.ndarray) -> float:
    import sqlite3  # noqa: PLC0415

    told = [(START + timedelta(microseconds=int(us - stamps[0]))).strftime("%Y-%m-%d %H:%M:%S") for us in stamps]
    made = list(zip(told, kwh.tolist(), states.tolist(), strict=True))
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=60)) as raw:
        raw.executescript("PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA foreign_keys=ON")
        begun = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(
            "INSERT INTO inverters_inverterreading (inverter_id, batch_id, timestamp, kwh, state) "
            f"VALUES ({inverter}, {batch}, ?, ?, ?) ON CONFLICT (inverter_id, timestamp) DO NOTHING",
            made,
        )
        raw.execute("COMMIT")
        return time.perf_counter() - begun


def _raw_postgresql(inverter: int, batch: int, stamps: np.ndarray, kwh: np.ndarray, states: np.ndarray) -> float:
    import psycopg  # noqa: PLC0415

    made = b"PGCOPY\n\xff\r\n\0" + bytes(8) + bulk._binary_rows(stamps, kwh, states) + b"\xff\xff"
    said = connection.settings_dict
    address = {"dbname": said["NAME"], "user": said["USER"], "password": said["PASSWORD"], "host": said["HOST"]}
    with closing(psycopg.connect(**address, port=said["PORT"])) as raw, raw.cursor() as cursor:
        begun = time.perf_counter()
        cursor.execute("CREATE TEMPORARY TABLE staged (stamp timestamptz, kwh float8, state smallint)")
        with cursor.copy("COPY staged FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(made)
        cursor.execute(
            "INSERT INTO inverters_inverterreading (inverter_id, batch_id, timestamp, kwh, state) "
            "SELECT %s, %s, stamp, kwh, state FROM staged ON CONFLICT (inverter_id, timestamp) DO NOTHING",
            [inverter, batch],
        )
        raw.commit()
        return time.perf_counter() - begun


class Sent(serializers.Serializer[Any]):
    """A reading as a first implementation would take it."""

    timestamp = serializers.DateTimeField(default_timezone=UTC)
    kwh = serializers.FloatField(min_value=0)


def _objects(count: int) -> Iterator[InverterReading]:
    inverter, batch = owner()
    for stamp, kwh in rows(count):
        instant = datetime.fromisoformat(stamp).replace(tzinfo=UTC)
        yield InverterReading(inverter_id=inverter, batch_id=batch, timestamp=instant, kwh=kwh)


def bulk_create(count: int) -> float:
    """Django's `bulk_create(ignore_conflicts=True)` of objects made on the way. [s]"""
    begun = time.perf_counter()
    InverterReading.objects.bulk_create(_objects(count), batch_size=1_000, ignore_conflicts=True)
    return time.perf_counter() - begun


def row_by_row(count: int) -> float:
    """A serializer with many=True, then `save` for each row. [s]"""
    inverter, batch = owner()
    sent = [{"timestamp": stamp, "kwh": kwh} for stamp, kwh in rows(count)]
    begun = time.perf_counter()
    form = Sent(data=sent, many=True)
    form.is_valid(raise_exception=True)
    for row in form.validated_data:
        InverterReading(inverter_id=inverter, batch_id=batch, **row).save()
    return time.perf_counter() - begun
