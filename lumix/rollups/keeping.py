"""Knows the rollups, puts them in place, makes them anew, and holds them against what they add up."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate

from lumix.ledger import deep
from lumix.ledger.deep import Difference, RowCheck
from lumix.rollups import triggers_postgresql, triggers_sqlite
from lumix.rollups.models import NO_PART
from lumix.rollups.rollup import Rollup

_DIALECTS: dict[str, ModuleType] = {"sqlite": triggers_sqlite, "postgresql": triggers_postgresql}
_known: list[Rollup] = []


def register(rollup: Rollup) -> None:
    """Have this one kept, and held against its rows by `verify_ledger --deep`. An app does so when it is ready."""
    if rollup not in _known:
        _known.append(rollup)
        deep.register(KeptTotals(rollup))
        post_migrate.connect(_install, sender=rollup.source._meta.app_config, dispatch_uid="rollups")


def _install(*, using: str, **kwargs: Any) -> None:
    install(connections[using])


def known() -> list[Rollup]:
    """All that are kept."""
    return list(_known)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put in place whatever `missing` names. What changed while a trigger was absent is added up by making it anew."""
    for rollup in _existing(connection):
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            if _DIALECTS[connection.vendor].missing(cursor, rollup):
                for statement in _DIALECTS[connection.vendor].statements(rollup):
                    cursor.execute(statement)
                rebuild(rollup, connection)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Name each trigger that is absent, disabled or other than it should be."""
    with connection.cursor() as cursor:
        return [
            name for rollup in _existing(connection) for name in _DIALECTS[connection.vendor].missing(cursor, rollup)
        ]


def rebuild(rollup: Rollup, connection: BaseDatabaseWrapper) -> int:
    """Add everything up anew, while nobody writes or folds; says how many groups there are."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'LOCK TABLE "{rollup.source_table}", "{rollup.table}" IN SHARE ROW EXCLUSIVE MODE')
        cursor.execute(f'DELETE FROM "{rollup.table}"')  # noqa: S608
        columns = ", ".join([*rollup.columns, "part"])
        cursor.execute(
            f'INSERT INTO "{rollup.table}" ({columns}) '  # noqa: S608
            f"SELECT {', '.join(rollup.columns)}, {NO_PART} FROM ({rollup.grouped(_all_rows(rollup))}) AS added"
        )
        return int(cursor.rowcount)


def fold(rollup: Rollup, connection: BaseDatabaseWrapper) -> None:
    """Put the parts of each group together and drop the groups that came to nothing. The sums stay what they are.

    Parts that somebody is just adding to are left for the next time.
    """
    table, keys = rollup.table, ", ".join(rollup.key_columns)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            nothing = " AND ".join(f"{name} = 0" for name in rollup.sum_columns)
            cursor.execute(f'DELETE FROM "{table}" WHERE {nothing}')  # noqa: S608
            return
        columns = ", ".join(rollup.columns)
        added = rollup.grouped(f"SELECT {columns} FROM taken")  # noqa: S608
        cursor.execute(
            f'WITH taken AS (DELETE FROM "{table}" WHERE id IN '  # noqa: S608
            f'(SELECT id FROM "{table}" ORDER BY id FOR UPDATE SKIP LOCKED) RETURNING {columns}) '
            f'INSERT INTO "{table}" AS kept ({columns}, part) SELECT {columns}, {NO_PART} '
            f"FROM ({added}) AS added ORDER BY {keys} "
            f"ON CONFLICT ({keys}, part) DO UPDATE SET "
            + ", ".join(f"{name} = kept.{name} + EXCLUDED.{name}" for name in rollup.sum_columns)
        )


def fold_all() -> None:
    """Fold every rollup of the default database."""
    for rollup in _known:
        fold(rollup, connection)


def differences(rollup: Rollup, connection: BaseDatabaseWrapper) -> list[dict[str, Any]]:
    """The groups whose sums are not those of the rows, with by how much they exceed them; none where all is well."""
    columns = ", ".join(rollup.columns)
    kept = f'SELECT {columns} FROM "{rollup.table}"'  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(rollup.grouped(f"{kept} UNION ALL {_all_rows(rollup, '-')}"))
        return [dict(zip(rollup.columns, row, strict=True)) for row in cursor.fetchall()]


def _all_rows(rollup: Rollup, sign: str = "") -> str:
    values = zip(rollup.values("kept", sign), rollup.columns, strict=True)
    told = ", ".join(f"{value} AS {column}" for value, column in values)
    return f'SELECT {told} FROM "{rollup.source_table}" AS kept WHERE {rollup.counts("kept")}'  # noqa: S608


def _existing(connection: BaseDatabaseWrapper) -> list[Rollup]:
    tables = set(connection.introspection.table_names())
    return [one for one in _known if {one.table, one.source_table} <= tables]


class KeptTotals(RowCheck):
    """No entry speaks of sums: they are held against the rows themselves, and those by their own checks to entries."""

    by_owner = False

    def __init__(self, rollup: Rollup) -> None:
        self.rollup, self.name = rollup, str(rollup.target._meta.verbose_name)

    def tellings(self, entry: deep.Entry) -> list[Any]:
        """Nothing."""
        return []

    def rows(self, owner: int | None) -> Iterator[Any]:
        """None that an entry could speak of."""
        return iter(())

    def called(self, key: Any) -> str:
        """The group in words."""
        return f"{self.name} of {', '.join(map(str, key))}"

    def differences(self, told: Iterator[Any], owner: int | None, report: deep.DeepReport) -> Iterator[Difference]:
        """The groups whose sums are not those of their rows; they are no rows themselves, and not counted as such."""
        for one in differences(self.rollup, connection):
            group = [one[name] for name in self.rollup.key_columns]
            excess = ", ".join(f"{name} by {one[name]}" for name in self.rollup.sum_columns)
            yield Difference(self.called(group), None, f"exceeds what its rows come to: {excess}")
