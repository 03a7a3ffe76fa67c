"""What `verify_ledger --deep` finds of inverters, uploads, readings and days that were changed behind the ledger."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from inverters.conflict_selectors import Which
from inverters.models import Equipment, Inverter, InverterReading, ProductionDay, ReadingBatch, ReadingConflict
from inverters.services.clock import correct_clock
from inverters.services.conflicts import accept, dismiss
from lumix.ledger.deep import verify_deep
from lumix.modes import Role
from tests.inverters.factories import NOW, hourly, make_inverter, send

DAY, NEXT = "2025-05-01", "2025-05-02"
BY = {"reason": "the first file was in Wh", "actor": "bola", "now": NOW}
TEN_TWENTY = datetime(2025, 1, 15, 9, 20, tzinfo=UTC)


@pytest.fixture
def uploaded(inverter: Inverter) -> Inverter:
    """Two days in two uploads, and another inverter beside it."""
    send(inverter, hourly(DAY))
    send(inverter, hourly(NEXT))
    send(make_inverter(gps_lat=7.5), hourly(DAY, 2.0))
    return inverter


def told(owner: int | None = None) -> list[str]:
    report, deep = verify_deep(owner=owner)
    assert (report.fault, deep is None) == (None, False)
    return [str(one) for one in deep.differences]


def test_what_nobody_touched_is_what_its_entries_say(uploaded):
    _, deep = verify_deep()
    assert (deep.found, deep.differences) == (0, [])
    assert dict(deep.rows) == {"inverter": 2, "equipment": 2, "batch": 3, "production day": 3, "factor": 1}


def many_acts(inverter: Inverter) -> None:
    """Everything by which a reading's value, batch, state or day can change."""
    for value, minutes in ((0.1, 0), (0.2, 0), (0.1, 5), (0.9, 45)):  # provisional three times, then final
        send(inverter, [("2025-01-15T10:00", value)], now=TEN_TWENTY + timedelta(minutes=minutes))
    send(inverter, hourly(DAY))
    send(inverter, [(f"{DAY}T12:00:00", 0.5), (f"{DAY}T13:00:00", 0.6)], actor="cyrus")
    send(inverter, [(f"{DAY}T12:00:00", 0.7), (f"{DAY}T14:00:00", 0.8)], actor="dayo")
    for hour, kwh in ((12, 0.5), (12, 0.7)):  # the second value is accepted, and then a third in its place
        accept(which=_second(inverter, hour, kwh), role=Role.STAFF, **BY)
    dismiss(which=_second(inverter, 13, 0.6), **BY)
    send(inverter, [(f"{DAY}T12:00:00", 1.12)])  # the very first value once more, accepted again
    accept(which=_second(inverter, 12, 1.12), role=Role.STAFF, **BY)
    correct_clock(inverter=inverter, minutes=60, valid_from=ProductionDay.objects.last().date, **BY)


def _second(inverter: Inverter, hour: int, kwh: float) -> Which:
    """The second value of an hour; Lagos is an hour ahead of UTC."""
    return Which(inverter, ids=(ReadingConflict.objects.get(kind="conflict", timestamp__hour=hour - 1, kwh=kwh).pk,))


def test_values_that_gave_way_by_every_lawful_act_leave_no_difference(uploaded):
    many_acts(uploaded)
    assert told() == []


def test_each_upload_is_held_against_what_it_brought_however_much_gave_way_since(uploaded):
    many_acts(uploaded)
    trace = ReadingConflict.objects.filter(kind="provisional").first()
    ReadingConflict.objects.filter(pk=trace.pk).update(kwh=0.15)
    assert [(f"batch {trace.batch_id} " in one, "readings is" in one) for one in told()] == [(True, True)]


TABLES = {"inverter": Inverter, "equipment": Equipment, "batch": ReadingBatch}


def keys(kind: str) -> list[int]:
    """The keys of these rows, the first first: PostgreSQL never gives a number twice."""
    return list(TABLES[kind].objects.order_by("pk").values_list("pk", flat=True))


def renumbered(texts: list[str], known: dict[str, list[int]]) -> list[str]:
    """The same with each row's place among its like for its number; 0 is none that was known."""

    def place(found: re.Match) -> str:
        key = int(found[2])
        return f"{found[1]} {known[found[1]].index(key) + 1 if key in known[found[1]] else 0}"

    return [re.sub(rf"({'|'.join(TABLES)}) (\d+)", place, text) for text in texts]


def batch(number: int):
    return ReadingBatch.objects.filter(pk=keys("batch")[number - 1])


def reading(hour: int):
    return InverterReading.objects.filter(timestamp__hour=hour - 1, timestamp__date=DAY, kwh__lt=2)


def day():
    return ProductionDay.objects.filter(inverter=Inverter.objects.first(), date=DAY)


