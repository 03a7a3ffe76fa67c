"""The key that signs checkpoints: by the environment, by a file, or made at the first start and kept for its owner."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import get_ident

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from lumix.ledger.note import NoteError, Signer

FILE = "signing_key"
_NAME_ONE = (
    "Put there the whole line, from PRIVATE+KEY+ on, that `manage.py make_signing_key` printed, and start Lumix again; "
    "until then nothing is signed."
)
_PUT_BACK = (
    "Put it back from a backup, or name a key by LUMIX_SIGNING_KEY; where the file is gone a new key is made, which "
    "does not vouch for the checkpoints signed so far."
)


class SigningKeyError(ImproperlyConfigured, NoteError):
    """What should sign the ledger is no key, or cannot be read: the text says where it stands and what helps."""


def signer() -> Signer:
    """The key in force. SigningKeyError where what the environment names, or what the data folder keeps, is none."""
    if settings.LUMIX_SIGNING_KEY:
        return _read("LUMIX_SIGNING_KEY", _NAME_ONE, lambda: settings.LUMIX_SIGNING_KEY)
    if path := settings.LUMIX_SIGNING_KEY_FILE:
        return _read("the file of LUMIX_SIGNING_KEY_FILE", _NAME_ONE, lambda: Path(path).read_text(encoding="utf-8"))
    return _read(f"the file {FILE} of the data folder", _PUT_BACK, lambda: _made(settings.LUMIX_DATA_DIR / FILE))


def public_key() -> tuple[str, str]:
    """The public half as it is handed out, and what is wrong with the key; one of them is empty."""
    try:
        return str(signer().verifier), ""
    except SigningKeyError as fault:
        return "", str(fault)


def is_named() -> bool:
    """Whether the environment names a key: one made by itself lies beside the database that it should guard."""
    return bool(settings.LUMIX_SIGNING_KEY or settings.LUMIX_SIGNING_KEY_FILE)


def _read(where: str, cure: str, line: Callable[[], str]) -> Signer:
    try:
        return Signer.read(line())
    except OSError as error:  # its own words name the path, and monitors ask without a log-in
        why = error.strerror or "it cannot be read"
    except UnicodeDecodeError:
        why = "it is no text"
    except NoteError as error:
        why = str(error)
    raise SigningKeyError(f"The ledger's signing key in {where} cannot be used: {why}. {cure}")


def _made(path: Path) -> str:
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}-{get_ident()}")
        draft.touch(mode=0o600)
        draft.write_text(Signer.made(settings.LUMIX_LOG_NAME).written() + "\n", encoding="utf-8")
        with suppress(FileExistsError):  # two processes or threads of one first start: the key of the first stands
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="utf-8")
