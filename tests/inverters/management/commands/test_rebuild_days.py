"""Production days rebuilt from their readings by `manage.py rebuild_days`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from inverters import day_rows
from inverters.models import Inverter, ProductionDay
from lumix.ledger.models import LedgerEntry
from tests.inverters.factories import days_of, hourly, make_inverter, send

pytestmark = pytest.mark.django_db
WEEK = [row for day in range(10, 17) for row in hourly(f"2025-01-{day}", day)]


@pytest.fixture
def inverter() -> Inverter:
    made = make_inverter()
    send(made, WEEK)
    return made


def rebuild(*arguments: str) -> str:
    out = StringIO()
    call_command("rebuild_days", *arguments, stdout=out)
    return out.getvalue()


def spoil(inverter: Inverter, day: str, **changes: object) -> None:
    assert ProductionDay.objects.filter(inverter=inverter, date=day).update(**changes) == 1


def entries() -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(type="days.rebuilt"))


def test_days_that_equal_their_readings_are_left_alone_and_no_entry_is_made(inverter):
    before = LedgerEntry.objects.count()
    assert rebuild() == "7 days of 1 inverters were summed from their readings; 0 differed.\n"
    assert LedgerEntry.objects.count() == before


def test_a_spoilt_a_lost_and_an_invented_day_are_mended_named_and_entered(inverter):
    was = days_of(inverter)
    spoil(inverter, "2025-01-12", milliwatt_hours=1, curve=bytes(192))
    ProductionDay.objects.filter(date="2025-01-13").delete()
    spoil(inverter, "2025-01-16", date="2025-03-01")
    told = rebuild()
    assert f"inverter {inverter.pk}, 2025-01-12: curve, milliwatt_hours\n" in told
    assert "4 differed and were mended." in told
    assert days_of(inverter) == was
    assert [day["date"] for day in entries()[0].data["days"]] == [
        "2025-01-12",
        "2025-01-13",
        "2025-01-16",
        "2025-03-01",
    ]


def test_a_check_changes_nothing_and_fails(inverter):
    spoil(inverter, "2025-01-12", digest=bytes(32))
    with pytest.raises(CommandError, match=r"1 differed\. Nothing was changed"):
        rebuild("--check")
    assert entries() == []
    assert ProductionDay.objects.get(date="2025-01-12").digest == bytes(32)


def test_only_the_days_and_inverters_asked_for_are_rebuilt(inverter):
    other = make_inverter()
    send(other, WEEK)
    for one in (inverter, other):
        spoil(one, "2025-01-10", reading_count=3)
        spoil(one, "2025-01-12", reading_count=3)
    told = rebuild("--inverters", str(other.pk), "--from", "2025-01-11", "--to", "2025-01-14")
    assert "4 days of 1 inverters" in told
    left = ProductionDay.objects.filter(reading_count=3).values_list("inverter", "date__day")
    assert set(left) == {(inverter.pk, 10), (inverter.pk, 12), (other.pk, 10)}


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [(["--inverters", "99"], "no inverter 99"), (["--from", "2025-02-01", "--to", "2025-01-01"], "exchange the two")],
)
def test_what_cannot_be_rebuilt_is_said(inverter, arguments, cure):
    with pytest.raises(CommandError, match=cure):
        rebuild(*arguments)


def test_an_inverter_without_readings_has_no_days():
    make_inverter()
    assert rebuild() == "0 days of 1 inverters were summed from their readings; 0 differed.\n"


def test_two_versions_of_days_differ_by_column_and_by_days_that_only_one_has(inverter):
    days = day_rows.stored(inverter.pk, *(ProductionDay.objects.values_list("date", flat=True)[at] for at in (0, 1)))
    first, second = days
    changed = {first: days[first]._replace(reading_count=1)}
    found = day_rows.differing(days, changed)
    assert found[first] == ["reading_count"]
    assert "curve" in found[second]
    assert day_rows.differing(days, days) == {}
