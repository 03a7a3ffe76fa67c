"""Inverters, readings and skies for the tests of judgement: a real plant under its real satellite hours, no network."""

import csv
import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np

from credits.models import CarbonCredit, Verdict
from credits.services.calculate import calculate
from credits.services.lifecycle import change_status
from credits.services.verify import verify
from inverters.loggers import logger_of
from inverters.models import Inverter, ReadingBatch, SatelliteFetch
from inverters.models.satellite import ReferenceKind
from inverters.services.master_data import register_inverter
from inverters.services.readings import import_readings
from inverters.services.satellite import Reply, store_reply
from inverters.services.uploads import Upload
from inverters.sources.intake import receive
from inverters.sources.irradiance import IrradianceHours
from lumix.ledger.models import LedgerEntry

SERF = Path(__file__).parents[2] / "reports" / "demo" / "serf_east_2016"
GOLDEN_ZONE = timezone(timedelta(hours=-7))
GOLDEN_CELL = (39.5, -105.5)
GOLDEN = {
    "gps_lat": 39.742,
    "gps_lon": -105.1727,
    "capacity_kw": 6.0,
    "dc_capacity_kwp": 6.0,
    "surface_tilt": 45.0,
    "surface_azimuth": 158.0,
    "timezone": "Etc/GMT+7",
}
LAGOS = {"gps_lat": 6.5244, "gps_lon": 3.3792, "capacity_kw": 10.0}

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
ADA = "ada"
HONEST = date(2016, 7, 4)
"""A day of Golden that the rule verifies."""
HALF_PAST = (datetime(2016, 7, 4, 19, 30, tzinfo=UTC), 0.25)
"""One more reading of that day."""

Rows = list[tuple[datetime, float]]


def plant(**facts: object) -> Inverter:
    """The real system of Golden, or another."""
    return register_inverter(actor=ADA, now=NOW, **(GOLDEN | facts))


def send(inverter: Inverter, rows: Rows, now: datetime = NOW) -> ReadingBatch:
    """Upload rows of instant and kWh through the real door of the services."""
    body = json.dumps([{"timestamp": stamp.isoformat(), "kwh": kwh} for stamp, kwh in rows]).encode()
    with receive([body], limit_bytes=len(body)) as received:
        upload = Upload(received=received, media_type="application/json", actor=ADA)
        return import_readings(logger=logger_of(inverter.pk), upload=upload, now=now).batch


@cache
def golden_hours() -> dict[datetime, float]:
    """Golden's readings as sent, by instant."""
    return {stamp: kwh for stamp, kwh, *_ in _table("readings.csv")}


def golden_rows(day: date = HONEST, times: float = 1.0) -> Rows:
    """One real day of 24 hours, possibly scaled."""
    midnight = datetime.combine(day, time(), GOLDEN_ZONE).astimezone(UTC)
    hours = (midnight + timedelta(hours=hour) for hour in range(24))
    return [(stamp, round(max(golden_hours()[stamp], 0.0) * times, 6)) for stamp in hours]


def sky(
    place: tuple[float, float],
    hours: list[tuple[datetime, float, float]],
    now: datetime = NOW,
    kind: ReferenceKind = ReferenceKind.SATELLITE,
) -> SatelliteFetch:
    """Store satellite hours as (start, GHI, cloudless GHI), NaN where they are not published."""
    starts = np.array([stamp.timestamp() for stamp, *_ in hours], np.float64).astype(np.int64) * 1_000_000
    ghi, clearsky = (np.array([row[column] for row in hours], np.float64) for column in (1, 2))
    found = IrradianceHours(starts, ghi, clearsky)
    first, last = hours[0][0].date(), hours[-1][0].date()
    reply = Reply(place, kind, "TEST SKY", first, last, found, json.dumps(ghi.tolist()).encode())
    return store_reply(reply=reply, actor=ADA, now=now)


def golden_sky_hours(first: date = HONEST, last: date = HONEST) -> list[tuple[datetime, float, float]]:
    """Golden's real satellite hours from the day before to the day after these local days."""
    margin = timedelta(days=1)
    return [row for row in _table("irradiance.csv") if first - margin <= row[0].date() <= last + margin]


def golden_sky(first: date = HONEST, last: date = HONEST) -> SatelliteFetch:
    return sky(GOLDEN_CELL, golden_sky_hours(first, last))


@cache
def _table(name: str) -> list[tuple]:
    with (SERF / name).open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [(datetime.fromisoformat(stamp), *(float(text or "nan") for text in values)) for stamp, *values in rows]


def credit(inverter: Inverter, day: date = HONEST, now: datetime = NOW) -> CarbonCredit:
    """The day's credit, calculated."""
    [made] = calculate(inverter_id=inverter.pk, days=[day], actor=ADA, now=now)
    return made


def judged(inverter: Inverter, day: date = HONEST, now: datetime = NOW) -> CarbonCredit:
    """The day's credit, calculated and verified."""
    [found] = verify(credit_ids=[credit(inverter, day, now).pk], actor=ADA, now=now)
    return found


def pending() -> CarbonCredit:
    """An honest day that nobody has judged, and no sky to judge it by."""
    inverter = plant()
    send(inverter, golden_rows())
    return credit(inverter)


def verified(**facts: object) -> CarbonCredit:
    """An honest day with everything that it needs to be VERIFIED."""
    return _judged_times(1.0, **facts)


def flagged(**facts: object) -> CarbonCredit:
    """The same day with three times its energy."""
    return _judged_times(3.0, **facts)


def _judged_times(times: float, **facts: object) -> CarbonCredit:
    inverter = plant(**facts)
    send(inverter, golden_rows(times=times))
    if not SatelliteFetch.objects.exists():
        golden_sky()
    return judged(inverter)


def again(found: CarbonCredit, now: datetime = NOW) -> CarbonCredit:
    """The credit after another judging."""
    [result] = verify(credit_ids=[found.pk], actor=ADA, now=now)
    return result


def checks_of(verdict: Verdict) -> dict[str, dict]:
    return {check["name"]: check for check in verdict.checks}


def records() -> tuple[int, int]:
    """How many verdicts and ledger entries there are."""
    return Verdict.objects.count(), LedgerEntry.objects.count()


def slow_grams(rows: Rows) -> int:
    """The published formula, kWh × 1.2 ÷ 1000 tonnes, on the readings as they were written, in fractions."""
    kwh = sum((Fraction(str(kwh)) for _, kwh in rows), Fraction(0))
    return int(kwh * Fraction("1.2") / 1000 * 1_000_000)


def submitted() -> CarbonCredit:
    """An honest day that has left the house: another roof's, for the same digits would be a copy."""
    found = _judged_times(0.97)
    return change_status(inverter_id=found.inverter_id, day=HONEST, status="SUBMITTED", reason="", actor=ADA, now=NOW)


def calculate_days(count: int, **facts: object) -> list[CarbonCredit]:
    """The credits of so many days of one plant, from the honest one on."""
    inverter, days = plant(**facts), [HONEST + timedelta(days=number) for number in range(count)]
    send(inverter, [row for day in days for row in golden_rows(day)])
    return calculate(inverter_id=inverter.pk, days=days, actor=ADA, now=NOW)
