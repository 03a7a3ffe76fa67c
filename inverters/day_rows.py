"""Production days as rows, read and written at the speed of the database: one statement, no object for a day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from inverters.models import ProductionDay


class DayRow(NamedTuple):
    """A production day as its columns, in the order in which they are written (see `ProductionDay`)."""

    inverter_id: int
    date: date
    curve: bytes
    milliwatt_hours: int
    reading_count: int
    provisional_count: int
    interval_minutes: float
    digest: bytes
    batch_id: int | None
    digit_print: int | None
    shape_print: int | None


KEY = ("inverter_id", "date")
_UPSERT = (
    f"INSERT INTO inverters_productionday ({', '.join(DayRow._fields)}) "  # noqa: S608
    f"VALUES ({', '.join(['%s'] * len(DayRow._fields))}) ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in DayRow._fields if name not in KEY)
)


def write(rows: Iterable[DayRow]) -> None:
    """Store days, each in the place of what stood there for it."""
    adapt = connection.ops.adapt_datefield_value
    values: list[Any] = [(row.inverter_id, adapt(row.date), *row[2:]) for row in rows]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(_UPSERT, values)


def stored(inverter_id: int, first: date, last: date) -> dict[date, DayRow]:
    """An inverter's production days from first to last, both included."""
    found = ProductionDay.objects.filter(inverter_id=inverter_id, date__range=(first, last)).order_by("date")
    rows = map(DayRow._make, found.values_list(*DayRow._fields))
    return {row.date: row._replace(curve=bytes(row.curve), digest=bytes(row.digest)) for row in rows}


def differing(before: Mapping[date, DayRow], after: Mapping[date, DayRow]) -> dict[date, list[str]]:
    """By day, in order, the columns that two versions of the same days differ in; all where one has no such day."""
    found = {day: _columns_apart(before.get(day), after.get(day)) for day in sorted(before.keys() | after.keys())}
    return {day: columns for day, columns in found.items() if columns}


def _columns_apart(one: DayRow | None, other: DayRow | None) -> list[str]:
    if one is None or other is None:
        return list(DayRow._fields[len(KEY) :])
    return [name for name, mine, yours in zip(DayRow._fields, one, other, strict=True) if mine != yours]
