"""Each constraint of the evidence room, broken past every form and service: the database itself refuses."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, models, transaction
from django.db.models import ProtectedError

from inverters.models import (
    Equipment,
    Inverter,
    InverterReading,
    ProductionDay,
    ReadingBatch,
    ReadingConflict,
    SatelliteFetch,
    SatelliteHour,
)
from tests.inverters.factories import NOW, hourly, make_inverter, send

pytestmark = pytest.mark.django_db
NAN = float("nan")


def an_inverter(**changes: Any) -> Inverter:
    return Inverter.objects.create(**{"name": "x", "gps_lat": 6.5, "gps_lon": 3.4, "created_at": NOW, **changes})


def equipment(**changes: Any) -> Equipment:
    return Equipment.objects.create(
        **{"inverter": an_inverter(), "capacity_kw": 10, "timezone": "Africa/Lagos", **changes}
    )


def batch(**changes: Any) -> ReadingBatch:
    counts = {"rows_sent": 1, "accepted": 1, "duplicate": 0, "conflict": 0, "rejected": 0, "size_bytes": 1}
    return ReadingBatch.objects.create(
        **{"inverter": an_inverter(), "received_at": NOW, "actor": "ada", **counts, **changes}
    )


def reading(**changes: Any) -> InverterReading:
    parent = changes.pop("batch", None) or batch()
    return InverterReading.objects.create(
        **{"inverter": parent.inverter, "batch": parent, "timestamp": NOW, "kwh": 1, **changes}
    )


def conflict(**changes: Any) -> ReadingConflict:
    parent = changes.pop("batch", None) or batch()
    values = {"timestamp": NOW, "kwh": 1, "kept_kwh": 2, "kind": "conflict"}
    return ReadingConflict.objects.create(**{"inverter": parent.inverter, "batch": parent, **values, **changes})


def day(**changes: Any) -> ProductionDay:
    values = {"date": date(2025, 1, 15), "curve": b"", "milliwatt_hours": 0, "reading_count": 0, "digest": b""}
    return ProductionDay.objects.create(**{"inverter": an_inverter(), "interval_minutes": 60, **values, **changes})


def fetch(**changes: Any) -> SatelliteFetch:
    days = {"first_day": date(2025, 1, 1), "last_day": date(2025, 1, 1), "fetched_at": NOW, "hours_published": 0}
    return SatelliteFetch.objects.create(
        **{"grid_lat": 6.5, "grid_lon": 3.5, "kind": "satellite", "raw": b"", **days, **changes}
    )


def hour(**changes: Any) -> SatelliteHour:
    values = {"grid_lat": 6.5, "grid_lon": 3.5, "kind": "satellite", "hour": NOW, "ghi_wh_m2": 1}
    return SatelliteHour.objects.create(**{"fetch": changes.pop("fetch", None) or fetch(), **values, **changes})


Maker = Callable[..., models.Model]
# how a row is made, what is wrong with it
BROKEN: list[tuple[Maker, dict[str, Any]]] = [
    (an_inverter, {"gps_lat": 90.1}),
    (an_inverter, {"gps_lat": NAN}),
    (an_inverter, {"gps_lon": -180.1}),
    (an_inverter, {"commissioned": date(2025, 1, 2), "retired": date(2025, 1, 1)}),
    (equipment, {"capacity_kw": 0}),
    (equipment, {"capacity_kw": 1_000_001}),
    (equipment, {"capacity_kw": NAN}),
    (equipment, {"dc_capacity_kwp": 0}),
    (equipment, {"surface_tilt": 90.5}),
    (equipment, {"surface_azimuth": -1}),
    (equipment, {"clock_offset_minutes": 841}),
    (equipment, {"quantity": "heat"}),
    (equipment, {"reading_stamps": "middle"}),
    (batch, {"rows_sent": 2}),
    (batch, {"duplicate": 1}),
    (reading, {"kwh": -0.000001}),
    (reading, {"kwh": 1_000_000.1}),
    (reading, {"kwh": NAN}),
    (reading, {"kwh": float("inf")}),
    (reading, {"state": 3}),
    (conflict, {"kind": "quarrel"}),
    (conflict, {"kwh": -1}),
    (day, {"milliwatt_hours": -1}),
    (fetch, {"kind": "guess"}),
    (hour, {"ghi_wh_m2": -1}),
    (hour, {"ghi_wh_m2": 1_600.5}),
    (hour, {"ghi_wh_m2": NAN}),
    (hour, {"clearsky_wh_m2": -999}),
    (hour, {"kind": "guess"}),
]


@pytest.mark.parametrize(("make", "fault"), BROKEN, ids=lambda part: getattr(part, "__name__", str(part)))
def test_the_database_refuses_what_cannot_be(make, fault):
    make()
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**fault)


# how a row is made, the columns that make it the same row
ONCE: list[tuple[Maker, tuple[str, ...]]] = [
    (equipment, ("inverter", "valid_from")),
    (reading, ("batch", "timestamp")),
    (conflict, ("batch", "timestamp", "kwh")),
    (day, ("inverter", "date")),
    (hour, ("fetch", "hour", "revision")),
]


@pytest.mark.parametrize(("make", "same"), ONCE, ids=lambda part: getattr(part, "__name__", ""))
def test_the_same_row_stands_once(make, same):
    first = make()
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**{name: getattr(first, name) for name in same})


def test_an_idempotency_key_stands_once_for_an_inverter_and_none_is_no_key():
    first = batch(idempotency_key="k")
    batch(idempotency_key="k")
    batch(inverter=first.inverter)
    batch(inverter=first.inverter)
    with pytest.raises(IntegrityError), transaction.atomic():
        batch(inverter=first.inverter, idempotency_key="k")


def test_traces_of_provisional_values_may_repeat_where_conflicts_may_not():
    first = conflict(kind="provisional")
    conflict(batch=first.batch, kind="provisional")
    assert ReadingConflict.objects.count() == 2


def test_a_revision_stands_beside_the_first_value():
    first = hour()
    hour(fetch=first.fetch, revision=1, ghi_wh_m2=2)
    assert SatelliteHour.objects.count() == 2


def test_the_same_instant_written_in_another_offset_is_the_same_row():
    first = reading(timestamp=datetime(2025, 1, 15, 9, tzinfo=UTC))
    with pytest.raises(IntegrityError), transaction.atomic():
        reading(batch=first.batch, timestamp=datetime.fromisoformat("2025-01-15T10:00:00+01:00"))


def test_the_orm_and_the_bulk_statement_write_one_and_the_same_stamp():
    inverter = make_inverter()
    stamps = [datetime(2025, 1, 15, 9, tzinfo=UTC), datetime(2025, 1, 15, 9, 0, 0, 120_000, tzinfo=UTC)]
    parent = batch(inverter=inverter)
    for stamp in stamps:
        reading(batch=parent, timestamp=stamp)
    again = send(inverter, [(stamp.isoformat(), 1.0) for stamp in stamps]).batch
    assert (again.accepted, again.duplicate) == (0, 2)


@pytest.mark.parametrize("delete", [lambda one: one.delete(), lambda one: Inverter.objects.filter(pk=one.pk).delete()])
def test_an_inverter_with_anything_on_it_cannot_be_deleted(delete):
    bare, full = make_inverter(), make_inverter()
    send(full, hourly("2025-01-15"))
    for inverter in (bare, full):
        with pytest.raises(ProtectedError):
            delete(inverter)


@pytest.mark.parametrize("kind", [ReadingBatch, SatelliteFetch], ids=lambda kind: kind.__name__)
def test_what_evidence_came_in_cannot_be_deleted(kind):
    reading()
    hour()
    with pytest.raises(ProtectedError):
        kind.objects.all().delete()


def test_a_reading_of_an_inverter_that_does_not_exist_is_refused():
    parent = batch()
    with pytest.raises(DatabaseError), transaction.atomic():
        InverterReading.objects.create(inverter_id=10**6, batch=parent, timestamp=NOW + timedelta(days=1), kwh=1)
        transaction.get_connection().check_constraints()
