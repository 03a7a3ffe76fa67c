"""The zip of a bundle: the same contents give the same bytes, and its last file is the signed list of all others.

Pure: standard library and the ledger's signed notes. A file passes through in pieces, so memory stays flat.
"""

import hashlib
import zipfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from types import TracebackType
from typing import IO

FORMAT = "lumix-evidence-bundle-v1"
"""The first line of a manifest. No size of a log follows it: neither manifest nor checkpoint passes for the other."""
MANIFEST = "manifest.txt"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a zip knows: when a bundle was made must not change its bytes."""
MODE = 0o100644 << 16
UNIX = 3
LEVEL = 6
PIECE = 1 << 16


class BundleTooLargeError(Exception):
    """More than one bundle holds; the text says how much there is, and how to ask for less."""


class Archive:
    """A bundle being written.

    Parameters
    ----------
    file
        Where its bytes go.
    sign
        Makes a signed note of the manifest's text.
    subject
        What the bundle is about, in a line.
    most_bytes
        How much it may hold before compression.
    """

    def __init__(self, file: IO[bytes], *, sign: Callable[[str], str], subject: str, most_bytes: int) -> None:
        self.sign, self.subject, self.most_bytes = sign, subject, most_bytes
        self.digests: dict[str, str] = {}
        self._left = most_bytes
        self._open = ExitStack()
        self._zip = self._open.enter_context(zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL))

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is None:
            self._write(MANIFEST, [self.sign(self.manifest()).encode()])
        self._open.close()

    def add(self, name: str, content: bytes | Iterable[bytes]) -> None:
        """One more file, whole or in pieces. One that is in already is passed over.

        Raises BundleTooLargeError.
        """
        if name not in self.digests:
            self.digests[name] = self._write(name, [content] if isinstance(content, bytes) else content)

    def manifest(self) -> str:
        """What is signed: the format, the subject, and the SHA-256 of each file so far."""
        files = [f"file {digest} {name}" for name, digest in sorted(self.digests.items())]
        return "\n".join([FORMAT, f"subject {self.subject}", *files, ""])

    def _write(self, name: str, pieces: Iterable[bytes]) -> str:
        head = zipfile.ZipInfo(name, LONG_AGO)
        head.compress_type, head.external_attr, head.create_system = zipfile.ZIP_DEFLATED, MODE, UNIX
        digest = hashlib.sha256()
        with self._zip.open(head, "w") as handle:
            for piece in pieces:
                self._left -= len(piece)
                if self._left < 0:
                    raise BundleTooLargeError(
                        f"The evidence is larger than {self.most_bytes // 1_000_000} MB before compression: ask for "
                        "fewer days at a time."
                    )
                digest.update(piece)
                handle.write(piece)
        return digest.hexdigest()


def in_pieces(file: IO[bytes]) -> Iterable[bytes]:
    """A file's bytes, a piece at a time."""
    while piece := file.read(PIECE):
        yield piece
