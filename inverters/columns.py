"""Reads of many rows as columns: the driver's own tuples, with no object and no converter for each of them.

A queryset says what is asked; only the way back is shorter. Dates and instants are asked for as numbers (`DayOf`,
`MicrosecondOf`); bytes come as bytes.
"""

from typing import Any

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Func, IntegerField, QuerySet
from django.db.models.sql.compiler import SQLCompiler


def columns(asked: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The columns that `values_list` names, one tuple each; empty ones where no row fits."""
    query, connection = asked.query, connections[asked.db]
    names = len(query.values_select) + len(query.annotation_select)
    try:
        sql, params = query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return [()] * names
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    return list(zip(*rows, strict=True)) if rows else [()] * names


class DayOf(Func):
    """A date as the number of days since 1970: drivers make an object of every date, which costs more than its row."""

    output_field = IntegerField()
    template = "(%(expressions)s - DATE '1970-01-01')"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """The same; dates lie at midnight, half a day after the Julian day's turn."""
        template = "CAST(julianday(%(expressions)s) - 2440587.5 AS INTEGER)"
        return super().as_sql(compiler, connection, template=template, **more)


class MicrosecondOf(Func):
    """An instant as microseconds since 1970-01-01T00:00Z, for the same reason."""

    output_field = BigIntegerField()
    template = "(EXTRACT(EPOCH FROM %(expressions)s) * 1000000)::bigint"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """The same; SQLite knows whole seconds, and what stands behind the point is text of six digits."""
        template = (
            "(CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) * 1000000 + "
            "CAST(substr(%(expressions)s || '000000', 21, 6) AS INTEGER))"
        )
        return super().as_sql(compiler, connection, template=template, **more)


def blocks(column: tuple[bytes, ...], kind: str, width: int) -> np.ndarray:
    """A column of blocks of `width` values each as one array (rows, width)."""
    return np.frombuffer(b"".join(column), kind).reshape(-1, width)
