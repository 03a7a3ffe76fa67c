"""The demo's data, taken in through the same services as anybody's: a real plant, and a SIMULATED fleet.

Every step can be repeated: what is there already is left as it is.
"""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from credits.models import CarbonCredit
from credits.services.calculate import calculate
from credits.services.verify import verify
from inverters.constants import CSV_LIMIT_BYTES, SLOTS
from inverters.loggers import logger_of
from inverters.models import Inverter, ProductionDay, SatelliteFetch
from inverters.services.master_data import register_inverter
from inverters.services.readings import import_readings
from inverters.services.satellite_files import SatelliteFile, import_file
from inverters.services.uploads import Upload
from inverters.sources.intake import receive
from reports.demo.posting import Upload as Posted
from reports.demo.sheets import readings_csv, satellite_csv
from reports.demo.simulate import SimulatedFleet, SimulatedPlant

ACTOR = "demo"
SERF = Path(__file__).parent / "serf_east_2016"
SERF_NAME = "NREL SERF East, Golden CO (real)"
SERF_SOURCE = "NSRDB PSM3 (real satellite, 4 km), not NASA POWER"
MASTER_DATA = ("capacity_kw", "dc_capacity_kwp", "surface_tilt", "surface_azimuth", "timezone", "quantity")

SERF_DAYS = 104

Step = Callable[[str], None]


def load_real_plant(*, now: datetime, step: Step) -> Inverter:
    """The real system of serf_east_2016 with its real satellite hours, judged day by day."""
    meta = json.loads((SERF / "meta.json").read_text())
    facts = {name: meta[name] for name in MASTER_DATA if name in meta}
    inverter = _registered(SERF_NAME, meta["lat"], meta["lon"], facts, now)
    _import_sky(inverter.cell, (SERF / "irradiance.csv").read_bytes(), SERF_SOURCE, now)
    _send(inverter, "serf_east_2016.csv", _whole_days((SERF / "readings.csv").read_bytes()), now)
    step(SERF_NAME)
    judge_all(inverter, now)
    return inverter


def _whole_days(sheet: bytes) -> bytes:
    """The record without its last three hours: they begin a day that it does not go on with."""
    return b"".join(sheet.splitlines(keepends=True)[: 1 + SERF_DAYS * SLOTS])


def load_fleet(*, fleet: SimulatedFleet, now: datetime, step: Step) -> None:
    """The SIMULATED fleet: its sky, its plants, and what each of them sent, in the order in which it was sent."""
    for latitude, longitude, hour_us, ghi, clearsky in fleet.cells:
        sheet = satellite_csv(hour_us, ghi, clearsky)
        _import_sky((latitude + 0.5, longitude + 0.5), sheet, fleet.source, now)
        step(f"sky over {latitude}, {longitude}")
    inverters = {plant.name: _register(plant, now) for plant in fleet.plants}
    for sent_at, name, upload in sorted(_posts(fleet), key=lambda post: post[:2]):
        _send(inverters[name], upload.file_name, readings_csv(upload), sent_at)
        step(name)
    for inverter in inverters.values():
        judge_all(inverter, now)
        step(inverter.name)


def _posts(fleet: SimulatedFleet) -> list[tuple[datetime, str, Posted]]:
    return [(upload.received_at, plant.name, upload) for plant in fleet.plants for upload in plant.uploads]


def _register(plant: SimulatedPlant, now: datetime) -> Inverter:
    return _registered(plant.name, plant.lat, plant.lon, {name: getattr(plant, name) for name in MASTER_DATA}, now)


def _registered(name: str, latitude: float, longitude: float, facts: dict, now: datetime) -> Inverter:
    known = Inverter.objects.filter(name=name).first()
    return known or register_inverter(actor=ACTOR, now=now, name=name, gps_lat=latitude, gps_lon=longitude, **facts)


def _import_sky(place: tuple[float, float], content: bytes, source: str, now: datetime) -> None:
    if not SatelliteFetch.objects.filter(grid_lat=place[0], grid_lon=place[1], source=source).exists():
        import_file(file=SatelliteFile(content, *place, source), actor=ACTOR, now=now)


def _send(inverter: Inverter, file_name: str, content: bytes, sent_at: datetime) -> None:
    """One upload; its file's name as idempotency key keeps a second run from sending it twice."""
    with receive([content], limit_bytes=CSV_LIMIT_BYTES) as received:
        upload = Upload(received, "text/csv", ACTOR, file_name, idempotency_key=f"demo {file_name}")
        import_readings(logger=logger_of(inverter.pk), upload=upload, now=sent_at)


def judge_all(inverter: Inverter, now: datetime) -> None:
    """Calculate every day that has readings and no credit yet, and judge every credit that was not judged yet."""
    days = set(ProductionDay.objects.filter(inverter=inverter, reading_count__gt=0).values_list("date", flat=True))
    days -= set(CarbonCredit.objects.filter(inverter=inverter).values_list("date", flat=True))
    calculate(inverter_id=inverter.pk, days=sorted(days), actor=ACTOR, now=now)
    waiting = CarbonCredit.objects.filter(inverter=inverter, verdicts=None).order_by("date")
    verify(credit_ids=list(waiting.values_list("pk", flat=True)), actor=ACTOR, now=now)
