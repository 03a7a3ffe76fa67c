import contextlib
import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lumix.ledger import services
from lumix.ledger.append_only import AppendOnlyError
from lumix.ledger.canonical import EntryError
from lumix.ledger.chain import GENESIS_PREV
from lumix.ledger.models import LedgerEntry
from lumix.ledger.services import NotInTransactionError, append
from tests.ledger import slow_chain
from tests.ledger.conftest import NOW

ENTRY = {"actor": "ada", "type": "readings.imported", "object": "batch:1", "data": {"rows": 96}, "now": NOW}


@pytest.mark.django_db
def test_the_first_entry_follows_the_genesis():
    entry = append(**ENTRY)
    assert (entry.seq, entry.prev) == (1, GENESIS_PREV)


def test_each_entry_follows_from_the_hash_of_the_one_before(entries):
    stored = LedgerEntry.objects.values_list("seq", "prev", "hash")
    hashes = [entry.hash for entry in entries]
    assert list(stored) == list(zip(range(1, 6), [GENESIS_PREV, *hashes], hashes, strict=False))


def test_a_slow_second_implementation_recomputes_the_stored_chain(entries):
    told = {"ts": "2025-01-15T09:00:00.000000Z", "actor": "ada", "type": "readings.imported", "data": {"rows": "96"}}
    expected = slow_chain.log([{**told, "object": f"batch:{number}"} for number in range(1, 6)])
    stored = LedgerEntry.objects.values_list("canonical", "hash")
    assert [(bytes(canonical), digest) for canonical, digest in stored] == expected


@pytest.mark.django_db
def test_the_columns_repeat_the_bytes():
    local = datetime(2025, 1, 15, 10, 0, 0, 7, tzinfo=timezone(timedelta(hours=1)))
    append(**{**ENTRY, "now": local})
    entry = LedgerEntry.objects.get()
    document = json.loads(bytes(entry.canonical))
    assert {name: document[name] for name in ("actor", "type", "object")} == {
        name: getattr(entry, name) for name in ("actor", "type", "object")
    }
    assert document["ts"] == "2025-01-15T09:00:00.000007Z"
    assert entry.ts == datetime(2025, 1, 15, 9, 0, 0, 7, tzinfo=UTC)


@pytest.mark.django_db
def test_the_particulars_are_read_back_with_decimal_strings_for_numbers():
    append(**{**ENTRY, "data": {"kwh": 5.5, "tonnes": Decimal("0.0066"), "ok": True}})
    assert LedgerEntry.objects.get().data == {"kwh": "5.5", "tonnes": "0.0066", "ok": True}


def test_an_entry_outside_a_transaction_is_refused(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), pytest.raises(NotInTransactionError, match="transaction of the change"):
        append(**ENTRY)


@pytest.mark.parametrize(
    "wrong",
    [{"data": {"r": float("nan")}}, {"data": {"x": b""}}, {"now": datetime(2025, 1, 15)}, {"actor": ""}],
    ids=str,
)
@pytest.mark.django_db
def test_what_cannot_be_written_down_leaves_no_entry(wrong):
    with pytest.raises(EntryError), transaction.atomic():
        append(**{**ENTRY, **wrong})
    assert not LedgerEntry.objects.exists()


def test_an_error_that_the_caller_swallows_still_takes_the_change_with_it(entries):
    with transaction.atomic():
        append(**ENTRY)
        with contextlib.suppress(EntryError):
            append(**{**ENTRY, "actor": ""})
    assert LedgerEntry.objects.count() == len(entries)


@pytest.mark.django_db
def test_the_entry_returned_is_the_entry_stored():
    returned = append(**ENTRY)
    stored = LedgerEntry.objects.get()
    columns = [field.name for field in LedgerEntry._meta.fields]
    assert [getattr(returned, name) for name in columns] == [getattr(stored, name) for name in columns]
    assert returned.data == {"rows": "96"}


def test_the_entry_returned_cannot_be_changed_either(entries):
    with pytest.raises(AppendOnlyError):
        entries[0].save()


def test_an_entry_goes_away_with_the_change_that_failed(entries):
    with pytest.raises(RuntimeError, match="the change failed"), transaction.atomic():
        append(**ENTRY)
        raise RuntimeError("the change failed")
    assert LedgerEntry.objects.count() == len(entries)
    assert append(**ENTRY).seq == len(entries) + 1


def test_one_entry_costs_one_look_at_the_tail_one_insert_and_one_look_at_the_last_checkpoint(entries):
    with CaptureQueriesContext(connection) as queries:
        append(**ENTRY)
    verbs = [query["sql"].rpartition("; ")[2].split()[0] for query in queries]
    assert verbs == ["SELECT", "INSERT", "SELECT"]


@pytest.mark.postgresql
def test_the_lock_is_taken_before_the_tail_is_read_and_held_to_the_end_of_the_transaction(entries):
    with CaptureQueriesContext(connection) as queries, connection.cursor() as cursor:
        append(**ENTRY)
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()"
        )
        assert cursor.fetchone() == (1,)
    lock, tail = queries[0]["sql"].split("; ")
    assert lock == f"SELECT pg_advisory_xact_lock({services.ADVISORY_LOCK})"
    assert tail == services._TAIL


GOOD = {"ts": NOW, "actor": "a", "type": "t", "object": "o", "canonical": b"", "hash": "f" * 64}


@pytest.mark.parametrize(
    "columns",
    [
        {"seq": 1, "prev": "e" * 64},
        {"seq": 6, "prev": GENESIS_PREV},
        {"seq": 0, "prev": "e" * 64},
        {"seq": 6, "prev": "e" * 63},
        {"seq": 6, "prev": "e" * 64, "hash": ""},
        {"seq": 6, "prev": "e" * 64, "actor": ""},
        {"seq": 6, "prev": "e" * 64, "type": ""},
        {"seq": 6, "prev": "e" * 64, "object": ""},
    ],
    ids=str,
)
def test_the_database_itself_refuses_a_row_that_cannot_be_an_entry(tamper, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry(**{**GOOD, **columns}).save()


@pytest.mark.parametrize("column", ["prev", "hash"])
def test_no_two_entries_share_a_hash_or_follow_the_same_one(tamper, column):
    standing = LedgerEntry.objects.get(seq=3)
    with pytest.raises(IntegrityError, match=f"ledger_entry_{column}_once|UNIQUE.*{column}"), transaction.atomic():
        LedgerEntry(**{**GOOD, "seq": 6, "prev": "e" * 64, column: getattr(standing, column)}).save()


def test_a_row_that_could_be_an_entry_is_let_through_so_the_refusals_above_mean_something(tamper):
    LedgerEntry(**GOOD, seq=6, prev="e" * 64).save()
    assert LedgerEntry.objects.count() == 6
