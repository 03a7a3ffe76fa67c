from datetime import UTC, date, datetime, time, timedelta

import pytest

from credits.models import CarbonCredit, Status
from credits.services.calculate import calculate
from credits.services.verify import verify
from inverters.models import Equipment, ProductionDay
from inverters.services.master_data import save_equipment, save_inverter
from tests.credits.factories import (
    ADA,
    HONEST,
    NOW,
    credit,
    flagged,
    golden_rows,
    plant,
    send,
    submitted,
    verified,
)  # fmt: skip

pytestmark = pytest.mark.django_db
DAY = date(2025, 1, 15)
NOON = datetime(2025, 1, 15, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "value"), [("capacity_kw", 12.0), ("dc_capacity_kwp", 7.5), ("surface_tilt", 30.0), ("quantity", "load")]
)
def test_a_change_of_equipment_sends_a_verified_credit_back(name, value):
    found = verified()
    equipment = found.inverter.equipment.get()
    setattr(equipment, name, value)
    save_equipment(equipment=equipment, actor="grace", now=NOW)
    after = CarbonCredit.objects.get()
    assert after.status == Status.PENDING
    assert after.flagged_reason.startswith("Was verified before the equipment from 1990-01-01 on was changed by grace")


def test_a_change_of_clock_moves_energy_between_days_and_credits_follow():
    inverter, days = plant(), [HONEST, HONEST + timedelta(days=1)]
    send(inverter, [row for day in days for row in golden_rows(day)])
    calculate(inverter_id=inverter.pk, days=days, actor=ADA, now=NOW)
    equipment = inverter.equipment.get()
    equipment.clock_offset_minutes = 720
    save_equipment(equipment=equipment, actor=ADA, now=NOW)
    energy = dict(ProductionDay.objects.values_list("date", "milliwatt_hours"))
    assert len(energy) == 3
    assert {one.date: one.milliwatt_hours for one in CarbonCredit.objects.all()} == {day: energy[day] for day in days}


def test_a_new_place_sends_a_verified_credit_back():
    found = verified()
    found.inverter.gps_lat = 39.75
    save_inverter(inverter=found.inverter, actor="grace", now=NOW)
    assert "place was changed by grace" in CarbonCredit.objects.get().flagged_reason


def test_a_new_name_leaves_a_credit_verified():
    found = verified()
    found.inverter.name = "SERF East"
    save_inverter(inverter=found.inverter, actor="grace", now=NOW)
    assert CarbonCredit.objects.get().status == Status.VERIFIED


def test_a_flagged_credit_stays_flagged_under_a_larger_capacity():
    found = flagged()
    equipment = found.inverter.equipment.get()
    equipment.capacity_kw, equipment.dc_capacity_kwp = 60.0, 60.0
    save_equipment(equipment=equipment, actor=ADA, now=NOW)
    [again] = verify(credit_ids=[found.pk], actor=ADA, now=NOW)
    assert (again.status, again.flagged_reason) == (Status.FLAGGED, found.flagged_reason)


def test_a_submitted_credit_does_not_follow_equipment():
    found = submitted()
    equipment = found.inverter.equipment.get()
    equipment.capacity_kw = 60.0
    save_equipment(equipment=equipment, actor=ADA, now=NOW)
    after = CarbonCredit.objects.get()
    assert (after.status, after.flagged_reason) == (Status.SUBMITTED, None)


@pytest.mark.parametrize(("after", "status"), [(0, Status.PENDING), (1, Status.VERIFIED)])
def test_new_equipment_concerns_the_days_from_its_first_on(after, status):
    found = verified()
    later = Equipment(
        inverter=found.inverter, capacity_kw=9.0, timezone="Etc/GMT+7", valid_from=HONEST + timedelta(after)
    )
    save_equipment(equipment=later, actor=ADA, now=NOW)
    assert CarbonCredit.objects.get().status == status


@pytest.mark.parametrize("minutes", [-60, -840])
def test_a_new_clock_that_takes_readings_of_the_days_before_is_followed_there_too(minutes):
    days = [HONEST + timedelta(days=number) for number in range(3)]
    inverter = plant(timezone="UTC")
    send(inverter, [(datetime.combine(day, time(hour), UTC), 1.0) for day in days for hour in range(24)])
    calculate(inverter_id=inverter.pk, days=days, actor=ADA, now=NOW)
    CarbonCredit.objects.update(status=Status.VERIFIED, flagged_reason=None)
    clock = Equipment(
        inverter=inverter, capacity_kw=6.0, timezone="UTC", valid_from=days[1], clock_offset_minutes=minutes
    )
    save_equipment(equipment=clock, actor=ADA, now=NOW)
    energy = dict(ProductionDay.objects.values_list("date", "milliwatt_hours"))
    credits = CarbonCredit.objects.order_by("date")
    assert energy[days[0]] == (24 + minutes // 60) * 1_000_000
    assert [one.milliwatt_hours for one in credits] == [energy[day] for day in days]
    assert {one.status for one in credits} == {Status.PENDING}


def test_a_credit_whose_readings_all_moved_to_another_day_is_worth_nothing():
    inverter = plant(timezone="UTC")
    send(inverter, [(datetime.combine(HONEST, time(23), UTC), 5.0)])
    credit(inverter)
    equipment = inverter.equipment.get()
    equipment.clock_offset_minutes = -120
    save_equipment(equipment=equipment, actor=ADA, now=NOW)
    after = CarbonCredit.objects.get()
    assert (after.milliwatt_hours, after.grams, after.status) == (0, 0, Status.PENDING)


@pytest.mark.parametrize(("since", "status"), [(1, Status.PENDING), (0, Status.VERIFIED)])
def test_a_day_that_an_inverters_life_loses_is_verified_no_longer(since, status):
    inverter = verified().inverter
    inverter.commissioned = HONEST + timedelta(days=since)
    save_inverter(inverter=inverter, actor=ADA, now=NOW)
    assert CarbonCredit.objects.get().status == status
