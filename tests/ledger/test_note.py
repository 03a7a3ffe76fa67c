"""Signed notes and checkpoints: the published example, our own bytes, and everything that is not signed."""

import hashlib
from base64 import b64encode

import pytest

from lumix.ledger.note import Checkpoint, NoteError, Signer, Verifier

EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
SIGNER = Signer("lumix.example/log", hashlib.sha256(b"for tests alone").digest())
CHECKPOINT = Checkpoint("lumix.example/log", 42, hashlib.sha256(b"root").digest())
NOTE = SIGNER.signed(CHECKPOINT.text())


def test_the_published_example_is_opened():
    assert Verifier.read(EXAMPLE_KEY).opened(EXAMPLE) == "This is an example message.\n"
    assert str(Verifier.read(EXAMPLE_KEY)) == EXAMPLE_KEY


def test_our_own_checkpoint_has_these_bytes():
    root = b64encode(hashlib.sha256(b"root").digest()).decode()
    assert CHECKPOINT.text() == f"lumix.example/log\n42\n{root}\n"
    assert hashlib.sha256(NOTE.encode()).hexdigest() == GOLDEN


GOLDEN = "85ec728ba98af9330184d337047be67cd3afd9320f7485324e711bf28a445680"


def test_what_was_signed_is_opened_and_read_again():
    assert Checkpoint.read(SIGNER.verifier.opened(NOTE)) == CHECKPOINT


def test_a_key_is_read_as_it_was_written():
    assert Signer.read(SIGNER.written() + "\n") == SIGNER
    assert Verifier.read(str(SIGNER.verifier)) == SIGNER.verifier
    made = Signer.made("lumix.example/log")
    assert made.verifier.opened(made.signed("text\n")) == "text\n"


def test_a_secret_shows_in_no_log():
    assert repr(SIGNER) == "Signer('lumix.example/log')"


@pytest.mark.parametrize("place", range(0, len(NOTE.encode()), 7))
def test_any_byte_of_a_note_counts(place):
    changed = bytearray(NOTE.encode())
    changed[place] ^= 1
    with pytest.raises((NoteError, UnicodeDecodeError)):
        SIGNER.verifier.opened(changed.decode())


@pytest.mark.parametrize("stranger", [Signer.made(SIGNER.name), Signer("other.example/log", SIGNER.secret)])
def test_another_key_or_another_name_has_not_signed(stranger):
    with pytest.raises(NoteError, match="has not signed"):
        stranger.verifier.opened(NOTE)


def test_a_strangers_signature_beside_ours_is_passed_over():
    beside = f"— stranger.example {b64encode(bytes(68)).decode()}\n"
    assert SIGNER.verifier.opened(NOTE + beside) == CHECKPOINT.text()


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        NOTE[:-1],
        NOTE.replace("— ", "-- "),
        NOTE + "\n",
        f"text\n\n— {SIGNER.name} AAAA\n",
        "x" * 1_000_001,
    ],
)
def test_what_is_no_note_is_refused(note):
    with pytest.raises(NoteError):
        SIGNER.verifier.opened(note)


@pytest.mark.parametrize("text", ["", "no newline", "one\n\nother\n", "a\ttab\n"])
def test_what_no_note_can_carry_is_not_signed(text):
    with pytest.raises(NoteError, match="lines of printable text"):
        SIGNER.signed(text)


ROOT = b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "three lines"),
        (f"log\n1\n{ROOT}", "three lines"),
        (f"\n1\n{ROOT}\n", "three lines"),
        (f"log\n-1\n{ROOT}\n", "no size"),
        (f"log\n01\n{ROOT}\n", "no size"),
        (f"log\n٣\n{ROOT}\n", "no size"),
        ("log\n1\nAAAA\n", "32 bytes"),
        ("log\n1\n?\n", "no base64"),
        (f"log\n1\n{ROOT[:-2]}B=\n", "another spelling"),
    ],
)
def test_what_is_no_checkpoint_is_refused(text, words):
    with pytest.raises(NoteError, match=words):
        Checkpoint.read(text)


def test_further_lines_of_a_checkpoint_are_left_aside():
    assert Checkpoint.read(f"log\n1\n{ROOT}\nextension\n") == Checkpoint("log", 1, bytes(32))


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nline"])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(NoteError, match="no name of a key"):
        Signer(name, bytes(32))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (EXAMPLE_KEY.replace("530d903a", "530d903b"), "another id"),
        (EXAMPLE_KEY.replace("+Ae", "+Be"), "another kind"),
        ("example.com/foo", "another kind"),
        ("example.com/foo+530d903a+????", "no base64"),
        ("example.com/foo+530d903a+AQ==", "32 bytes"),
    ],
)
def test_a_key_that_was_copied_wrongly_is_refused(text, words):
    with pytest.raises(NoteError, match=words):
        Verifier.read(text)


@pytest.mark.parametrize("text", ["", EXAMPLE_KEY, SIGNER.written()[:-3], SIGNER.written().replace("lumix", "lunix")])
def test_a_secret_that_was_copied_wrongly_is_refused_without_repeating_it(text):
    with pytest.raises(NoteError) as refusal:
        Signer.read(text)
    assert SIGNER.written()[-20:] not in str(refusal.value)
