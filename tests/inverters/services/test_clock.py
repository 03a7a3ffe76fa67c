import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from inverters.errors import ClockError
from inverters.models import Inverter
from inverters.models.equipment import FIRST_DAY
from inverters.selectors import equipment_on
from inverters.services.clock import correct_clock
from inverters.services.master_data import save_equipment
from lumix.ledger.models import LedgerEntry
from tests.inverters.factories import NOW, days_of, hourly, send, stored

FIRST, SECOND, THIRD = date(2025, 5, 1), date(2025, 5, 2), date(2025, 5, 3)
WHY = {"reason": "seen on the display", "actor": "ada", "now": NOW}


@pytest.fixture
def measured(inverter: Inverter) -> Inverter:
    """Three days of hourly readings."""
    days = enumerate((FIRST, SECOND, THIRD))
    send(inverter, [row for size, day in days for row in hourly(day.isoformat(), kwh=1.0 + size)])
    return inverter


def minutes_by_day(inverter: Inverter) -> dict[date, int]:
    return dict(inverter.equipment.order_by("valid_from").values_list("valid_from", "clock_offset_minutes"))


def told(kind: str) -> list[dict]:
    return [json.loads(bytes(entry.canonical))["data"] for entry in LedgerEntry.objects.filter(type=kind)]


def test_readings_keep_their_stamps_and_move_to_other_hours(measured):
    stamps, before = stored(measured), {day[0]: day[2] for day in days_of(measured)}
    correct_clock(inverter=measured, minutes=120, valid_from=FIRST_DAY, **WHY)
    after = {day[0]: day[2] for day in days_of(measured)}
    assert stored(measured) == stamps
    assert sum(after.values()) == sum(before.values())
    assert sorted(after) == [date(2025, 4, 30), FIRST, SECOND, THIRD]
    assert after[FIRST] != before[FIRST]


def test_a_correction_from_a_day_on_leaves_the_days_before_as_they_were(measured):
    before = days_of(measured)
    correct_clock(inverter=measured, minutes=60, valid_from=THIRD, **WHY)
    assert days_of(measured)[:2] == before[:2]
    assert days_of(measured)[2] != before[2]
    assert minutes_by_day(measured) == {FIRST_DAY: 0, THIRD: 60}


def test_a_correction_until_a_day_ends_there(measured):
    before = days_of(measured)
    correct_clock(inverter=measured, minutes=60, valid_from=SECOND, until=SECOND, **WHY)
    assert minutes_by_day(measured) == {FIRST_DAY: 0, SECOND: 60, THIRD: 0}
    assert days_of(measured)[2] == before[2]


def test_all_versions_within_the_days_are_corrected_and_keep_what_else_they_say(measured):
    larger = equipment_on(measured, SECOND)
    larger.pk, larger.valid_from, larger.capacity_kw, larger.clock_offset_minutes = None, SECOND, 20.0, 30
    save_equipment(equipment=larger, actor="ada", now=NOW)
    done = correct_clock(inverter=measured, minutes=60, valid_from=FIRST, until=SECOND, **WHY)
    assert done.before == {FIRST: 0, SECOND: 30}
    versions = measured.equipment.order_by("valid_from").values_list(
        "valid_from", "clock_offset_minutes", "capacity_kw"
    )
    assert list(versions) == [(FIRST_DAY, 0, 10.0), (FIRST, 60, 10.0), (SECOND, 60, 20.0), (THIRD, 30, 20.0)]


def test_undoing_brings_every_day_back(measured):
    before = days_of(measured)
    correct_clock(inverter=measured, minutes=-480, valid_from=FIRST, **WHY)
    assert days_of(measured) != before
    correct_clock(inverter=measured, minutes=0, valid_from=FIRST, **WHY)
    assert days_of(measured) == before


def test_the_ledger_tells_the_act_with_its_reason_and_what_stood_before(measured):
    correct_clock(inverter=measured, minutes=60, valid_from=SECOND, until=SECOND, **WHY)
    [entry] = told("clock.corrected")
    assert entry == {
        "minutes": "60",
        "valid_from": "2025-05-02",
        "until": "2025-05-02",
        "before": [{"valid_from": "2025-05-02", "minutes": "0"}],
        "reason": "seen on the display",
    }
    assert len(told("equipment.added")) == 3
    assert LedgerEntry.objects.last().type == "clock.corrected"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"minutes": 841}, "14 hours"),
        ({"minutes": -841}, "14 hours"),
        ({"minutes": 60, "until": date(2025, 4, 30)}, "lies before the first"),
        ({"minutes": 60, "reason": "  "}, "only with a reason"),
        ({"minutes": 0}, "already"),
    ],
)
def test_what_cannot_be_is_refused_with_nothing_written(measured, wrong, sentence):
    before = LedgerEntry.objects.count(), minutes_by_day(measured)
    with pytest.raises(ClockError, match=sentence):
        correct_clock(inverter=measured, valid_from=FIRST, **(WHY | wrong))
    assert (LedgerEntry.objects.count(), minutes_by_day(measured)) == before


@pytest.mark.parametrize("minutes", [-840, 840])
def test_fourteen_hours_are_the_most(measured, minutes):
    correct_clock(inverter=measured, minutes=minutes, valid_from=FIRST, **WHY)
    assert minutes_by_day(measured)[FIRST] == minutes


def test_a_submitted_day_whose_readings_would_move_is_refused_whole(measured, frozen):
    frozen.add(SECOND)
    before = days_of(measured), minutes_by_day(measured), LedgerEntry.objects.count()
    with pytest.raises(ValidationError, match="submitted"):
        correct_clock(inverter=measured, minutes=60, valid_from=FIRST, **WHY)
    assert (days_of(measured), minutes_by_day(measured), LedgerEntry.objects.count()) == before


def test_a_submitted_day_after_the_correction_does_not_hinder_it(measured, frozen):
    frozen.add(THIRD)
    correct_clock(inverter=measured, minutes=60, valid_from=FIRST, until=FIRST, **WHY)
    assert minutes_by_day(measured) == {FIRST_DAY: 0, FIRST: 60, SECOND: 0}


def test_a_ledger_that_cannot_be_written_keeps_nothing(measured, monkeypatch):
    before = days_of(measured), minutes_by_day(measured)

    def broken(**entry: object) -> None:
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr("inverters.services.clock.append", broken)
    with pytest.raises(RuntimeError):
        correct_clock(inverter=measured, minutes=60, valid_from=FIRST, **WHY)
    assert not connection.needs_rollback
    assert (days_of(measured), minutes_by_day(measured)) == before
