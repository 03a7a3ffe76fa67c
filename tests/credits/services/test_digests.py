"""The digests of a verdict once more, slowly, from what was sent and stored."""

import struct
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from math import isnan, nan
from zoneinfo import ZoneInfo

import pytest

from inverters.models import ProductionDay
from tests.credits.factories import (
    GOLDEN,
    HALF_PAST,
    HONEST,
    again,
    checks_of,
    golden_rows,
    golden_sky_hours,
    judged,
    plant,
    send,
    sky,
    verified,
)  # fmt: skip

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def readings_digest(rows: list[tuple[datetime, float]]) -> str:
    pairs = sorted(((stamp - EPOCH) // timedelta(microseconds=1), round(kwh * 1_000_000)) for stamp, kwh in rows)
    return sha256(b"".join(struct.pack(">qq", *pair) for pair in pairs)).hexdigest()


def sky_digest(slots: list[tuple[float, float]]) -> str:
    packed = (struct.pack(">d", nan if isnan(value) else value) for pair in slots for value in pair)
    return sha256(b"".join(packed)).hexdigest()


def test_the_readings_digest_follows_from_the_readings_as_sent():
    found = verified()
    assert found.verdicts.get().readings_digest == readings_digest(golden_rows())
    send(found.inverter, [HALF_PAST])
    assert again(found).verdicts.last().readings_digest == readings_digest([*golden_rows(), HALF_PAST])


def test_the_satellite_digest_follows_from_the_hours_as_stored():
    hours = {stamp: (ghi, clearsky) for stamp, ghi, clearsky in golden_sky_hours()}
    slots = [hours[stamp] for stamp, _ in golden_rows()]
    assert verified().verdicts.get().satellite_digest == sky_digest(slots)


def test_the_equipment_digest_follows_from_what_was_stated():
    facts = {
        **{name: str(value) for name, value in GOLDEN.items()},
        "valid_from": "1990-01-01",
        "clock_offset_minutes": "0",
        "quantity": "pv_generation",
        "reading_stamps": "start",
    }
    canonical = "{" + ",".join(f'"{name}":"{facts[name]}"' for name in sorted(facts)) + "}"
    assert verified().verdicts.get().equipment_digest == sha256(canonical.encode()).hexdigest()


def test_the_months_digest_follows_from_what_was_sent_and_stored_of_its_days():
    inverter, days = plant(), [HONEST + timedelta(days=at) for at in (-3, 0, 5)]
    for day in days:
        send(inverter, golden_rows(day))
    sky(inverter.cell, golden_sky_hours(days[0], days[-1]))
    verdict = judged(inverter).verdicts.get()
    hours = {stamp: (ghi, clearsky) for stamp, ghi, clearsky in golden_sky_hours(days[0], days[-1])}
    seen = repr(48.0).encode()  # two days since the last reading before the judged one
    for day in days:
        rows = golden_rows(day)
        seen += day.isoformat().encode() + bytes.fromhex(readings_digest(rows))
        seen += bytes.fromhex(sky_digest([hours[stamp] for stamp, _ in rows])) + b"satellite"
        seen += bytes.fromhex(verdict.equipment_digest)
    assert verdict.month_digest == sha256(seen).hexdigest()


@pytest.mark.parametrize(("zone", "place"), [("Asia/Kolkata", (12.97, 77.59)), ("Asia/Kathmandu", (27.7, 85.3))])
def test_a_day_of_a_half_hour_zone_takes_its_hours_in_shares(zone, place):
    inverter, day = plant(timezone=zone, gps_lat=place[0], gps_lon=place[1]), date(2025, 3, 1)
    midnight = datetime(2025, 3, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    start = midnight.replace(minute=0)
    hours = [(start + number * HOUR, 40.0 * number, 44.0 * number) for number in range(25)]
    sky(inverter.cell, hours)
    send(inverter, [(midnight + number * HOUR, 1.0) for number in range(24)])
    late = midnight.minute / 60
    slots = [
        tuple(early * (1 - late) + later * late for early, later in zip(before, after, strict=True))
        for (_, *before), (_, *after) in pairwise(hours)
    ]
    found = judged(inverter, day)
    assert found.milliwatt_hours == 24_000_000
    assert ProductionDay.objects.get().date == day
    assert found.verdicts.get().satellite_digest == sky_digest(slots)
    assert checks_of(found.verdicts.get())["published"]["figure"] == pytest.approx(1.0)


def test_a_day_cut_by_summer_time_still_has_24_standard_hours():
    inverter = plant(timezone="America/Denver")
    send(inverter, golden_rows())
    sky(inverter.cell, golden_sky_hours())
    found = judged(inverter)
    assert found.milliwatt_hours == round(sum(kwh for _, kwh in golden_rows()) * 1_000_000)
    assert found.verdicts.get().readings_digest == readings_digest(golden_rows())
