"""A bundle held against this Lumix: by our own verifier, under our own key, and beside the ledger as it stands here."""

import hashlib
import zipfile
from pathlib import Path

from lumix.ledger.keys import signer
from lumix.ledger.models import LedgerCheckpoint
from reports.evidence import verify
from reports.evidence.bundle import VERIFIER


def check_bundle(path: Path, key: str = "") -> verify.Table:
    """What the verifier of this Lumix says of a bundle, a zip or a folder, and of the verifier inside it.

    key: the public key to believe where the bundle is another log's. Raises OSError, zipfile.BadZipFile.
    """
    if path.is_file() and not zipfile.is_zipfile(path):
        raise zipfile.BadZipFile(f"{path} is no zip file")
    bundle = verify.open_bundle(path)
    ours = str(signer().verifier)
    table = verify.examine(bundle, key or ours)
    table.heading("Beside this Lumix")
    table.check("verify.py", lambda: _verifier(bundle, key or ours))
    table.check("ledger", lambda: _ledger(bundle, key or ours, ours))
    return table


def _verifier(bundle: verify.Bundle, key: str) -> str:
    """Whether the verifier inside is the one that was signed: a changed one can be made to say anything."""
    manifest = verify.opened(bundle.text(verify.MANIFEST), *verify.read_key(key))
    digest = hashlib.sha256(bundle.read("verify.py")).hexdigest()
    verify.must(f"file {digest} verify.py" in manifest.split("\n"), "it is not the one that was signed: do not run it")
    if digest == hashlib.sha256(VERIFIER.read_bytes()).hexdigest():
        return "it is the one that was signed, and this Lumix's own"
    return "it is the one that was signed; this Lumix has another version of it"


def _ledger(bundle: verify.Bundle, key: str, ours: str) -> str:
    """Whether the ledger here had this root when it had so many entries."""
    if key != ours:
        raise verify.CannotSayError("the bundle is another log's")
    _, size, root = verify.read_checkpoint(bundle, *verify.read_key(key))
    kept = LedgerCheckpoint.objects.filter(size=size).first()
    verify.must(kept is not None, f"no checkpoint of {size} entries is kept here: it is of another database")
    verify.must(kept is not None and kept.root == root.hex(), f"the ledger here had another root at {size} entries")
    return f"the ledger here had the same root at {size} entries"
