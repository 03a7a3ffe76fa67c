"""Exports read as recognition proposes, for tests: portals' real files, and texts made up on the spot."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from inverters.sources import exports
from inverters.sources.columns import ReadingColumns
from inverters.sources.layouts import Layout, ReadAs
from inverters.sources.recognition import recognise

PORTALS = Path(__file__).resolve().parents[2] / "data" / "vendor_exports"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
LAGOS = ZoneInfo("Africa/Lagos")


def portal(name: str) -> bytes:
    return (PORTALS / name).read_bytes()


def layout_of(sent: bytes) -> Layout:
    return recognise(io.BytesIO(sent))


def proposal(sent: bytes, **choices: object) -> ReadAs:
    layout = layout_of(sent)
    first = layout.columns[0]
    read_as = ReadAs(layout.title, first, first.measure, layout.orders[0], LAGOS, marks_end=False)
    return replace(read_as, **choices)


def columns_of(sent: bytes, *, marks_end: bool = False, lenient: bool = False, **choices: object) -> ReadingColumns:
    """The readings of a file; choices: what somebody chose instead of the proposal."""
    read_as = proposal(sent, **choices)
    return exports.read(io.BytesIO(sent), read_as, now=NOW, marks_end=marks_end, lenient=lenient)


def readings_of(sent: bytes, **choices: object) -> list[tuple[str, float]]:
    """The readings as UTC stamp and kWh."""
    columns = columns_of(sent, **choices)
    return [
        (f"{datetime.fromtimestamp(stamp / 1e6, UTC):%Y-%m-%d %H:%M}", energy / 1e6)
        for stamp, energy in zip(columns.instant_us.tolist(), columns.milliwatt_hours.tolist(), strict=True)
    ]
