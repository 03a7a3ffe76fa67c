from datetime import date

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.dispatch import receiver

from inverters.models import Equipment, Inverter, ProductionDay
from inverters.models.equipment import FIRST_DAY
from inverters.selectors import equipment_digest, equipment_on
from inverters.services import master_data
from inverters.services.master_data import register_inverter, save_equipment, save_inverter, timezone_at
from inverters.signals import evidence_changed
from lumix.ledger.models import LedgerEntry
from tests.inverters.factories import LAGOS, NOW, days_of, hourly, make_inverter, send

pytestmark = pytest.mark.django_db
DAY = "2025-01-15"


def add_version(inverter: Inverter, since: date, **changes: object) -> Equipment:
    version = Equipment(
        inverter=inverter, valid_from=since, **{"capacity_kw": 10, "timezone": "Africa/Lagos", **changes}
    )
    return save_equipment(equipment=version, actor="ada", now=NOW)


def change(equipment: Equipment, **changes: object) -> Equipment:
    for name, value in changes.items():
        setattr(equipment, name, value)
    return save_equipment(equipment=equipment, actor="bob", now=NOW)


@pytest.fixture
def told() -> list[tuple]:
    """What the rooms above are told: since when, and why."""
    heard = []

    @receiver(evidence_changed, dispatch_uid="a test's")
    def listen(*, days, since, why, **kwargs):
        heard.append((days, since, why))

    yield heard
    evidence_changed.disconnect(dispatch_uid="a test's")


def slots() -> dict[date, list[int]]:
    """The slots of each day that hold a measurement."""
    rows = ProductionDay.objects.values_list("date", "curve")
    return {day: np.flatnonzero(np.frombuffer(curve, "<i8") >= 0).tolist() for day, curve in rows}


def test_a_place_in_no_zone_that_is_known_falls_back_to_utc(monkeypatch):
    monkeypatch.setattr(master_data, "get_tz", lambda longitude, latitude: "")
    assert timezone_at(0, 0) == "UTC"


def test_an_inverter_without_a_name_is_called_by_its_number():
    assert make_inverter().name.startswith("Inverter ")
    assert make_inverter(name="Roof").name == "Roof"


