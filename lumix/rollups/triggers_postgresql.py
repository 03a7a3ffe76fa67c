"""The triggers' SQL for PostgreSQL: once a statement, over all rows that it changed."""

from django.db.backends.utils import CursorWrapper

from lumix.rollups.rollup import Rollup

_STANDING = """
    SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE tgrelid = to_regclass(%s) AND tgenabled IN ('O', 'A') AND prosrc = %s
"""
_TABLES = {
    "INSERT": "NEW TABLE AS given",
    "UPDATE": "OLD TABLE AS taken NEW TABLE AS given",
    "DELETE": "OLD TABLE AS taken",
}


def statements(rollup: Rollup) -> list[str]:
    """SQL that puts the triggers in place, over older ones of the same name."""
    return [sql for act, name in _names(rollup).items() for sql in _statements(rollup, act, name)]


def missing(cursor: CursorWrapper, rollup: Rollup) -> list[str]:
    """Name the triggers that are absent, disabled, or call another function's body."""
    lacking = []
    for act, name in _names(rollup).items():
        cursor.execute(_STANDING, [f'"{rollup.source_table}"', _body(rollup, act)])
        if name not in {found for (found,) in cursor.fetchall()}:
            lacking.append(name)
    return lacking


def _names(rollup: Rollup) -> dict[str, str]:
    return {act: f"{rollup.table}_{act.lower()}" for act in (*_TABLES, "TRUNCATE")}


def _statements(rollup: Rollup, act: str, name: str) -> list[str]:
    tables = f"REFERENCING {_TABLES[act]} " if act in _TABLES else ""
    return [
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $body${_body(rollup, act)}$body$',
        f'DROP TRIGGER IF EXISTS "{name}" ON "{rollup.source_table}"',
        f'CREATE TRIGGER "{name}" AFTER {act} ON "{rollup.source_table}" {tables}'
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()',
    ]


def _body(rollup: Rollup, act: str) -> str:
    if act == "TRUNCATE":
        return f' BEGIN DELETE FROM "{rollup.table}"; RETURN NULL; END '  # noqa: S608
    signs = {"given": "", "taken": "-"}
    rows = [_rows(rollup, name, sign) for name, sign in signs.items() if f"AS {name}" in _TABLES[act]]
    keys, columns = ", ".join(rollup.key_columns), ", ".join(rollup.columns)
    return (
        f' BEGIN INSERT INTO "{rollup.table}" AS kept ({columns}, part) '  # noqa: S608
        f"SELECT {columns}, pg_backend_pid() FROM ({rollup.grouped(' UNION ALL '.join(rows))}) AS added "
        f"ORDER BY {keys} ON CONFLICT ({keys}, part) DO UPDATE SET "
        + ", ".join(f"{name} = kept.{name} + EXCLUDED.{name}" for name in rollup.sum_columns)
        + "; RETURN NULL; END "
    )


def _rows(rollup: Rollup, name: str, sign: str) -> str:
    values = zip(rollup.values(name, sign), rollup.columns, strict=True)
    told = ", ".join(f"{value} AS {column}" for value, column in values)
    return f"SELECT {told} FROM {name} WHERE {rollup.counts(name)}"  # noqa: S608
