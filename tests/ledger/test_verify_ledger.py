from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from lumix.ledger.chain import GENESIS_PREV
from lumix.ledger.models import LedgerEntry
from tests.ledger.conftest import TABLE

FORGED = f"(7, '{'e' * 64}', '{'f' * 64}', '2025-01-15 09:00:00+00', 'ada', 't', 'o', 'x')"
# A bit, in each database's own tongue.
FLIPPED = {
    "sqlite": "CAST(substr(canonical, 1, 10) || x'01' || substr(canonical, 12) AS BLOB)",
    "postgresql": "set_bit(canonical, 100, 1 - get_bit(canonical, 100))",
}[connection.vendor]

SOUND = "The ledger is sound. Whether its end was cut off shows only beside a checkpoint that was kept elsewhere."
EMPTY = "The ledger is empty: nothing has been recorded in this database."


def verify() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify_ledger", stdout=out)
    except SystemExit as left:
        return left.code, out.getvalue()
    return 0, out.getvalue()


def test_a_sound_ledger_gives_its_size_and_its_head(entries):
    assert verify() == (
        0,
        f"Entries that hold together: 5\nHead: {entries[-1].hash}\n{SOUND}\n",
    )


@pytest.mark.django_db
def test_an_empty_ledger_says_so():
    assert verify() == (0, f"Entries that hold together: 0\nHead: {GENESIS_PREV}\n{EMPTY}\n")


UPDATE = f"UPDATE {TABLE} SET "
TAMPERED = {
    "a flipped bit in the bytes": (
        [f"{UPDATE} canonical = {FLIPPED} WHERE seq = 3"],
        3,
        "its bytes do not give its hash",
    ),
    "the hash": ([f"{UPDATE} hash = 'e' || substr(hash, 2) WHERE seq = 3"], 3, "its bytes do not give its hash"),
    "the prev": ([f"{UPDATE} prev = '{'e' * 64}' WHERE seq = 3"], 3, "its column prev says"),
    "the actor": ([f"{UPDATE} actor = 'bob' WHERE seq = 4"], 4, "its column actor says 'bob', its bytes say 'ada'"),
    "the type": ([f"{UPDATE} type = 'x' WHERE seq = 1"], 1, "its column type says 'x'"),
    "the object": ([f"{UPDATE} object = 'x' WHERE seq = 5"], 5, "its column object says 'x', its bytes say 'batch:5'"),
    "the time, by a microsecond": (
        [f"{UPDATE} ts = '2025-01-15 09:00:00.000001' WHERE seq = 2"],
        2,
        "its column ts says '2025-01-15T09:00:00.000001Z', its bytes say '2025-01-15T09:00:00.000000Z'",
    ),
    "one deleted": ([f"DELETE FROM {TABLE} WHERE seq = 3"], 3, "it is missing: entry 4 stands in its place"),
    "the first deleted": ([f"DELETE FROM {TABLE} WHERE seq = 1"], 1, "it is missing: entry 2 stands in its place"),
    "one deleted, the gap closed": (
        [f"DELETE FROM {TABLE} WHERE seq = 3", f"{UPDATE} seq = 3 WHERE seq = 4", f"{UPDATE} seq = 4 WHERE seq = 5"],
        3,
        "its column seq says 3, its bytes say '4'",
    ),
    "two swapped": (
        [f"{UPDATE} seq = {new} WHERE seq = {old}" for old, new in ((2, 9), (3, 2), (9, 3))],
        2,
        "its column seq says 2, its bytes say '3'",
    ),
    "one inserted behind a gap": ([f"INSERT INTO {TABLE} VALUES {FORGED}"], 6, "it is missing: entry 7 stands"),
    "one inserted between": (
        [
            *(f"{UPDATE} seq = {old + 1} WHERE seq = {old}" for old in (5, 4, 3)),
            f"INSERT INTO {TABLE} VALUES {FORGED}",
            f"{UPDATE} seq = 3 WHERE seq = 7",
        ],
        3,
        "its bytes do not give its hash",
    ),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_tampering_past_the_triggers_is_found_and_the_first_bad_entry_named(tamper, case):
    statements, seq, reason = TAMPERED[case]
    tamper(*statements)
    code, said = verify()
    assert code == 1
    assert f"Entries that hold together: {seq - 1}\n" in said
    assert f"First bad entry: {seq}, {reason}" in said


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "CAST(x'e16461' AS TEXT)"),
        ("actor", "CAST('ada' AS BLOB)"),
        ("ts", "'yesterday'"),
        ("ts", "12"),
        ("ts", "'2025-01-15 09:00:00.0000000'"),
        ("canonical", "'text'"),
    ],
)
def test_a_column_that_the_orm_could_not_even_read_is_named_all_the_same(tamper, column, value):
    tamper(f"{UPDATE} {column} = {value} WHERE seq = 3")
    code, said = verify()
    assert code == 1
    assert "First bad entry: 3, its " in said


def test_a_ledger_that_cannot_be_read_is_neither_good_nor_bad(tamper):
    tamper(f"ALTER TABLE {TABLE} RENAME TO gone")
    code, said = verify()
    assert code == 2
    assert said.startswith("The ledger could not be checked: ")


def test_every_entry_is_read_where_there_are_more_than_fit_in_one_reading(entries, monkeypatch):
    monkeypatch.setattr("lumix.ledger.selectors.ROWS_AT_ONCE", 2)
    assert verify()[1].startswith(f"Entries that hold together: {LedgerEntry.objects.count()}\n")
