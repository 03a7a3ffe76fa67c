"""The triggers' SQL for SQLite, whose triggers fire row by row.

Written without a conflict clause: inside a trigger SQLite would put the clause of the statement outside in its place,
and an INSERT OR REPLACE of readings would set the sums back to zero.
"""

from django.db.backends.utils import CursorWrapper

from lumix.rollups.rollup import Rollup

_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"


def statements(rollup: Rollup) -> list[str]:
    """SQL that puts the triggers in place, over older ones of the same name."""
    wanted = _wanted(rollup)
    return [f'DROP TRIGGER IF EXISTS "{name}"' for name in wanted] + list(wanted.values())


def missing(cursor: CursorWrapper, rollup: Rollup) -> list[str]:
    """Name the triggers that do not stand word for word as they should."""
    cursor.execute(_TRIGGERS, [rollup.source_table])
    standing = dict(cursor.fetchall())
    return [name for name, sql in _wanted(rollup).items() if standing.get(name) != sql]


def _wanted(rollup: Rollup) -> dict[str, str]:
    given, taken = _add(rollup, "NEW", "+"), _add(rollup, "OLD", "-")
    same = " AND ".join(
        f"{old} IS {new}" for old, new in zip(rollup.values("OLD"), rollup.values("NEW"), strict=True) if old != new
    )
    counted_alike = f"({rollup.counts('OLD')}) = ({rollup.counts('NEW')})"
    acts = {
        "INSERT": f"WHEN {rollup.counts('NEW')} BEGIN {given} END",
        "UPDATE": f"WHEN NOT ({same} AND {counted_alike}) BEGIN {taken} {given} END",
        "DELETE": f"WHEN {rollup.counts('OLD')} BEGIN {taken} END",
    }
    return {
        (
            name := f"{rollup.table}_{act.lower()}"
        ): f'CREATE TRIGGER "{name}" AFTER {act} ON "{rollup.source_table}" {body}'
        for act, body in acts.items()
    }


def _add(rollup: Rollup, row: str, sign: str) -> str:
    """Statements that add one row to its group, or take it out; a group that is new begins at nothing."""
    table, keys = rollup.table, rollup.key_columns
    values = rollup.values(row)[: len(keys)]
    group = " AND ".join(f"{name} = {value}" for name, value in zip(keys, values, strict=True)) + " AND part = 0"
    counted = rollup.counts(row)
    added = zip(rollup.sum_columns, rollup.values(row)[len(keys) :], strict=True)
    return (
        f'INSERT INTO "{table}" ({", ".join([*rollup.columns, "part"])}) '  # noqa: S608
        f"SELECT {', '.join([*values, *['0'] * (len(rollup.sums) + 1)])} "
        f'WHERE {counted} AND NOT EXISTS (SELECT 1 FROM "{table}" WHERE {group}); '
        f'UPDATE "{table}" SET {", ".join(f"{name} = {name} {sign} {value}" for name, value in added)} '
        f"WHERE {group} AND {counted};"
    )
