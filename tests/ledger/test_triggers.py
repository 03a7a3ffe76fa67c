from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models.query import QuerySet

from lumix.ledger import triggers
from lumix.ledger.append_only import AppendOnlyModel
from lumix.ledger.models import LedgerEntry
from lumix.ledger.triggers_sqlite import UnguardableTableError
from tests.ledger.conftest import TABLE, drop_trigger, standing_triggers


def copy_of(verb: str, columns: str, values: str, ending: str = "") -> str:
    """Insert a changed copy of entry 2, which stands in its own way by the value that is left unchanged."""
    return f"{verb} INTO {TABLE} ({columns}) SELECT {values} FROM {TABLE} WHERE seq = 2 {ending}"


ALL = "seq, prev, hash, ts, actor, type, object, canonical"
BY_SEQ = (ALL, "seq, 'e' || substr(prev, 2), 'e' || substr(hash, 2), ts, 'bob', type, object, canonical")
BY_PREV = (ALL, "seq + 10, prev, 'e' || substr(hash, 2), ts, 'bob', type, object, canonical")
BY_HASH = (ALL, "seq + 10, 'e' || substr(prev, 2), hash, ts, 'bob', type, object, canonical")
BY_ROWID = (
    f"rowid, {ALL}",
    "rowid, seq + 10, 'e' || substr(prev, 2), 'e' || substr(hash, 2), ts, 'bob', type, object, canonical",
)
OVER_CONFLICT = "ON CONFLICT (seq) DO UPDATE SET actor = 'bob'"

BOTH = {
    "update": f"UPDATE {TABLE} SET actor = 'bob' WHERE seq = 2",
    "update to the same": f"UPDATE {TABLE} SET actor = actor",
    "delete": f"DELETE FROM {TABLE} WHERE seq = 2",
    "delete all": f"DELETE FROM {TABLE}",
    "insert over a conflict": copy_of("INSERT", *BY_SEQ, OVER_CONFLICT),
}
SQLITE = {
    "replace by seq": copy_of("INSERT OR REPLACE", *BY_SEQ),
    "replace by prev": copy_of("INSERT OR REPLACE", *BY_PREV),
    "replace by hash": copy_of("INSERT OR REPLACE", *BY_HASH),
    "replace by rowid": copy_of("INSERT OR REPLACE", *BY_ROWID),
    "replace": copy_of("REPLACE", *BY_SEQ),
    "update or replace": f"UPDATE OR REPLACE {TABLE} SET seq = 3 WHERE seq = 2",
}
POSTGRESQL = {
    "truncate": f"TRUNCATE {TABLE}",
    "truncate cascade": f"TRUNCATE {TABLE} CASCADE",
    "merge": f"MERGE INTO {TABLE} USING (SELECT 2 AS n) AS x ON seq = n WHEN MATCHED THEN DELETE",
}
DOORS = [
    *(pytest.param(sql, id=door) for door, sql in BOTH.items()),
    *(pytest.param(sql, id=door, marks=pytest.mark.sqlite) for door, sql in SQLITE.items()),
    *(pytest.param(sql, id=door, marks=pytest.mark.postgresql) for door, sql in POSTGRESQL.items()),
]


def execute(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("sql", DOORS)
def test_no_statement_through_the_apps_connection_changes_an_entry(entries, sql):
    before = list(LedgerEntry.objects.values())
    with pytest.raises(IntegrityError, match=f"{TABLE} is append-only"):
        execute(sql)
    assert list(LedgerEntry.objects.values()) == before


@pytest.mark.parametrize("sql", [param for param in DOORS if param.id != "update to the same"])
def test_without_the_triggers_each_of_these_statements_would_change_one(tamper, sql):
    before = list(LedgerEntry.objects.values())
    execute(sql)
    assert list(LedgerEntry.objects.values()) != before


def test_a_plain_queryset_of_django_meets_the_trigger(entries):
    with pytest.raises(IntegrityError, match="UPDATE refused"), transaction.atomic():
        QuerySet(LedgerEntry).update(actor="bob")
    with pytest.raises(IntegrityError, match="DELETE refused"), transaction.atomic():
        QuerySet(LedgerEntry)._raw_delete(connection.alias)


def test_the_whole_database_cannot_be_flushed(entries):
    with pytest.raises(CommandError, match="couldn't be flushed"), transaction.atomic():
        call_command("flush", interactive=False, verbosity=0)
    assert LedgerEntry.objects.count() == len(entries)


def test_every_append_only_model_is_guarded_without_being_told():
    tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnlyModel)}
    assert TABLE in tables
    assert tables <= triggers._tables


