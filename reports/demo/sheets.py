"""The fleet's numbers as the files somebody would have sent: the raw evidence that goes with every upload and reply."""

from collections.abc import Iterable

import numpy as np

from reports.demo.posting import Upload
from reports.demo.sky import HOUR_US, Floats, Instants

WAT_US = HOUR_US
"""Loggers write West Africa's wall clock, UTC+1, and no offset: that is how a factory's clock goes unnoticed."""


def readings_csv(upload: Upload) -> bytes:
    """`timestamp,kwh` of one upload, stamps as the logger's wall clock showed them."""
    rows = zip(_written(upload.instant_us + WAT_US), upload.kwh, strict=True)
    return _sheet("timestamp,kwh", (f"{stamp},{kwh:.3f}" for stamp, kwh in rows))


def satellite_csv(hour_us: Instants, ghi_wh_m2: Floats, clearsky_wh_m2: Floats) -> bytes:
    """`timestamp,ghi_wh_m2,clearsky_wh_m2` of one cell in UTC."""
    rows = zip(_written(hour_us), ghi_wh_m2, clearsky_wh_m2, strict=True)
    return _sheet(
        "timestamp,ghi_wh_m2,clearsky_wh_m2", (f"{stamp}Z,{ghi:.2f},{clear:.2f}" for stamp, ghi, clear in rows)
    )


def _written(instant_us: Instants) -> list[str]:
    return np.datetime_as_string(instant_us.view("M8[us]"), unit="s").tolist()


def _sheet(header: str, rows: Iterable[str]) -> bytes:
    return "\n".join([header, *rows, ""]).encode()
