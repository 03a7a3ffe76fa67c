"""Signed notes and checkpoints: what the log says about itself, in the text formats that other logs use.

A note is text, a blank line, and a line for each signature. A checkpoint is a note of three lines: the log's name
(its origin), its size and the root of its Merkle tree.

References
----------
C2SP signed-note and tlog-checkpoint (c2sp.org); RFC 8032, Ed25519.
"""

import binascii
import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
ID_BYTES, KEY_BYTES, ROOT_BYTES = 4, 32, 32
DASH = "\N{EM DASH} "
SECRET_MARK = "PRIVATE+KEY+"  # noqa: S105 (how a secret key begins, not one)
MOST_BYTES = 1_000_000
CHECKPOINT_LINES = 3


class NoteError(ValueError):
    """A note, a checkpoint or a key that cannot be read, or a signature that does not hold."""


def key_id(name: str, public: bytes) -> bytes:
    """What stands before a signature and says whose it is: SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key), the first 4 bytes."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:ID_BYTES]


@dataclass(frozen=True)
class Verifier:
    """Whose signatures are believed: a name and an Ed25519 public key of 32 bytes."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        _refuse_bad_name(self.name)
        if len(self.public) != KEY_BYTES:
            raise NoteError(f"a public key has {KEY_BYTES} bytes, not {len(self.public)}")

    def __str__(self) -> str:
        """As it is handed to others: name+id+key."""
        key = b64encode(ED25519 + self.public).decode()
        return f"{self.name}+{key_id(self.name, self.public).hex()}+{key}"

    @classmethod
    def read(cls, text: str) -> "Verifier":
        """The key that `str` wrote; NoteError where it is none or its id is another key's."""
        name, _, rest = text.strip().partition("+")
        told_id, _, key = rest.partition("+")
        verifier = cls(name, _ed25519(key, "public key"))
        if told_id != key_id(name, verifier.public).hex():
            raise NoteError(f"the key of {name} has another id than it says: it was copied wrongly")
        return verifier

    def opened(self, note: str) -> str:
        """The text of a note that this key signed, with its last newline; NoteError where it did not."""
        text, signatures = _parts(note)
        ours = [sig for name, told_id, sig in signatures if (name, told_id) == (self.name, key_id(name, self.public))]
        if not ours:
            raise NoteError(f"{self.name} has not signed this note")
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(ours[0], text.encode())
        except InvalidSignature as error:
            raise NoteError(
                f"the signature of {self.name} does not hold: the note or its signature was changed"
            ) from error
        return text


@dataclass(frozen=True)
class Signer:
    """A name and an Ed25519 secret of 32 bytes."""

    name: str
    secret: bytes

    def __post_init__(self) -> None:
        _refuse_bad_name(self.name)
        if len(self.secret) != KEY_BYTES:
            raise NoteError(f"a secret key has {KEY_BYTES} bytes, not {len(self.secret)}")

    @classmethod
    def made(cls, name: str) -> "Signer":
        """A new key."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def read(cls, text: str) -> "Signer":
        """The key that `written` wrote; NoteError where it is none. No part of it is ever repeated in the error."""
        marked = text.strip()
        if not marked.startswith(SECRET_MARK):
            raise NoteError(f"a secret key begins with {SECRET_MARK}")
        name, _, rest = marked.removeprefix(SECRET_MARK).partition("+")
        told_id, _, key = rest.partition("+")
        signer = cls(name, _ed25519(key, "secret key"))
        if told_id != key_id(name, signer.verifier.public).hex():
            raise NoteError(f"the secret key of {name} has another id than it says: it was copied wrongly")
        return signer

    def written(self) -> str:
        """As it is kept: whoever has this line can sign."""
        key = b64encode(ED25519 + self.secret).decode()
        return f"{SECRET_MARK}{self.name}+{key_id(self.name, self.verifier.public).hex()}+{key}"

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"  # the secret belongs into no log and no traceback

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, self._key().public_key().public_bytes_raw())

    def signed(self, text: str) -> str:
        """The note of this text; NoteError for a text that no note can carry."""
        if not text.endswith("\n") or "\n\n" in text or any(ord(one) < ord(" ") and one != "\n" for one in text):
            raise NoteError("a note's text is lines of printable text, none of them empty")
        signature = key_id(self.name, self.verifier.public) + self._key().sign(text.encode())
        return f"{text}\n{DASH}{self.name} {b64encode(signature).decode()}\n"

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)


@dataclass(frozen=True)
class Checkpoint:
    """A log at one moment: its name, how many entries it has, and the root over them (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """As it is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, text: str) -> "Checkpoint":
        """The checkpoint of a note's text; further lines are extensions and left aside. NoteError where it is none."""
        lines = text.split("\n")
        if len(lines) <= CHECKPOINT_LINES or not lines[0]:
            raise NoteError("a checkpoint has three lines: name, size and root")
        origin, size, root = lines[:CHECKPOINT_LINES]
        if not size.isascii() or not size.isdigit() or size != str(int(size)):
            raise NoteError(f"{size!r} is no size of a log")
        found = _base64(root, "root")
        if len(found) != ROOT_BYTES:
            raise NoteError(f"a root has {ROOT_BYTES} bytes, not {len(found)}")
        return cls(origin, int(size), found)


def _parts(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """A note's text, and name, key id and signature of each line below it."""
    if len(note) > MOST_BYTES:
        raise NoteError("this is too long for a note")
    text, blank, below = note.rpartition("\n\n")
    if not blank or not below.endswith("\n"):
        raise NoteError("a note is text, a blank line and signatures")
    return text + "\n", [_signature(line) for line in below[:-1].split("\n")]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, told = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH) or not name:
        raise NoteError(f"{line[:40]!r} is no line of a signature")
    found = _base64(told, "signature")
    if len(found) <= ID_BYTES:
        raise NoteError("a signature is longer than its key's id")
    return name, found[:ID_BYTES], found[ID_BYTES:]


def _ed25519(text: str, what: str) -> bytes:
    found = _base64(text, what)
    if found[:1] != ED25519:
        raise NoteError(f"the {what} is of another kind than Ed25519")
    return found[1:]


def _base64(text: str, what: str) -> bytes:
    try:
        found = b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError(f"the {what} is no base64") from error
    if b64encode(found).decode() != text:  # one value has one spelling, or a bit could be changed unseen
        raise NoteError(f"the {what} is base64 of another spelling")
    return found


def _refuse_bad_name(name: str) -> None:
    if not name or not name.isprintable() or any(one.isspace() or one == "+" for one in name):
        raise NoteError(f"{name!r} is no name of a key: printable text without spaces and plus signs")
