"""What the chain alone cannot see, and checkpoints outside can: a cut end, a log written anew, a restored backup."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from lumix.ledger.checkpoints import leaves, seal
from lumix.ledger.keys import signer
from lumix.ledger.merkle import Frontier
from lumix.ledger.models import LedgerCheckpoint, LedgerEntry
from lumix.ledger.note import Checkpoint, Signer
from lumix.ledger.outside import Folder
from lumix.ledger.services import append
from tests.ledger.conftest import NOW, TABLE
from tests.ledger.tampering import force


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.LUMIX_CHECKPOINTS = str(tmp_path / "outside")
    return tmp_path / "outside"


def verify(*options):
    out = StringIO()
    try:
        call_command("verify_ledger", *options, stdout=out)
    except SystemExit as left:
        return left.code, out.getvalue()
    return 0, out.getvalue()


def cut_end(tamper):
    tamper(f"DELETE FROM {TABLE} WHERE seq > 3")


def written_anew(tamper):
    tamper(f"DELETE FROM {TABLE}")
    for number in range(5):
        append(actor="eve", type="readings.imported", object=f"batch:{number}", data={}, now=NOW)


def restored_and_gone_on(tamper):
    cut_end(tamper)
    for number in range(4):
        append(actor="ada", type="readings.imported", object=f"late:{number}", data={}, now=NOW)


UNSEEN = {
    "the end cut off": (cut_end, 4, "a checkpoint was kept of 5 entries, so the end was cut off or an older backup"),
    "written anew": (written_anew, 5, "the log up to here is not the one whose checkpoint was kept"),
    "an old backup that went on": (restored_and_gone_on, 5, "the log up to here is not the one"),
}


@pytest.mark.parametrize(("attack", "seq", "words"), UNSEEN.values(), ids=UNSEEN)
def test_a_checkpoint_outside_shows_what_the_chain_does_not(entries, tamper, attack, seq, words):
    seal(NOW)
    attack(tamper)

    code, told = verify()
    assert (code, f"First bad entry: {seq}, " in told, words in told) == (1, True, True), told


@pytest.mark.parametrize("attack", [attack for attack, *_ in UNSEEN.values()], ids=UNSEEN)
def test_without_a_checkpoint_outside_it_stays_unseen_and_the_command_says_so(entries, tamper, attack):
    attack(tamper)

    code, told = verify()
    assert (code, "shows only beside a checkpoint that was kept elsewhere" in told) == (0, True)


def test_a_sound_log_is_said_to_be_the_one_of_its_checkpoints(entries):
    seal(NOW)
    assert verify()[1].endswith("is still the one of the 1 checkpoints that were kept.\n")


def test_a_checkpoint_that_an_auditor_took_home_is_held_against_the_log(entries, tamper, place, tmp_path):
    home = tmp_path / "home.txt"
    home.write_text(seal(NOW).note)
    next(place.iterdir()).unlink()
    cut_end(tamper)

    assert verify()[0] == 0
    assert verify("--checkpoint", str(home))[0] == 1


def test_a_checkpoint_of_another_key_is_no_check_at_all(entries, tmp_path):
    stranger = tmp_path / "stranger.txt"
    stranger.write_text(Signer.made("lumix.local/ledger").signed(Checkpoint("lumix.local/ledger", 5, bytes(32)).text()))

    code, told = verify("--checkpoint", str(stranger))
    assert (code, "has not signed" in told) == (2, True)


def test_two_checkpoints_of_one_size_prove_two_logs(entries, tmp_path):
    seal(NOW)
    other = tmp_path / "other.txt"
    other.write_text(signer().signed(Checkpoint("lumix.local/ledger", 5, bytes(32)).text()))

    code, told = verify("--checkpoint", str(other))
    assert (code, "two logs of 5 entries" in told) == (1, True)


def test_since_takes_the_beginning_for_sound_and_reads_the_rest(entries, tamper):
    seal(NOW)
    append(actor="ada", type="t", object="o", data={}, now=NOW)
    append(actor="ada", type="t", object="o", data={}, now=NOW)
    tamper(f"UPDATE {TABLE} SET actor = 'bob' WHERE seq = 2")

    assert verify("--since", "6") == (0, verify("--since", "6")[1])
    assert "First bad entry: 2," in verify("--full")[1]
    tamper(f"UPDATE {TABLE} SET actor = 'bob' WHERE seq = 7")
    assert "First bad entry: 7," in verify("--since", "6")[1]


def test_since_claims_no_checkpoint_that_it_did_not_compare(entries):
    seal(NOW)
    append(actor="ada", type="t", object="o", data={}, now=NOW)
    seal(NOW)

    assert [json.loads(verify("--json", *since)[1])["checkpoints"] for since in ([], ["--since", "6"])] == [2, 1]


def test_since_names_an_end_that_was_cut_off_before_it(entries, tamper):
    seal(NOW)
    cut_end(tamper)

    code, told = verify("--since", "5")
    assert (code, "First bad entry: 4, it is missing" in told) == (1, True), told


def test_since_holds_its_beginning_against_the_checkpoint_outside(entries, tamper):
    seal(NOW)
    written_anew(tamper)
    kept = LedgerCheckpoint.objects.get()
    tree = Frontier()
    for leaf in leaves(0):
        tree.add(leaf)
    table, frontier = LedgerCheckpoint._meta.db_table, json.dumps([one.hex() for one in tree.roots])
    force(table, f"UPDATE {table} SET frontier = '{frontier}'")

    code, told = verify("--since", f"{kept.size}")
    assert (code, "First bad entry: 5, the log up to here is not the one" in told) == (1, True), told


def test_a_program_reads_it_as_json(entries, tamper):
    seal(NOW)
    assert json.loads(verify("--json")[1]) == {
        "entries": 5,
        "head": LedgerEntry.objects.get(seq=5).hash,
        "checkpoints": 1,
        "detail": "The ledger is sound, and is still the one of the 1 checkpoints that were kept.",
    }
    cut_end(tamper)
    told = json.loads(verify("--json")[1])
    assert (told["first_bad"], told["entries"]) == (4, 3)


def test_a_folder_that_holds_something_else_is_not_passed_over(entries, place):
    Folder(place).keep(3, "no note")
    assert verify()[0] == 2
