"""Inverter-days for the tests: an honest one in Abuja to start from, and the real ones of Golden."""

from dataclasses import replace

import numpy as np

from benchmarks import sites
from credits.verification import expected
from credits.verification.days import DayBatch

CLOUDS = np.array([1, 1, 1, 1, 1, 1, 0.9, 0.8, 0.85, 0.6, 0.75, 0.8, 0.5, 0.7, 0.8, 0.75, 0.8, 0.9, 1, 1, 1, 1, 1, 1])
MIDNIGHT = "2024-03-14T23:00"


def batch(n: int, **columns: object) -> DayBatch:
    """n days in Abuja of an inverter of 5 kW with 6 kWp on it; any column may be given, for all or for each."""
    unknown = np.full((n, 24), np.nan)
    values = {
        "kwh": unknown, "ghi_wh_m2": unknown, "clearsky_wh_m2": unknown, "midnight": MIDNIGHT,
        "latitude": 9.06, "longitude": 7.49, "capacity_kw": 5.0, "dc_capacity_kwp": 6.0,
        "surface_tilt": 12.0, "surface_azimuth": 180.0, "quantity": "pv_generation", "interval_minutes": 60.0,
        "hours_since_previous": 1.0, "reference_kind": "satellite", "day_over": True, "provisional": 0,
        "received_after_public": True, "land_share": 1.0,
        "reference_note": "",
    } | columns  # fmt: skip
    curves = ("kwh", "ghi_wh_m2", "clearsky_wh_m2")
    words = ("quantity", "reference_kind", "reference_note")
    kinds = dict.fromkeys(words, "U200") | {
        "day_over": "?",
        "received_after_public": "?",
        "provisional": "i8",
        "midnight": "datetime64[us]",
    }
    return DayBatch(
        **{
            name: np.broadcast_to(np.asarray(value, kinds.get(name, "f8")), (n, 24) if name in curves else (n,)).copy()
            for name, value in values.items()
        }
    )


def honest(n: int = 1, performance_ratio: float = 0.75, **columns: object) -> DayBatch:
    """n honest days under broken clouds that a satellite sees as the roof does."""
    empty = batch(n, **columns)
    sky = replace(empty, ghi_wh_m2=expected.derive(empty).clean_ghi * CLOUDS)
    array = np.where(np.isfinite(sky.dc_capacity_kwp), sky.dc_capacity_kwp, sky.capacity_kw)[:, None]
    kwh = expected.derive(sky).poa_global / 1000 * array * performance_ratio
    return replace(sky, kwh=np.round(kwh, 6))


def changed(days: DayBatch, slots: dict[int, float]) -> DayBatch:
    """The same days with other energy in some slots."""
    kwh = days.kwh.copy()
    for slot, value in slots.items():
        kwh[:, slot] = value
    return replace(days, kwh=kwh)


def golden() -> DayBatch:
    """The 104 real days of Golden, Colorado, with their real satellite."""
    return sites.named("serf_east_2016")