@pytest.mark.django_db
def test_all_triggers_stand_after_the_migrations():
    assert triggers.missing(connection) == []
    assert standing_triggers()


def test_each_dropped_trigger_is_named_and_put_back(entries):
    for name in standing_triggers():
        drop_trigger(name)
        assert triggers.missing(connection) == [name]
        triggers.install(connection)
        assert triggers.missing(connection) == []


@pytest.mark.postgresql
def test_a_disabled_trigger_is_missing(entries):
    execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER {TABLE}_no_change")
    assert triggers.missing(connection) == [f"{TABLE}_no_change"]


@pytest.mark.postgresql
def test_triggers_that_call_a_hollow_function_are_missing(entries):
    execute(
        "CREATE OR REPLACE FUNCTION lumix_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
    )
    assert f"{TABLE}_no_change" in triggers.missing(connection)
    triggers.install(connection)
    assert triggers.missing(connection) == []


@pytest.mark.sqlite
def test_a_hollow_trigger_of_the_right_name_is_missing(entries):
    drop_trigger(f"{TABLE}_no_update")
    execute(f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} BEGIN SELECT 1; END")
    assert triggers.missing(connection) == [f"{TABLE}_no_update"]


@pytest.fixture
def notes(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Another app's table, registered for guarding."""
    monkeypatch.setattr(triggers, "_tables", set())
    execute("CREATE TABLE notes (id integer PRIMARY KEY, book integer, page integer, text text, UNIQUE (book, page))")
    execute("INSERT INTO notes VALUES (1, 1, 1, 'first')")
    triggers.register("notes")
    triggers.install(connection)
    return "notes"


@pytest.mark.parametrize("sql", ["UPDATE notes SET text = ''", "DELETE FROM notes"])
def test_another_apps_table_is_guarded_once_registered(notes, sql):
    with pytest.raises(IntegrityError, match="notes is append-only"):
        execute(sql)


@pytest.mark.sqlite
@pytest.mark.parametrize("row", ["(1, 2, 2, 'by id')", "(2, 1, 1, 'by book and page')"])
def test_a_row_in_the_way_by_any_unique_key_is_not_replaced(notes, row):
    with pytest.raises(IntegrityError, match="REPLACE refused"):
        execute(f"INSERT OR REPLACE INTO notes VALUES {row}")


def test_a_row_in_nobodys_way_is_added(notes):
    execute("INSERT INTO notes VALUES (2, 1, 2, 'same book'), (3, 2, 1, 'same page')")
    execute("INSERT INTO notes VALUES (4, NULL, 1, 'no book'), (5, NULL, 1, 'no book')")


@pytest.mark.sqlite
@pytest.mark.parametrize("index", ["notes (text) WHERE page > 1", "notes (lower(text))"])
def test_a_unique_index_that_the_guard_cannot_follow_is_refused(notes, index):
    execute(f"CREATE UNIQUE INDEX odd ON {index}")
    with pytest.raises(UnguardableTableError, match=r"^odd: an append-only table cannot have"):
        triggers.install(connection)


@pytest.mark.django_db
def test_a_registered_table_that_is_not_there_yet_is_no_concern(monkeypatch):
    monkeypatch.setattr(triggers, "_tables", {"not_there_yet"})
    triggers.install(connection)
    assert triggers.missing(connection) == []
