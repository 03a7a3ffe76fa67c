"""Receiving an upload: a stream of bytes to a file of known size and digest, inflated if need be, in flat memory."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO, Self

from inverters.constants import GZIP_MAX_RATIO
from inverters.errors import MalformedUploadError, UploadTooLargeError

IN_MEMORY_BYTES = 1_000_000  # larger uploads go on to the disk
PIECE_BYTES = 65_536
RATIO_FLOOR_BYTES = 65_536  # a short upload of equal rows may well shrink more than fiftyfold, and cannot hurt
GZIP_FORMAT = zlib.MAX_WBITS | 16  # zlib's way to ask for a gzip head and checksum


@dataclass(frozen=True)
class ReceivedUpload:
    """An upload as its reader will see it: inflated, at its beginning. Close it, or use it as a context manager.

    sha256: hexadecimal digest of those inflated bytes. size: how many there are.
    """

    file: IO[bytes]
    sha256: str
    size: int

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.file.close()


def receive(chunks: Iterable[bytes], *, limit_bytes: int, gzip: bool = False) -> ReceivedUpload:
    """Take in a stream of bytes. Raises UploadTooLargeError (size, gzip's ratio), MalformedUploadError (bad gzip)."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 (it outlives this call)
    try:
        digest, size = hashlib.sha256(), 0
        for piece in inflate(chunks) if gzip else chunks:
            size += len(piece)
            if size > limit_bytes:
                raise UploadTooLargeError(f"The upload is larger than {limit_bytes:,} bytes: send it in parts.")
            digest.update(piece)
            file.write(piece)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return ReceivedUpload(file, digest.hexdigest(), size)


def inflate(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Inflate gzip as a stream, one member after another, in pieces of at most 64 KB.

    Raises UploadTooLargeError above GZIP_MAX_RATIO, MalformedUploadError for what is not gzip or ends early.
    """
    members = _Members()
    received = inflated = 0
    for part in _cut(chunks):
        received += len(part)
        for piece in members.feed(part):
            inflated += len(piece)
            if inflated > max(RATIO_FLOOR_BYTES, GZIP_MAX_RATIO * received):
                raise UploadTooLargeError(
                    f"The gzip body swells more than {GZIP_MAX_RATIO}-fold: send it uncompressed."
                )
            yield piece
    if not members.complete:
        raise MalformedUploadError("The gzip body ends too early: send it again.")


class _Members:
    """The members of a gzip stream, which may be several, with zero bytes between and after them."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(GZIP_FORMAT)

    @property
    def complete(self) -> bool:
        return self._inflater.eof

    def feed(self, part: bytes) -> Iterator[bytes]:
        while part:  # what the inflater itself holds back comes out before it takes the checksum that ends a member
            if self._inflater.eof:
                part = part.lstrip(b"\0")
                if not part:
                    return
                self._inflater = zlib.decompressobj(GZIP_FORMAT)
            try:
                piece = self._inflater.decompress(part, PIECE_BYTES)
            except zlib.error:
                raise MalformedUploadError(
                    "The body is not gzip throughout, or it is damaged: compress it again."
                ) from None
            yield piece
            part = self._inflater.unconsumed_tail or self._inflater.unused_data


def _cut(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in parts of at most 64 KB: the inflater copies what it has not consumed at each step."""
    for chunk in chunks:
        for start in range(0, len(chunk), PIECE_BYTES):
            yield chunk[start : start + PIECE_BYTES]
