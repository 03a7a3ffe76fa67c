"""How the database goes about the statements of an act: each with its parameters, as it was asked.

Over the few rows of a test PostgreSQL chooses among several indexes by statistics that other tests have left: where
more than one could serve, the plan is looked at on SQLite alone. On PostgreSQL these plans were looked at over 90,000
answers of the satellite, 400,000 hours and 500,000 second values (docs/performance.md).
"""

from collections.abc import Callable
from typing import Any

from django.db import connection

EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN (COSTS OFF) "}
AS_WITH_MANY_ROWS = "; ".join(f"SET LOCAL enable_{way} = off" for way in ("seqscan", "bitmapscan", "sort"))
"""PostgreSQL would read the few rows of a test whole, and simply put them in order."""


def plans(act: Callable[[], object]) -> list[str]:
    """The plan of each statement that reads, in their order.

    SQLite looks at a parameter's value where an index is of some rows alone, so the text by itself would not tell.
    """
    asked: list[tuple[str, Any]] = []

    def noted(execute: Callable[..., object], sql: str, params: Any, many: bool, context: Any) -> object:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        act()
    return [_plan(sql, params) for sql, params in asked if sql.startswith("SELECT")]


def _plan(sql: str, params: Any) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(AS_WITH_MANY_ROWS)
        cursor.execute(EXPLAIN[connection.vendor] + sql, params)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