@pytest.mark.parametrize("broken", ["append", "save_equipment"])
def test_where_the_ledger_or_the_equipment_fails_no_inverter_is_kept(monkeypatch, broken):
    monkeypatch.setattr(master_data, broken, lambda **given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        register_inverter(actor="ada", now=NOW, **LAGOS)
    assert not Inverter.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_a_change_is_recorded_with_what_was_before(inverter):
    inverter.name = "Roof of the school"
    save_inverter(inverter=inverter, actor="bob", now=NOW)
    entry = LedgerEntry.objects.latest("seq")
    assert (entry.type, entry.actor) == ("inverter.changed", "bob")
    assert (entry.data["before"]["name"], entry.data["after"]["name"]) == (f"Inverter {inverter.pk}", inverter.name)


def test_saving_without_a_change_writes_nothing(inverter):
    before = LedgerEntry.objects.count()
    save_inverter(inverter=inverter, actor="bob", now=NOW)
    change(inverter.equipment.get())
    assert LedgerEntry.objects.count() == before


def test_an_impossible_change_is_refused_and_not_recorded(inverter):
    before = LedgerEntry.objects.count()
    with pytest.raises(ValidationError):
        change(inverter.equipment.get(), capacity_kw=-1)
    assert LedgerEntry.objects.count() == before


# what is changed, since when days are judged again, are they summed anew?
CHANGES = [
    ({"capacity_kw": 20}, False),
    ({"quantity": "load"}, False),
    ({"timezone": "Africa/Nairobi"}, True),
    ({"clock_offset_minutes": 60}, True),
    ({"reading_stamps": "end"}, True),
]


@pytest.mark.parametrize(("changes", "rebuilt"), CHANGES, ids=str)
def test_what_decides_the_hour_of_a_reading_rebuilds_the_days_and_all_else_only_judges_again(
    inverter, told, changes, rebuilt
):
    send(inverter, hourly(DAY))
    told.clear()
    before = days_of(inverter)
    change(inverter.equipment.get(), **changes)
    assert (days_of(inverter) != before) == rebuilt
    assert [(days, since) for days, since, _ in told] == [(None, FIRST_DAY)]


def test_a_serial_number_is_recorded_and_changes_no_day(inverter):
    send(inverter, hourly(DAY))
    before = days_of(inverter)
    change(inverter.equipment.get(), serial="SN-2")
    assert LedgerEntry.objects.latest("seq").data["after"]["serial"] == "SN-2"
    assert days_of(inverter) == before


def test_a_corrected_clock_moves_the_readings_and_removes_the_day_that_has_none_left(inverter):
    send(inverter, hourly(DAY, hours=range(7)))
    change(inverter.equipment.get(), clock_offset_minutes=420)
    assert slots() == {date(2025, 1, 14): list(range(17, 24))}
    change(inverter.equipment.get(), clock_offset_minutes=0)
    assert slots() == {date(2025, 1, 15): list(range(7))}


def test_days_rebuilt_come_out_as_if_the_equipment_had_always_been_so(inverter):
    rows = [*hourly("2025-01-14"), *hourly(DAY), *hourly("2025-03-01", hours=range(9, 12))]
    send(inverter, rows)
    change(inverter.equipment.get(), timezone="Asia/Kolkata", reading_stamps="end", clock_offset_minutes=-90)
    twin = make_inverter(timezone="Asia/Kolkata", reading_stamps="end", clock_offset_minutes=-90)
    send(twin, [(f"{stamp}+01:00", kwh) for stamp, kwh in rows])
    assert days_of(inverter) == days_of(twin)


@pytest.mark.parametrize(("minutes", "moves"), [(60, True), (1, True), (0, False)])
def test_no_reading_moves_over_the_border_of_a_submitted_day_to_count_twice(inverter, frozen, minutes, moves):
    send(inverter, [*hourly("2025-01-14"), *hourly(DAY)])
    frozen.add(date(2025, 1, 15))
    before = days_of(inverter)
    if moves:
        with pytest.raises(ValidationError, match="count twice"):
            change(inverter.equipment.get(), clock_offset_minutes=minutes)
    else:
        change(inverter.equipment.get(), reading_stamps="start", serial="SN")
    assert days_of(inverter) == before


def test_a_correction_that_leaves_a_submitted_days_readings_together_is_taken(inverter, frozen):
    send(inverter, hourly(DAY, hours=range(8, 17)))
    frozen.add(date(2025, 1, 15))
    change(inverter.equipment.get(), clock_offset_minutes=60)
    assert slots() == {date(2025, 1, 15): list(range(7, 16))}


def test_a_new_version_reads_only_the_stamps_from_its_first_day_on(inverter, told):
    send(inverter, [*hourly("2025-01-14", hours=[10]), *hourly(DAY, hours=[10])])
    told.clear()
    add_version(inverter, date(2025, 1, 15), clock_offset_minutes=120)
    assert slots() == {date(2025, 1, 14): [10], date(2025, 1, 15): [8]}
    assert [since for _, since, _ in told] == [date(2025, 1, 15)]


# what is new from the second day on → the days before it that are judged again, too
HANDED_OVER = [
    ({"clock_offset_minutes": -120}, [date(2025, 1, 14)]),
    ({"timezone": "Asia/Tokyo"}, [date(2025, 1, 14)]),
    ({"clock_offset_minutes": 120}, None),
    ({"capacity_kw": 20}, None),
]


@pytest.mark.parametrize(("changes", "days"), HANDED_OVER, ids=str)
def test_a_version_that_hands_hours_to_the_day_before_lets_that_be_judged_again(inverter, told, changes, days):
    send(inverter, [*hourly("2025-01-13"), *hourly("2025-01-14"), *hourly(DAY)])
    told.clear()
    add_version(inverter, date(2025, 1, 15), **changes)
    assert [days for days, _, _ in told] == ([days, None] if days else [None])
    assert told[-1][1] == date(2025, 1, 15)


# commissioned and retired before and after → the days in or out of the inverter's life since
LIVES = [
    ((None, None), (date(2025, 1, 15), None), [13, 14]),
    ((date(2025, 1, 15), None), (date(2025, 1, 14), None), [14]),
    ((date(2025, 1, 15), None), (None, None), [13, 14]),
    ((None, None), (None, date(2025, 1, 14)), [15]),
    ((None, date(2025, 1, 14)), (None, date(2025, 1, 13)), [14]),
    ((None, None), (date(2025, 1, 14), date(2025, 1, 14)), [13, 15]),
    ((None, None), (date(2024, 1, 1), date(2026, 1, 1)), []),
]


@pytest.mark.parametrize(("before", "after", "days"), LIVES, ids=str)
def test_a_changed_life_lets_the_days_it_gains_or_loses_be_judged_again(told, before, after, days):
    inverter = make_inverter(commissioned=before[0], retired=before[1])
    send(inverter, [*hourly("2025-01-13"), *hourly("2025-01-14"), *hourly(DAY)])
    told.clear()
    inverter.commissioned, inverter.retired = after
    save_inverter(inverter=inverter, actor="bob", now=NOW)
    assert [days for days, _, _ in told] == ([[date(2025, 1, day) for day in days]] if days else [])


def test_a_version_that_is_moved_judges_from_the_earlier_of_both_days_on(inverter, told):
    version = add_version(inverter, date(2025, 2, 1), capacity_kw=20)
    told.clear()
    change(version, valid_from=date(2025, 1, 1))
    assert [since for _, since, _ in told] == [date(2025, 1, 1)]


def test_another_place_is_judged_again_from_the_beginning(inverter, told):
    inverter.gps_lat = 9.0
    save_inverter(inverter=inverter, actor="bob", now=NOW)
    assert [since for _, since, _ in told] == [FIRST_DAY]


def test_the_version_of_a_day_is_the_last_one_before_it_and_the_first_for_days_before_any(inverter):
    later = add_version(inverter, date(2025, 2, 1), capacity_kw=20)
    first = inverter.equipment.earliest("valid_from")
    assert [equipment_on(inverter, day) for day in (date(1970, 1, 1), date(2025, 1, 31), date(2025, 2, 1))] == [
        first,
        first,
        later,
    ]


def test_readings_without_offset_are_read_by_the_zone_of_today_not_by_one_still_to_come(inverter):
    add_version(inverter, date(2999, 1, 1), timezone="Asia/Tokyo")
    send(inverter, hourly(DAY, hours=[10]))
    assert slots() == {date(2025, 1, 15): [10]}


def test_raising_a_capacity_shows_in_the_digest_that_a_verdict_keeps(inverter):
    version = inverter.equipment.get()
    before = equipment_digest(version, inverter)
    change(version, serial="SN-3")
    assert equipment_digest(version, inverter) == before
    change(version, capacity_kw=11)
    assert equipment_digest(version, inverter) != before
