"""Checkpoints are due, signed and kept outside; a log that was changed since is found by them, and by them alone."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from lumix.ledger import checkpoints, tasks
from lumix.ledger.checkpoints import LogChangedError, seal
from lumix.ledger.keys import signer
from lumix.ledger.merkle import Frontier, root_of
from lumix.ledger.models import LedgerCheckpoint, LedgerEntry
from lumix.ledger.note import Checkpoint, NoteError, Signer
from lumix.ledger.outside import Folder, OutsideError, outside
from lumix.ledger.services import append
from tests.ledger.conftest import NOW, TABLE
from tests.ledger.tampering import unguarded


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    """A folder outside, of this test's own."""
    settings.LUMIX_CHECKPOINTS = str(tmp_path / "outside")
    return tmp_path / "outside"


def more(count=1, now=NOW, **told):
    return [append(actor="ada", type="t", object=f"o:{n}", data={}, now=now, **told) for n in range(count)]


def root_now():
    return root_of(bytes.fromhex(one) for one in LedgerEntry.objects.order_by("seq").values_list("hash", flat=True))


def test_a_checkpoint_names_size_and_root_and_is_kept_outside(entries, place):
    made = seal(NOW)

    [file] = place.iterdir()
    told = Checkpoint.read(signer().verifier.opened(file.read_text()))
    assert (told.origin, told.size, told.root) == ("lumix.local/ledger", 5, root_now())
    assert (made.note, made.root) == (file.read_text(), root_now().hex())


def test_nothing_new_makes_no_checkpoint(entries, place):
    seal(NOW)
    assert seal(NOW) is None
    assert len(list(place.iterdir())) == 1


@pytest.mark.django_db
def test_an_empty_log_has_none(place):
    assert seal(NOW) is None
    assert not place.exists()


def test_the_next_one_reads_new_entries_alone(entries, monkeypatch):
    seal(NOW)
    more(3)
    read, whole = [], checkpoints.leaves
    monkeypatch.setattr(checkpoints, "leaves", lambda first, last=None: read.append(first) or whole(first, last))

    assert (seal(NOW).root, read) == (root_now().hex(), [5])


def test_without_its_row_here_the_subtrees_are_worked_out_of_the_log(entries, tamper):
    seal(NOW)
    tamper(*unguarded("ledger_ledgercheckpoint"), "DELETE FROM ledger_ledgercheckpoint")
    more(2)

    assert seal(NOW).root == root_now().hex()


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ([f"DELETE FROM {TABLE} WHERE seq > 3"], "has 3 entries, and had 5"),
        ([f"DELETE FROM {TABLE}"], "has 0 entries, and had 5"),
    ],
)
def test_a_log_that_lost_its_end_is_not_signed(entries, tamper, place, statements, words):
    seal(NOW)
    tamper(*statements)

    with pytest.raises(LogChangedError, match=words):
        seal(NOW)
    assert len(list(place.iterdir())) == 1


def test_a_log_written_anew_is_not_signed(entries, tamper):
    """As a restored backup goes on: as many entries, of which the last are others."""
    seal(NOW)
    tamper(
        *unguarded("ledger_ledgercheckpoint"),
        "DELETE FROM ledger_ledgercheckpoint",
        f"DELETE FROM {TABLE} WHERE seq > 3",
    )
    more(4, NOW + timedelta(days=1))

    with pytest.raises(LogChangedError, match="not those of the checkpoint"):
        seal(NOW)


def test_subtrees_kept_here_that_were_changed_are_not_believed(entries, tamper):
    seal(NOW)
    other = Frontier(1, [bytes(32)]).roots + Frontier(1, [bytes(32)]).roots
    tamper(
        *unguarded("ledger_ledgercheckpoint"),
        f"UPDATE ledger_ledgercheckpoint SET frontier = '{json.dumps([root.hex() for root in other])}'",
    )
    with pytest.raises(LogChangedError):
        seal(NOW)


def test_a_checkpoint_outside_that_is_not_ours_is_not_built_upon(entries, place):
    Folder(place).keep(
        9, Signer.made("lumix.local/ledger").signed(Checkpoint("lumix.local/ledger", 9, bytes(32)).text())
    )

    with pytest.raises(NoteError, match="has not signed"):
        seal(NOW)


def test_a_place_that_cannot_be_written_is_said(entries, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.LUMIX_CHECKPOINTS = str(tmp_path / "file")

    with pytest.raises(OutsideError, match="cannot be written"):
        seal(NOW)


DUE = {
    "the first": (0, {}, True),
    "too soon": (1, {}, False),
    "after a quarter of an hour": (1, {"now": NOW + timedelta(minutes=15)}, True),
    "asked for": (1, {"seal": True}, True),
}


@pytest.mark.parametrize(("before", "told", "due"), DUE.values(), ids=DUE)
def test_a_checkpoint_is_due_by_time_and_when_asked_for(
    before, told, due, db, place, django_capture_on_commit_callbacks
):
    if before:
        more()
        seal(NOW)
    with django_capture_on_commit_callbacks(execute=True):
        more(**told)

    assert LedgerCheckpoint.objects.count() == before + due


def test_a_checkpoint_is_due_by_count(entries, monkeypatch, django_capture_on_commit_callbacks):
    seal(NOW)
    monkeypatch.setattr(checkpoints, "ENTRIES", 3)
    with django_capture_on_commit_callbacks(execute=True):
        more(3)

    assert list(LedgerCheckpoint.objects.values_list("size", flat=True)) == [5, 8]


def test_what_prevents_a_checkpoint_never_stops_the_work(
    db, settings, tmp_path, django_capture_on_commit_callbacks, monkeypatch
):
    (tmp_path / "file").write_text("")
    settings.LUMIX_CHECKPOINTS = str(tmp_path / "file")
    monkeypatch.setattr(checkpoints, "_rests_until", None)
    tried, whole = [], checkpoints.seal
    monkeypatch.setattr(checkpoints, "seal", lambda now: tried.append(now) or whole(now))
    with django_capture_on_commit_callbacks(execute=True):
        more(2)

    assert (LedgerEntry.objects.count(), len(tried)) == (2, 1)


@pytest.mark.parametrize("row", ["size = 6", "root = root", "note = ''"])
def test_a_checkpoint_is_never_changed(entries, row):
    seal(NOW)
    with pytest.raises(Exception, match="append"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE ledger_ledgercheckpoint SET {row}")


def test_the_command_prints_the_note(entries, capsys):
    call_command("checkpoint")
    assert capsys.readouterr().out == outside().latest()


def test_the_command_ends_with_1_where_the_log_was_changed(entries, tamper, capsys):
    seal(NOW)
    tamper(f"DELETE FROM {TABLE} WHERE seq > 3")

    with pytest.raises(SystemExit) as ending:
        call_command("checkpoint")
    assert (ending.value.code, "end was cut off" in capsys.readouterr().out) == (1, True)


def test_the_clock_brings_one_too(entries, monkeypatch):
    monkeypatch.setattr(checkpoints, "_rests_until", None)
    tasks.checkpoint.call_local()

    assert LedgerCheckpoint.objects.get().size == 5


def test_a_changed_log_is_an_alarm_in_the_log_of_the_server(entries, tamper, caplog, monkeypatch):
    monkeypatch.setattr(checkpoints, "_rests_until", None)
    seal(NOW)
    tamper(f"DELETE FROM {TABLE} WHERE seq > 3")
    tasks.checkpoint.call_local()

    assert [(one.levelname, "end was cut off" in str(one.msg)) for one in caplog.records] == [("CRITICAL", True)]
