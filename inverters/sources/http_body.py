"""The body of a reply, taken in small pieces: neither a huge one nor a gzip bomb ever stands in memory whole."""

import zlib
from collections.abc import Iterable, Iterator

from inverters.constants import GZIP_MAX_RATIO
from inverters.errors import SatelliteRefusedError

BODY_LIMIT_BYTES = 5_000_000
PIECE_BYTES = 65_536
GZIP_HEADER_AND_CRC = zlib.MAX_WBITS | 16


def read_body(chunks: Iterable[bytes], encoding: str) -> bytes:
    """The decoded body of `chunks` as they came over the wire, at most BODY_LIMIT_BYTES of it.

    Raises
    ------
    SatelliteRefusedError
        The body is larger than the limit once decoded, is a gzip bomb, broken gzip, or in another encoding.
    """
    body = bytearray()
    try:
        for piece in _decoded(chunks, encoding.strip().lower()):
            body += piece
            if len(body) > BODY_LIMIT_BYTES:
                raise SatelliteRefusedError(
                    f"The satellite service sent more than {BODY_LIMIT_BYTES // 1_000_000} MB: the answer was cut off."
                )
    except SatelliteRefusedError as error:
        raise SatelliteRefusedError(str(error), bytes(body)) from error
    return bytes(body)


def _decoded(chunks: Iterable[bytes], encoding: str) -> Iterable[bytes]:
    if encoding in ("", "identity"):
        return chunks
    if encoding in ("gzip", "x-gzip"):
        return inflate(chunks)
    raise SatelliteRefusedError("The satellite service sent an encoding that nobody asked for: only gzip is read.")


def inflate(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Inflate gzip in pieces of at most PIECE_BYTES; a ratio above GZIP_MAX_RATIO ends it after the first of them."""
    inflater = zlib.decompressobj(GZIP_HEADER_AND_CRC)
    taken = given = 0
    for chunk in chunks:
        if inflater.eof:
            raise _not_one_gzip()
        waiting = chunk
        while waiting and not inflater.eof:
            piece = _step(inflater, waiting)
            taken += len(waiting) - len(inflater.unconsumed_tail) - len(inflater.unused_data)
            given += len(piece)
            waiting = inflater.unconsumed_tail
            if given >= PIECE_BYTES and given > taken * GZIP_MAX_RATIO:
                raise SatelliteRefusedError(
                    f"The satellite service sent gzip that swells more than {GZIP_MAX_RATIO} times: it was cut off."
                )
            yield piece
    if not inflater.eof or inflater.unused_data:
        raise _not_one_gzip()


def _not_one_gzip() -> SatelliteRefusedError:
    return SatelliteRefusedError("The satellite service sent gzip that is cut short or followed by something else.")


def _step(inflater: "zlib._Decompress", waiting: bytes) -> bytes:
    try:
        return inflater.decompress(waiting, PIECE_BYTES)
    except zlib.error as error:
        raise SatelliteRefusedError("The satellite service sent gzip that cannot be unpacked.") from error
