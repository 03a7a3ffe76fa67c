"""Made-up readings, as the doors take them."""

import json
from datetime import UTC, datetime, timedelta

START = datetime(2015, 1, 1, tzinfo=UTC)
QUARTER = timedelta(minutes=15)

Row = tuple[str, float]


def rows(count: int, first: int = 0) -> list[Row]:
    """A reading for each quarter of an hour: stamp without offset, kWh."""
    return [
        ((START + QUARTER * number).strftime("%Y-%m-%dT%H:%M:%S"), number % 997 / 100)
        for number in range(first, first + count)
    ]


def csv(sent: list[Row]) -> bytes:
    """As a CSV file."""
    return ("timestamp,kwh\n" + "".join(f"{stamp},{kwh}\n" for stamp, kwh in sent)).encode()


def json_list(sent: list[Row]) -> bytes:
    """As a JSON list."""
    return json.dumps([{"timestamp": stamp, "kwh": kwh} for stamp, kwh in sent]).encode()
