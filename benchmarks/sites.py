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
from inverters.curves import DAY_US, MINUTE_US, hourly_to_slots, midnights_us
from reports.demo import sky
from reports.demo.panels import Face
from reports.demo.plan import Plan
from reports.demo.simulate import Dice, cell_of, made

DEMO = Path(__file__).parents[1] / "reports" / "demo"
RECORDED = ("serf_east_2016",)
STATED = ("capacity_kw", "dc_capacity_kwp", "surface_tilt", "surface_azimuth")
HOUR = np.timedelta64(1, "h")
SLOTS, DAY_MINUTES = 24, 1_440


SOUTH = Face(12, 180)


@dataclass(frozen=True)
class Weather:
    """A simulated roof: its place, the last of its days, and where it is not Nigeria its climate and its zone.

    shares : of clear, broken, overcast and stormy days. zone_minutes : ahead of UTC.
    """

    town: str
    latitude: float
    longitude: float
    last_day: date = date(2025, 10, 31)
    seed: int = 2025
    shares: tuple[float, ...] | None = None
    zone_minutes: int = 60
    face: Face = SOUTH


SIMULATED_DAYS = 120
"""July to October: the rains at the coast, and their end in the north."""

SIMULATED = {
    "lagos_simulated": Weather("Lagos", 6.60, 3.35),
    "abuja_simulated": Weather("Abuja", 9.06, 7.49),
    "kano_simulated": Weather("Kano", 12.00, 8.52),
    "wet_coast_simulated": Weather("Douala", 4.05, 9.70, shares=(0.06, 0.50, 0.22, 0.22)),
    "desert_simulated": Weather("Sebha", 27.04, 14.43, shares=(0.80, 0.15, 0.03, 0.02), face=Face(25, 180)),
    "northern_winter_simulated": Weather(
        "Aarhus", 56.16, 10.20, date(2026, 1, 31), shares=(0.20, 0.35, 0.44, 0.01), face=Face(40, 200)
    ),
    "half_hour_zone_simulated": Weather(
        "Half past", 28.50, 16.00, date(2025, 8, 31), shares=(0.35, 0.35, 0.15, 0.15), zone_minutes=90
    ),
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
    roof = Plan(weather.town, "roof", weather.latitude, weather.longitude, 5.0, 6.0, faces=(weather.face,))
    steps = sky.Steps(weather.last_day - timedelta(days=SIMULATED_DAYS), SIMULATED_DAYS + 1)
    dice = Dice(weather.seed, weather.last_day)
    over = sky.cell_sky(steps, *cell_of(roof), dice.of("cell"), weather.shares)
    midnights = steps.start_us + (DAY_MINUTES - weather.zone_minutes) * MINUTE_US + np.arange(SIMULATED_DAYS) * DAY_US
    first, quarters = int(midnights[0] - steps.start_us) // sky.STEP_US, SIMULATED_DAYS * sky.STEPS_PER_DAY
    power = made(roof, over, steps, dice).ravel()[first : first + quarters]
    seen, clear = (hourly_to_slots(steps.start_us, hours, midnights) for hours in (over.ghi_wh_m2, over.clearsky_wh_m2))
    return _batch(
        midnight=midnights.astype("datetime64[us]"),
        kwh=sky.hourly_mean(power).round(3).reshape(-1, SLOTS),
        ghi_wh_m2=seen,
        clearsky_wh_m2=clear,
        latitude=roof.lat,
        longitude=roof.lon,
        capacity_kw=roof.capacity_kw,
        dc_capacity_kwp=roof.dc_kwp,
        surface_tilt=roof.faces[0].surface_tilt,
        surface_azimuth=roof.faces[0].surface_azimuth,
    )


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
