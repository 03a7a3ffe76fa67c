"""A stranger follows the log: he reads entries, recomputes hashes and root, and checks proofs and signature himself."""

import hashlib
from base64 import b64decode

import pytest

from lumix.ledger.checkpoints import seal
from lumix.ledger.merkle import root_of, verify_consistency, verify_inclusion
from lumix.ledger.note import Checkpoint, Verifier
from lumix.ledger.services import append
from tests.ledger.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outside(settings, tmp_path):
    settings.LUMIX_CHECKPOINTS = str(tmp_path / "outside")


@pytest.fixture
def log():
    """Seven entries with a checkpoint over the first five and one over all."""
    for number in range(1, 8):
        append(actor="ada", type="readings.imported", object=f"batch:{number}", data={"rows": 96}, now=NOW)
        if number in (5, 7):
            seal(NOW)


def entries(client, **query):
    return client.get("/ledger/entries", query)


def leaves(client):
    bodies = [b64decode(one["canonical"]) for one in entries(client).json()]
    return [hashlib.sha256(b"\x00" + body).digest() for body in bodies]


def proof(answer):
    return [bytes.fromhex(one) for one in answer["proof"]]


def test_a_stranger_recomputes_the_root_that_was_signed(client, log):
    verifier = Verifier.read(client.get("/ledger/key").content.decode())
    signed = Checkpoint.read(verifier.opened(client.get("/ledger/checkpoint").content.decode()))

    assert (signed.size, signed.root) == (7, root_of(leaves(client)))


def test_an_entry_says_in_words_what_its_bytes_say(client, log):
    first, second, *_ = entries(client).json()

    assert (first["seq"], first["entry"]["actor"], first["entry"]["data"]) == (1, "ada", {"rows": "96"})
    assert (first["hash"], second["entry"]["prev"]) == (leaves(client)[0].hex(), first["hash"])


def test_a_long_log_is_read_in_pieces(client, log):
    answer = entries(client, limit=3, after=2)

    assert [one["seq"] for one in answer.json()] == [3, 4, 5]
    assert answer["Link"].endswith('/ledger/entries?after=5&limit=3>; rel="next"')
    assert "Link" not in entries(client, limit=3, after=5)


@pytest.mark.parametrize("seq", range(1, 6))
def test_an_entry_is_proven_to_be_in_an_earlier_log(client, log, seq):
    told = client.get("/ledger/inclusion", {"seq": seq, "size": 5}).json()

    verify_inclusion(
        index=seq - 1, size=5, leaf=leaves(client)[seq - 1], proof=proof(told), root=root_of(leaves(client)[:5])
    )
    assert told["root"] == root_of(leaves(client)[:5]).hex()


def test_the_log_is_proven_to_have_grown_only(client, log):
    told = client.get("/ledger/consistency", {"first": 5, "size": 7}).json()

    first, last = root_of(leaves(client)[:5]), bytes.fromhex(told["root"])
    verify_consistency(first_size=5, size=7, first_root=first, root=last, proof=proof(told))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("inclusion?seq=8&size=7", "no entry at place"),
        ("inclusion?seq=1&size=8", "The log has 7 entries, not 8."),
        ("inclusion?seq=0&size=7", "seq: "),
        ("inclusion", "seq: "),
        ("consistency?first=6&size=5", "cannot be shown"),
        ("consistency?first=5&size=70", "The log has 7 entries"),
        ("entries?limit=0", "limit: "),
        ("entries?after=x", "after: "),
    ],
)
def test_what_cannot_be_proven_is_refused_with_a_sentence(client, log, address, words):
    answer = client.get(f"/ledger/{address}")

    assert (answer.status_code, words in answer.json()["detail"]) == (422, True), answer.json()


def test_before_the_first_entry_there_is_no_checkpoint(client):
    assert client.get("/ledger/checkpoint").status_code == 404
    assert entries(client).json() == []
