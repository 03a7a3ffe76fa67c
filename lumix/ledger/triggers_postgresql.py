"""The triggers' SQL for PostgreSQL. A row trigger does not see TRUNCATE, so a statement trigger stands beside it."""

from django.db.backends.utils import CursorWrapper

_FUNCTION = "lumix_refuse_change"
_BODY = """
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
"""
_STANDING = """
    SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE tgrelid = to_regclass(%s) AND tgenabled IN ('O', 'A') AND prosrc = %s
"""


def statements(cursor: CursorWrapper, table: str) -> list[str]:
    """SQL that puts the table's triggers in place, over older ones of the same name."""
    function = f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $body${_BODY}$body$"
    return [function] + [
        sql
        for name, events in _wanted(table).items()
        for sql in (
            f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
            f'CREATE TRIGGER "{name}" BEFORE {events} EXECUTE FUNCTION {_FUNCTION}()',
        )
    ]


def missing(cursor: CursorWrapper, table: str) -> list[str]:
    """Name the triggers of the table that are absent, disabled, or call another function's body."""
    cursor.execute(_STANDING, [f'"{table}"', _BODY])
    standing = {name for (name,) in cursor.fetchall()}
    return [name for name in _wanted(table) if name not in standing]


def _wanted(table: str) -> dict[str, str]:
    return {
        f"{table}_no_change": f'UPDATE OR DELETE ON "{table}" FOR EACH ROW',
        f"{table}_no_truncate": f'TRUNCATE ON "{table}" FOR EACH STATEMENT',
    }
