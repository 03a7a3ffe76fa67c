"""The SIMULATED fleet: forty inverters under one Nigerian sky, as a satellite sees them and as their owners report."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor

import numpy as np

from reports.demo import sky
from reports.demo.clouds import roof_index
from reports.demo.panels import SolarArray, ac_power
from reports.demo.plan import Plan
from reports.demo.plants import PLANTS
from reports.demo.posting import Period, Upload, readings, uploads
from reports.demo.scene import Scene
from reports.demo.sky import CellSky, Floats, Instants, Steps

LAST_DAY = date(2025, 10, 31)
"""September and October 2025: the rains are leaving the north and not yet the south, so clouds differ from day to day
and from place to place, which is what a verdict reads; harmattan, from November, makes weeks of like days. NASA had
published these hours by June 2026, so a real request for the same dates has answers to compare with."""
DAYS = 60
SEED = 2025
ZONE = "Africa/Lagos"
QUANTITY = "pv_generation"
PREFIX = "SIMULATED "
SOURCE = "SIMULATED satellite (pvlib, not NASA POWER)"
DERATE = (0.84, 0.91)

Progress = Callable[[str], None]
CellHours = tuple[int, int, Instants, Floats, Floats]
"""cell_lat, cell_lon, hour_us (n,), ghi_wh_m2 (n,), clearsky_wh_m2 (n,)."""


@dataclass(frozen=True)
class SimulatedPlant:
    """A plant as its owner registers it, and everything he sends; None where he did not say."""

    name: str
    town: str
    lat: float
    lon: float
    capacity_kw: float
    dc_capacity_kwp: float | None
    surface_tilt: float | None
    surface_azimuth: float | None
    timezone: str
    quantity: str
    honest: bool
    story: str
    uploads: list[Upload]


@dataclass(frozen=True)
class SimulatedFleet:
    """cells: what the satellite, named by `source`, says of each 1-degree cell. plants: in the order of their table."""

    cells: list[CellHours]
    plants: list[SimulatedPlant]
    source: str = SOURCE


def around(period: Period) -> Steps:
    """The period and a day at either end: a fast clock stamps yesterday's sun, and judging asks for the days beside."""
    return Steps(period.first_day - timedelta(days=1), period.days + 2)


class Dice:
    """One independent random stream for each name, so that no plant's luck depends on another's."""

    def __init__(self, seed: int, last_day: date) -> None:
        self.seed = [seed, last_day.toordinal()]

    def of(self, name: str) -> np.random.Generator:
        """The stream of that name, from its start."""
        return np.random.default_rng([*self.seed, zlib.crc32(name.encode())])


def cell_of(plan: Plan) -> tuple[int, int]:
    """The satellite's grid cell over a plant."""
    return floor(plan.lat), floor(plan.lon)


def made(plan: Plan, over: CellSky, steps: Steps, dice: Dice) -> Floats:
    """Power [kW] the roof truly gave, shape (days, 96); plants on one roof share its clouds."""
    sun = sky.sun_over(steps, plan.lat, plan.lon)
    clouds = roof_index(over.clouds, dice.of(f"roof {plan.roof or plan.site}"))
    own = dice.of(f"array {plan.site}")
    array = SolarArray(plan.capacity_kw, plan.dc_kwp, plan.faces, derate=own.uniform(*DERATE))
    return ac_power(steps, sun, sky.cloudless_ghi(sun, over.haze) * clouds.ravel(), array, own)


def reported(plan: Plan, kw: Floats, over: CellSky, dice: Dice, sent: dict[str, Floats]) -> Floats:
    """Power [kW] as the owner reports it."""
    ghi, clear = over.ghi_wh_m2.reshape(-1, 24), over.clearsky_wh_m2.reshape(-1, 24)
    scene = Scene(dice.of(f"ways {plan.site}"), plan.capacity_kw, ghi, clear, sent)
    for behaviour in plan.way.behaviours:
        kw = behaviour(kw, scene)
    return kw


def files_of(plan: Plan, kw: Floats, steps: Steps, period: Period) -> list[Upload]:
    """What the owner sends of that power."""
    stamps, kwh = readings(steps, kw, plan.minutes, plan.clock_ahead_hours, period)
    return uploads(stamps, kwh, slug=plan.slug, sending=plan.sending, period=period, hours_later=plan.hours_later)


def plant_of(plan: Plan, files: list[Upload]) -> SimulatedPlant:
    """The plant with what its owner states of it."""
    face = plan.faces[0] if plan.orientation_stated else None
    return SimulatedPlant(
        name=PREFIX + plan.site,
        town=plan.town,
        lat=plan.lat,
        lon=plan.lon,
        capacity_kw=plan.capacity_kw,
        dc_capacity_kwp=plan.dc_kwp if plan.dc_stated else None,
        surface_tilt=face.surface_tilt if face else None,
        surface_azimuth=face.surface_azimuth if face else None,
        timezone=ZONE,
        quantity=QUANTITY,
        honest=plan.way.honest,
        story=plan.way.story,
        uploads=files,
    )


def simulate(
    *, last_day: date = LAST_DAY, days: int = DAYS, seed: int = SEED, progress: Progress = lambda _: None
) -> SimulatedFleet:
    """Make the fleet; the same arguments give the same bytes. `progress` hears each cell's and plant's name."""
    period = Period(last_day - timedelta(days=days - 1), last_day)
    steps = around(period)
    dice = Dice(seed, last_day)
    skies: dict[tuple[int, int], CellSky] = {}
    for cell in sorted({cell_of(plan) for plan in PLANTS}):
        progress(f"sky over {cell[0]} N {cell[1]} E")
        skies[cell] = sky.cell_sky(steps, *cell, dice.of(f"cell {cell}"))
    plants: list[SimulatedPlant] = []
    sent: dict[str, Floats] = {}
    for plan in PLANTS:
        progress(PREFIX + plan.site)
        over = skies[cell_of(plan)]
        sent[plan.site] = reported(plan, made(plan, over, steps, dice), over, dice, sent)
        plants.append(plant_of(plan, files_of(plan, sent[plan.site], steps, period)))
    cells = [(*cell, steps.hour_us, over.ghi_wh_m2, over.clearsky_wh_m2) for cell, over in skies.items()]
    return SimulatedFleet(cells, plants)
