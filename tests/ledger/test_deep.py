"""Rows and entries side by side, with a check of this test's own, and what the command says of it."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from lumix.ledger import deep, tasks
from lumix.ledger.deep import MOST_TOLD, RowCheck, verify_deep
from lumix.ledger.models import LedgerCheck
from lumix.ledger.services import append
from lumix.ledger.tellings import Telling, Tellings
from tests.ledger.conftest import NOW, TABLE


class Shelves(RowCheck):
    """Books that nobody but this test knows of: what stands where."""

    name = "book"
    types = frozenset(("book.put", "book.marked"))

    def __init__(self):
        self.books = {}

    def tellings(self, entry):
        shelf, place = map(int, entry.object.partition(":")[2].split("/"))
        yield Telling((shelf, place), entry.data)

    def rows(self, owner):
        yield from ((key, book) for key, book in sorted(self.books.items()) if owner in (None, key[0]))

    def called(self, key):
        return f"book {key[0]}/{key[1]}"


@pytest.fixture
def shelves(db, monkeypatch):
    """Two books that two entries put there, one of them marked since."""
    check = Shelves()
    monkeypatch.setattr(deep, "_checks", [check])
    for kind, where, data in (
        ("book.put", "1/1", {"title": "A", "pages": 10}),
        ("book.put", "2/1", {"title": "B", "pages": 20}),
        ("nobody.asks", "1/1", {"title": "X"}),
        ("book.marked", "1/1", {"mark": None, "pages": 11}),
    ):
        append(actor="ada", type=kind, object=f"book:{where}", data=data, now=NOW)
    check.books = {(1, 1): {"title": "A", "pages": 11, "mark": None, "dust": 1}, (2, 1): {"title": "B", "pages": 20}}
    return check


def found(owner=None):
    return [(one.row, one.seq, one.detail) for one in verify_deep(owner=owner)[1].differences]


def test_the_last_word_about_each_value_counts_and_what_no_entry_names_is_not_asked(shelves):
    assert found() == []
    assert verify_deep()[1].rows == {"book": 2}


def test_a_changed_a_missing_and_a_further_row_are_told_apart(shelves):
    shelves.books = {(1, 1): {"title": "Z", "pages": 10, "mark": None}, (2, 2): {"title": "C"}}
    assert found() == [
        ("book 1/1", 4, "pages is '10' and was '11', title is 'Z' and was 'A' at entry 4"),
        ("book 2/1", 2, "the row is not there any more; entry 2 tells of it"),
        ("book 2/2", None, "no entry of the ledger tells of it"),
    ]


def test_one_owners_rows_are_asked_for_alone(shelves):
    shelves.books.clear()
    assert [row for row, *_ in found(2)] == ["book 2/1"]


def test_where_the_chain_does_not_hold_no_row_is_held_against_it(shelves, tamper):
    tamper(f"UPDATE {TABLE} SET actor = 'bob' WHERE seq = 2")
    report, rows = verify_deep()
    assert (report.fault.seq, rows) == (2, None)


def test_more_differences_than_anybody_reads_are_counted(shelves):
    shelves.books = {(3, place): {} for place in range(MOST_TOLD)}
    report = verify_deep()[1]
    assert (len(report.differences), report.found, report.first_bad) == (MOST_TOLD, MOST_TOLD + 2, 2)


def test_what_is_said_is_sorted_on_disk_whatever_the_order_it_comes_in(monkeypatch):
    with Tellings() as tellings:
        for seq in range(3_000, 0, -1):
            tellings.add("book", 3_001 - seq, [Telling((seq % 7, seq), {"n": str(seq)})])
        told = list(tellings.of("book"))
    assert [one.key for one in told] == sorted((seq % 7, seq) for seq in range(1, 3_001))
    assert all(one.facts["n"] == str(one.key[1]) for one in told)


def command(*options):
    out = StringIO()
    try:
        call_command("verify_ledger", *options, stdout=out)
    except SystemExit as left:
        return left.code, out.getvalue()
    return 0, out.getvalue()


def test_the_command_says_what_was_looked_at(shelves):
    code, said = command("--deep")
    assert (code, "Rows held against them: book 2\nThe ledger is sound, every row is what its" in said) == (0, True)
    assert LedgerCheck.objects.get().deep


def test_the_command_names_each_difference_and_leaves_with_1(shelves):
    shelves.books[1, 1]["pages"] = 9
    code, said = command("--deep")
    assert (code, "- book 1/1: pages is '9' and was '11' at entry 4\n" in said) == (1, True)
    assert said.endswith("The ledger itself holds together, and one row is not what it says.\n")
    assert LedgerCheck.objects.get().fault == "book 1/1: pages is '9' and was '11' at entry 4"


def test_a_program_reads_the_differences_as_json(shelves):
    shelves.books[1, 1]["pages"] = 9
    told = json.loads(command("--deep", "--json")[1])
    assert (told["first_bad"], told["differences_found"], told["rows"]) == (4, 1, {"book": 2})
    assert told["differences"] == [{"row": "book 1/1", "entry": 4, "detail": "pages is '9' and was '11' at entry 4"}]


def test_a_check_that_fails_itself_leaves_with_2(shelves, monkeypatch):
    monkeypatch.setattr(shelves, "rows", lambda owner: 1 / 0)
    assert command("--deep")[0] == 2


def test_without_deep_no_row_is_looked_at(shelves):
    shelves.books.clear()
    assert command()[0] == command("--full")[0] == 0
    assert not LedgerCheck.objects.first().deep


def test_every_night_all_of_it_is_checked_and_what_differs_is_an_alarm(shelves, caplog):
    tasks.verify.call_local()
    assert (LedgerCheck.objects.get().deep, caplog.records) == (True, [])
    shelves.books[1, 1]["pages"] = 9
    tasks.verify.call_local()
    assert [(one.levelname, "book 1/1: pages is '9'" in str(one.msg)) for one in caplog.records] == [("CRITICAL", True)]


def test_a_broken_chain_is_an_alarm_of_the_night_too(shelves, tamper, caplog):
    tamper(f"UPDATE {TABLE} SET actor = 'bob' WHERE seq = 2")
    tasks.verify.call_local()
    assert [one.levelname for one in caplog.records] == ["CRITICAL"]
