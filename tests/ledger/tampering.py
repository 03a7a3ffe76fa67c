"""What an owner of the database can do: statements past every trigger. A test's rollback brings those back."""

from django.db import connection


def unguarded(table: str) -> list[str]:
    """The statements that take a table's triggers away."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            return [f'DROP TRIGGER "{name}"' for (name,) in cursor.fetchall()]
        # What foreign keys still have to look at would keep the table from being altered.
        return ["SET CONSTRAINTS ALL IMMEDIATE", f"ALTER TABLE {table} DISABLE TRIGGER USER"]


def force(table: str, *statements: str) -> None:
    """Run the statements on the table as if it had never been guarded, and no other row had ever pointed to it."""
    with connection.cursor() as cursor:
        for statement in (*unguarded(table), *statements):
            cursor.execute(statement)
