"""Checkpoints at somebody else's address: a real HTTP server on loopback, as it should be, absent, and failing."""

import os
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lumix.ledger.checkpoints import LogChangedError, seal, seal_and_log
from lumix.ledger.keys import signer
from lumix.ledger.models import LedgerCheckpoint
from lumix.ledger.note import Checkpoint
from lumix.ledger.outside import Folder, OutsideError, outside
from lumix.ledger.services import append
from tests.ledger.conftest import NOW, TABLE


class Keeper(BaseHTTPRequestHandler):
    """Takes notes by POST and gives the latest by GET; 404 as long as there is none."""

    def do_GET(self):
        notes, failing = self.server.notes, self.server.failing
        self._answer(failing or (200 if notes else 404), notes[-1] if notes else b"nothing here")

    def do_POST(self):
        self.server.notes.append(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(self.server.failing or 201, b"")

    def _answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def keeper(settings):
    with ThreadingHTTPServer(("127.0.0.1", 0), Keeper) as server:
        server.notes, server.failing = [], 0
        settings.LUMIX_CHECKPOINTS = f"http://127.0.0.1:{server.server_port}/lumix"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def one_more():
    append(actor="ada", type="t", object="o", data={}, now=NOW)


def test_the_first_and_the_next_checkpoint_are_sent_there(entries, keeper):
    seal(NOW)
    one_more()
    seal(NOW)
    told = [Checkpoint.read(signer().verifier.opened(note.decode())) for note in keeper.notes]
    assert [one.size for one in told] == [5, 6]
    assert outside().latest() == keeper.notes[-1].decode()
    assert list(outside().all()) == [keeper.notes[-1].decode()]


def test_a_log_that_is_not_the_one_sent_there_is_not_signed(entries, keeper, tamper):
    seal(NOW)
    tamper(f"DELETE FROM {TABLE} WHERE seq > 3")
    with pytest.raises(LogChangedError, match="has 3 entries, and had 5"):
        seal(NOW)
    assert len(keeper.notes) == 1


@pytest.mark.parametrize("status", [500, 403, 404])
def test_a_keeper_that_does_not_take_it_leaves_nothing_signed_here(entries, keeper, status):
    keeper.failing = status
    with pytest.raises(OutsideError, match=r"does not answer|takes checkpoints"):
        seal(NOW)
    assert not LedgerCheckpoint.objects.exists()


def test_nobody_at_that_address_is_said_and_stops_no_work(entries, settings, monkeypatch, caplog):
    monkeypatch.setattr("lumix.ledger.checkpoints._rests_until", None)
    settings.LUMIX_CHECKPOINTS = "http://127.0.0.1:1/lumix"
    seal_and_log(NOW)
    assert [(one.levelname, "does not answer" in str(one.msg)) for one in caplog.records] == [("ERROR", True)]


def test_a_reply_that_is_no_checkpoint_of_ours_is_not_built_upon(entries, keeper):
    keeper.notes.append(b"<html>log in</html>")
    with pytest.raises(ValueError, match="a note is text, a blank line and signatures"):
        seal(NOW)


def test_a_changed_log_raises_one_alarm_a_minute(entries, keeper, tamper, monkeypatch, caplog):
    monkeypatch.setattr("lumix.ledger.checkpoints._rests_until", None)
    seal(NOW)
    tamper(f"DELETE FROM {TABLE} WHERE seq > 3")
    for seconds in (0, 1, 59, 60):
        seal_and_log(NOW + timedelta(seconds=seconds))
    assert [one.levelname for one in caplog.records] == ["CRITICAL", "CRITICAL"]


def test_two_threads_of_one_process_may_keep_the_same_checkpoint_at_once(tmp_path, monkeypatch):
    place, link, failures = Folder(tmp_path), os.link, []

    def linked_while_another_keeps_it(draft, path):
        link(draft, path)
        monkeypatch.setattr(os, "link", link)
        other = threading.Thread(target=keep)
        other.start()
        other.join()

    def keep():
        try:
            place.keep(5, "the note")
        except OutsideError as trouble:
            failures.append(trouble)

    monkeypatch.setattr(os, "link", linked_while_another_keeps_it)
    keep()

    assert (failures, [path.name for path in tmp_path.iterdir()]) == ([], ["checkpoint-000000000005.txt"])
