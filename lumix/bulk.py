"""Many rows of one model written at the speed of the database, where Django's own bulk methods are ten times slower.

Plain statements on SQLite; on PostgreSQL a binary-safe COPY, for updates by way of a temporary table. Nothing is
validated and no signal is sent: for services whose rows are made by code, under the database's own constraints.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

AS_THEY_ARE = (
    models.CharField, models.TextField, models.IntegerField, models.FloatField, models.BooleanField, models.BinaryField,
    models.ForeignKey, models.AutoField,
)  # fmt: skip
"""Fields whose values both drivers take without being adapted."""

M = TypeVar("M", bound=models.Model)
Field = models.Field[Any, Any]


def insert(rows: Sequence[M]) -> None:
    """Store new rows of one model, in one transaction with what surrounds it; each gets its key.

    A row that breaks a constraint takes all of them with it, as IntegrityError.
    """
    if not rows:
        return
    meta = rows[0]._meta
    fields: list[Field] = list(meta.concrete_fields)
    with connection.cursor() as cursor:
        for row, key in zip(rows, _new_keys(cursor, meta.db_table, _column(meta.pk), len(rows)), strict=True):
            row.pk = key
        table, columns = _quoted(meta.db_table), ", ".join(map(_quoted_column, fields))
        if connection.vendor == "postgresql":
            _copy(cursor, f"COPY {table} ({columns}) FROM STDIN", _values(rows, fields))
        else:
            marks = ", ".join(["%s"] * len(fields))
            statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - names of our own columns
            cursor.executemany(statement, list(_values(rows, fields)))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def insert_one(row: models.Model) -> None:
    """Store one new row, which gets its key: what `save` does, without wording the statement anew each time."""
    statement, fields = _insert_one(type(row), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, [_adapted(field)(getattr(row, field.attname)) for field in fields])
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias


@cache
def _insert_one(model: type[models.Model], vendor: str) -> tuple[str, list[Field]]:
    """The statement that inserts a row of the model, and the fields that it takes. vendor: as names are quoted."""
    fields: list[Field] = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns, marks = ", ".join(map(_quoted_column, fields)), ", ".join(["%s"] * len(fields))
    into = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - names of our own
    return f"{into} RETURNING {_quoted_column(model._meta.pk)}", fields


def update(rows: Sequence[M], names: Sequence[str]) -> None:
    """Bring these fields of stored rows of one model into the database, by their keys."""
    if not rows:
        return
    meta = rows[0]._meta
    named = {field.name: field for field in meta.concrete_fields}
    fields: list[Field] = [*(named[name] for name in names), meta.pk]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _update_staged(cursor, meta.db_table, fields, _values(rows, fields))
        else:
            said = ", ".join(f"{_quoted_column(field)} = %s" for field in fields[:-1])
            statement = f"UPDATE {_quoted(meta.db_table)} SET {said} WHERE {_quoted_column(fields[-1])} = %s"  # noqa: S608
            cursor.executemany(statement, list(_values(rows, fields)))


def _new_keys(cursor: CursorWrapper, table: str, column: str, count: int) -> list[int]:
    """Keys that nobody else gets: PostgreSQL's sequence gives them, on SQLite the writer is alone."""
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, count]
        )
        return [key for (key,) in cursor.fetchall()]
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
    (last,) = cursor.fetchone() or (0,)
    return list(range(last + 1, last + 1 + count))


def _values(rows: Sequence[M], fields: Sequence[Field]) -> Iterator[tuple[Any, ...]]:
    return zip(*([_adapted(field)(getattr(row, field.attname)) for row in rows] for field in fields), strict=True)


def _adapted(field: Field) -> Callable[[Any], Any]:
    if isinstance(field, AS_THEY_ARE):
        return lambda value: value
    return lambda value: field.get_db_prep_save(value, connection)


def _update_staged(cursor: CursorWrapper, table: str, fields: list[Field], rows: Iterator[tuple[Any, ...]]) -> None:
    name, staging, key = _quoted(table), _quoted(f"{table}_staging"), _quoted_column(fields[-1])
    columns = ", ".join(map(_quoted_column, fields))
    said = ", ".join(f"{column} = staged.{column}" for column in map(_quoted_column, fields[:-1]))
    cursor.execute(f"CREATE TEMPORARY TABLE {staging} ON COMMIT DROP AS SELECT {columns} FROM {name} LIMIT 0")  # noqa: S608
    _copy(cursor, f"COPY {staging} ({columns}) FROM STDIN", rows)
    cursor.execute(f"UPDATE {name} SET {said} FROM {staging} AS staged WHERE {name}.{key} = staged.{key}")  # noqa: S608
    cursor.execute(f"DROP TABLE {staging}")


def _copy(cursor: CursorWrapper, statement: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _quoted_column(field: Field) -> str:
    return _quoted(_column(field))


def _column(field: Field) -> str:
    return str(field.column)
