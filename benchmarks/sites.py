"""Places whose days are judged: recorded ones from a folder, and SIMULATED Nigerian roofs in the demo's weather."""

import csv
import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from credits.verification.days import CURVES, DayBatch
from inverters.curves import midnights_us
from reports.demo import sky
from reports.demo.panels import Face
from reports.demo.plan import Plan
from reports.demo.simulate import Dice, cell_of, made

DEMO = Path(__file__).parents[1] / "reports" / "demo"
RECORDED = ("serf_east_2016",)
STATED = ("capacity_kw", "dc_capacity_kwp", "surface_tilt", "surface_azimuth")
HOUR = np.timedelta64(1, "h")
SLOTS = 24


@dataclass(frozen=True)
class Weather:
    """A simulated roof: its town's place, and the last of its days."""

    town: str
    latitude: float
    longitude: float
    last_day: date = date(2025, 10, 31)
    seed: int = 2025


SIMULATED_DAYS = 120
"""July to October: the rains at the coast, and their end in the north."""

SIMULATED = {
    "lagos_simulated": Weather("Lagos", 6.60, 3.35),
    "abuja_simulated": Weather("Abuja", 9.06, 7.49),
    "kano_simulated": Weather("Kano", 12.00, 8.52),
}
NAMES = (*RECORDED, *SIMULATED)


def named(name: str) -> DayBatch:
    """A site of the project by its name, or a recorded one by its folder."""
    if name in SIMULATED:
        return simulated(SIMULATED[name])
    return recorded(DEMO / name if name in RECORDED else Path(name))


@cache
def recorded(folder: Path) -> DayBatch:
    """The days of 24 hours of which readings and reference are all there; `meta.json` holds what the owner states."""
    meta = json.loads((folder / "meta.json").read_text())
    kwh, ghi = _column(folder / "readings.csv", "kwh"), _column(folder / "irradiance.csv", "ghi_wh_m2")
    clear = _column(folder / "irradiance.csv", "clearsky_wh_m2")
    dates = np.arange(min(kwh).astype("datetime64[D]") - 1, max(kwh).astype("datetime64[D]") + 1)
    starts = midnights_us(dates, ZoneInfo(meta["timezone"])).astype("datetime64[us]")
    whole = [at for at in starts if all(at + h * HOUR in kwh and at + h * HOUR in ghi for h in range(SLOTS))]
    hours = np.array(whole)[:, None] + np.arange(SLOTS) * HOUR
    return _batch(
        midnight=np.array(whole),
        kwh=_values(kwh, hours).clip(min=0),
        ghi_wh_m2=_values(ghi, hours),
        clearsky_wh_m2=_values(clear, hours),
        latitude=meta["lat"],
        longitude=meta["lon"],
        reference_kind="satellite" if meta.get("is_satellite", True) else "ghi_sensor",
        **{name: meta.get(name, np.nan) for name in STATED},
    )


@cache
def simulated(weather: Weather) -> DayBatch:
    """A SIMULATED roof as the demo's fleet has them: pvlib's sun, West African clouds, an erring satellite."""
    roof = Plan(weather.town, "roof", weather.latitude, weather.longitude, 5.0, 6.0, faces=(Face(12, 180),))
    steps = sky.Steps(weather.last_day - timedelta(days=SIMULATED_DAYS), SIMULATED_DAYS + 1)
    dice = Dice(weather.seed, weather.last_day)
    over = sky.cell_sky(steps, *cell_of(roof), dice.of("cell"))
    kwh = sky.hourly_mean(made(roof, over, steps, dice).ravel()).round(3)
    return _batch(
        midnight=np.datetime64(steps.start_us, "us")
        + np.timedelta64(23, "h")
        + np.arange(SIMULATED_DAYS) * SLOTS * HOUR,
        kwh=_local(kwh),
        ghi_wh_m2=_local(over.ghi_wh_m2),
        clearsky_wh_m2=_local(over.clearsky_wh_m2),
        latitude=roof.lat,
        longitude=roof.lon,
        capacity_kw=roof.capacity_kw,
        dc_capacity_kwp=roof.dc_kwp,
        surface_tilt=roof.faces[0].surface_tilt,
        surface_azimuth=roof.faces[0].surface_azimuth,
    )


def _local(hours: np.ndarray) -> np.ndarray:
    """UTC hours as days of West Africa Time, which begin at 23:00 UTC."""
    return hours[SLOTS - 1 : -1].reshape(-1, SLOTS)


def _batch(midnight: np.ndarray, *, reference_kind: str = "satellite", **columns: Any) -> DayBatch:
    """Days of one inverter: curves as they are, and once what holds for all of its days."""
    days = len(midnight)
    curves = {name: columns[name] for name in CURVES}
    stated = {name: np.full(days, columns[name], float) for name in ("latitude", "longitude", *STATED)}
    return DayBatch(
        midnight=midnight,
        quantity=np.full(days, "pv_generation"),
        interval_minutes=np.full(days, 60.0),
        hours_since_previous=np.full(days, 1.0),
        reference_kind=np.full(days, reference_kind),
        day_over=np.full(days, True),
        received_after_public=np.full(days, True),  # no trust is granted
        land_share=np.full(days, 1.0),
        provisional=np.zeros(days, np.int64),
        reference_note=np.full(days, ""),
        **curves,
        **stated,
    )


def _column(file: Path, name: str) -> dict[np.datetime64, float]:
    with file.open(newline="") as rows:
        return {
            np.datetime64(row["timestamp"].rstrip("Z"), "us"): float(row[name])
            for row in csv.DictReader(rows)
            if row.get(name)
        }


def _values(column: dict[np.datetime64, float], hours: np.ndarray) -> np.ndarray:
    """float64 (n, 24); NaN where the column has no value."""
    return np.array([[column.get(hour, np.nan) for hour in day] for day in hours])
