"""Uploads over HTTP to a real Lumix, timed from the first byte sent to the last byte answered."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.ingest import bodies
from benchmarks.ingest.servers import Client, peak_megabytes, post, serving, workers_of

MINIMAL = "Prefer: return=minimal"


def inverters(count: int) -> list[int]:
    """New inverters."""
    from inverters.services.master_data import register_inverter  # noqa: PLC0415 - needs the database named first

    now = datetime.now(UTC)
    made = [register_inverter(actor="bench", now=now, gps_lat=6.5, gps_lon=3.4, capacity_kw=10.0) for _ in range(count)]
    return [inverter.pk for inverter in made]


def upload(client: Client, inverter: int, body: bytes, media_type: str, *headers: str) -> float:
    """Send one. [s]"""
    request = post(f"/inverters/{inverter}/readings", body, media_type, *headers)
    begun = time.perf_counter()
    status, answer = client.ask(request)
    spent = time.perf_counter() - begun
    if status != 201:
        raise RuntimeError(f"{status}: {answer[:300]!r}")
    return spent


def growth_of_memory(folder: Path, count: int) -> tuple[float, float]:
    """What an upload of so many rows adds to the most memory its worker has had [MB], and its seconds."""
    with serving("lumix.wsgi", folder, workers=1) as (port, master):
        client, (first, second) = Client(port), inverters(2)
        upload(client, first, bodies.csv(bodies.rows(1_000)), "text/csv")
        (worker,) = workers_of(master)
        before = peak_megabytes(worker)
        seconds = upload(client, second, _minutes(count), "text/csv")
        return peak_megabytes(worker) - before, seconds


def _minutes(count: int) -> bytes:
    """So many readings within reach of one lifetime: a minute apart."""
    stamps = (bodies.START + timedelta(minutes=number) for number in range(count))
    return bodies.csv([(f"{stamp:%Y-%m-%dT%H:%M:%S}", number % 997 / 1000) for number, stamp in enumerate(stamps)])
