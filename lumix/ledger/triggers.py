"""Triggers that refuse every change of an append-only table through the app's own connection.

They are put back after every migration: on SQLite Django remakes a table to change a column, and its triggers go
silently with the old one. An owner of the database can remove them; against him stand the chain and its verification.
"""

from types import ModuleType

from django.db.backends.base.base import BaseDatabaseWrapper

from lumix.ledger import triggers_postgresql, triggers_sqlite

_DIALECTS: dict[str, ModuleType] = {"sqlite": triggers_sqlite, "postgresql": triggers_postgresql}
_tables: set[str] = set()


def register(table: str) -> None:
    """Have this table guarded. Models that derive from `AppendOnlyModel` are registered by the ledger itself."""
    _tables.add(table)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put in place whatever `missing` names."""
    dialect = _DIALECTS[connection.vendor]
    for table in _existing_tables(connection):
        with connection.cursor() as cursor:
            if dialect.missing(cursor, table):
                for statement in dialect.statements(cursor, table):
                    cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Name each trigger that is absent, disabled or other than it should be, on those registered tables that exist."""
    dialect = _DIALECTS[connection.vendor]
    with connection.cursor() as cursor:
        return [name for table in _existing_tables(connection) for name in dialect.missing(cursor, table)]


def _existing_tables(connection: BaseDatabaseWrapper) -> list[str]:
    return sorted(_tables.intersection(connection.introspection.table_names()))
