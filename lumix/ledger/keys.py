"""The key that signs checkpoints: by the environment, by a file, or made at the first start and kept for its owner."""

import os
from contextlib import suppress
from pathlib import Path
from threading import get_ident

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from lumix.ledger.note import NoteError, Signer

FILE = "signing_key"


def signer() -> Signer:
    """The key in force. ImproperlyConfigured where what the environment names is none."""
    try:
        if settings.LUMIX_SIGNING_KEY:
            return Signer.read(settings.LUMIX_SIGNING_KEY)
        if settings.LUMIX_SIGNING_KEY_FILE:
            return Signer.read(Path(settings.LUMIX_SIGNING_KEY_FILE).read_text(encoding="utf-8"))
    except (NoteError, OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(
            f"The ledger's signing key: {error}. `manage.py make_signing_key` makes one; name it by LUMIX_SIGNING_KEY "
            "or its file by LUMIX_SIGNING_KEY_FILE."
        ) from error
    return _made(settings.LUMIX_DATA_DIR / FILE)


def is_named() -> bool:
    """Whether the environment names a key: one made by itself lies beside the database that it should guard."""
    return bool(settings.LUMIX_SIGNING_KEY or settings.LUMIX_SIGNING_KEY_FILE)


def _made(path: Path) -> Signer:
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}-{get_ident()}")
        draft.touch(mode=0o600)
        draft.write_text(Signer.made(settings.LUMIX_LOG_NAME).written() + "\n", encoding="utf-8")
        with suppress(FileExistsError):  # two processes or threads of one first start: the key of the first stands
            os.link(draft, path)
        draft.unlink()
    return Signer.read(path.read_text(encoding="utf-8"))