def inserted_reading() -> None:
    row = reading(12).get()
    row.pk, row.timestamp = None, row.timestamp + timedelta(minutes=30)
    row.save()


def inserted_batch() -> None:
    row = batch(1).get()
    row.pk = None
    row.save()


def inserted_day() -> None:
    row = day().get()
    row.pk, row.date = None, "2025-07-01"
    row.save()


def deleted_batch() -> None:
    row = batch(1).get()
    InverterReading.objects.filter(batch=row).update(batch=batch(2).get())
    ProductionDay.objects.filter(batch=row).update(batch=batch(2).get())
    row.delete()


DAY_OF = f"production day of inverter 1 on {DAY}: "
TAMPERED = {
    "a reading's value": (
        lambda: reading(12).update(kwh=9.0),
        ["batch 1 of inverter 1: readings is", f"{DAY_OF}milliwatt_hours is 26760000 and the readings give 34640000"],
    ),
    "a reading deleted": (
        lambda: reading(12).delete(),
        ["batch 1 of inverter 1: readings is", f"{DAY_OF}milliwatt_hours is 26760000"],
    ),
    "a reading inserted": (inserted_reading, ["batch 1 of inverter 1: readings is", DAY_OF]),
    "a reading given to another upload": (
        lambda: reading(12).update(batch=batch(2).get()),
        ["batch 1 of inverter 1: readings is", "batch 2 of inverter 1: readings is"],
    ),
    "a reading's state": (
        lambda: reading(12).update(state=2),
        [f"{DAY_OF}milliwatt_hours is 26760000 and the readings give 25640000, reading_count is 24"],
    ),
    "an upload's bytes": (
        lambda: batch(1).update(body=b"timestamp,kwh\n"),
        ["batch 1 of inverter 1: sent is"],
    ),
    "an upload's digest": (
        lambda: batch(1).update(digest="f" * 64),
        [f"batch 1 of inverter 1: digest is '{'f' * 64}' and was"],
    ),
    "an upload's counts": (
        lambda: batch(1).update(accepted=23, rejected=1),
        ["batch 1 of inverter 1: accepted is '23' and was '24', rejected is '1' and was '0' at entry 3"],
    ),
    "who sent an upload": (
        lambda: batch(2).update(actor="eve"),
        ["batch 2 of inverter 1: actor is 'eve' and was 'ada' at entry 4"],
    ),
    "when an upload came": (
        lambda: batch(2).update(received_at=NOW - timedelta(days=30)),
        ["batch 2 of inverter 1: received_at is '2025-05-02T12:00:00.000000Z' and was '2025-06-01T12:00:00.000000Z'"],
    ),
    "an upload inserted": (inserted_batch, ["batch 0 of inverter 1: no entry of the ledger tells of it"]),
    "an upload deleted": (
        deleted_batch,
        ["batch 1 of inverter 1: the row is not there any more; entry 3", "batch 2 of inverter 1: readings is"],
    ),
    "a day's energy": (
        lambda: day().update(milliwatt_hours=1),
        [f"{DAY_OF}milliwatt_hours is 1 and the readings give 26760000"],
    ),
    "a day's curve": (lambda: day().update(curve=b"\0" * 192), [f"{DAY_OF}its curve are not those of its readings"]),
    "a day's digest": (lambda: day().update(digest=b"\0" * 32), [f"{DAY_OF}its digest are not those"]),
    "a day deleted": (lambda: day().delete(), [f"{DAY_OF}its readings are there and the row is not"]),
    "a day inserted": (
        inserted_day,
        ["production day of inverter 1 on 2025-07-01: the row is there and no reading of that day is"],
    ),
    "a capacity": (
        lambda: Equipment.objects.filter(pk=keys("equipment")[0]).update(capacity_kw=20),
        ["equipment 1 of inverter 1: capacity_kw is '20' and was '10' at entry 2"],
    ),
    "a place": (
        lambda: Inverter.objects.filter(pk=keys("inverter")[0]).update(gps_lat=7),
        ["inverter 1: gps_lat is '7' and was '6.5244' at entry 1"],
    ),
}


@pytest.mark.parametrize(("act", "wanted"), TAMPERED.values(), ids=TAMPERED)
def test_what_was_changed_behind_the_ledger_is_named_with_its_row_and_its_entry(uploaded, act, wanted):
    known = {kind: keys(kind) for kind in TABLES}
    act()
    found = renumbered(told(), known)
    assert [one[: len(start)] for one, start in zip(found, wanted, strict=True)] == wanted, found


def test_one_inverters_rows_are_held_against_the_ledger_alone(uploaded):
    own, other = keys("inverter")
    day().update(milliwatt_hours=1)
    assert (len(told(own)), told(other)) == (1, [])
