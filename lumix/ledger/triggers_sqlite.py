"""The triggers' SQL for SQLite.

INSERT OR REPLACE deletes the row in its way without asking a DELETE trigger, so a third trigger refuses to insert what
would replace: a row with the rowid, or with the values of a unique index, of a row that is there.
"""

from django.db.backends.utils import CursorWrapper

_UNIQUE_INDEXES = """
    SELECT list.name, info.name, list.partial FROM pragma_index_list(%s) AS list, pragma_index_info(list.name) AS info
    WHERE list."unique" ORDER BY list.name, info.seqno
"""
_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"


class UnguardableTableError(Exception):
    """A unique index by which a row could be replaced behind the guard's back."""


def statements(cursor: CursorWrapper, table: str) -> list[str]:
    """SQL that puts the table's triggers in place, over older ones of the same name."""
    wanted = _wanted(cursor, table)
    return [f'DROP TRIGGER IF EXISTS "{name}"' for name in wanted] + list(wanted.values())


def missing(cursor: CursorWrapper, table: str) -> list[str]:
    """Name the triggers of the table that do not stand word for word as they should."""
    cursor.execute(_TRIGGERS, [table])
    standing = dict(cursor.fetchall())
    return [name for name, sql in _wanted(cursor, table).items() if standing.get(name) != sql]


def _wanted(cursor: CursorWrapper, table: str) -> dict[str, str]:
    wanted = {}
    for door in ("UPDATE", "DELETE"):
        name = f"{table}_no_{door.lower()}"
        wanted[name] = f'CREATE TRIGGER "{name}" BEFORE {door} ON "{table}" BEGIN {_refuse(table, door)} END'
    name = f"{table}_no_replace"
    in_the_way = " OR ".join(_exists(table, same) for same in _same_row(cursor, table))
    wanted[name] = (
        f'CREATE TRIGGER "{name}" BEFORE INSERT ON "{table}" WHEN {in_the_way} BEGIN {_refuse(table, "REPLACE")} END'
    )
    return wanted


def _exists(table: str, condition: str) -> str:
    return f'EXISTS (SELECT 1 FROM "{table}" WHERE {condition})'  # noqa: S608


def _refuse(table: str, door: str) -> str:
    return f"SELECT RAISE(ABORT, '{table} is append-only: {door} refused');"


def _same_row(cursor: CursorWrapper, table: str) -> list[str]:
    """Conditions under which a row stands in the new one's way: its rowid, and each unique index."""
    cursor.execute(_UNIQUE_INDEXES, [table])
    indexes: dict[str, list[str]] = {}
    for index, column, partial in cursor.fetchall():
        if partial or column is None:
            raise UnguardableTableError(
                f"{index}: an append-only table cannot have a unique index on a part or expression"
            )
        indexes.setdefault(index, []).append(f'"{column}" = NEW."{column}"')
    return ["rowid = NEW.rowid", *sorted(" AND ".join(columns) for columns in indexes.values())]
