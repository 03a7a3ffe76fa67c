import gzip
import tracemalloc

import pytest

from inverters.errors import SatelliteRefusedError
from inverters.sources.http_body import BODY_LIMIT_BYTES, PIECE_BYTES, inflate, read_body

BOMB = gzip.compress(b" " * 50_000_000, 1)


def in_chunks(content: bytes, size: int = 8192) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


@pytest.mark.parametrize("size", [1, 7, 8192])
def test_gzip_in_any_chunks_unpacks_to_what_was_packed(size):
    text = b"".join(b"%d," % (number * number) for number in range(20_000))
    assert read_body(in_chunks(gzip.compress(text), size), "gzip") == text


def test_a_bomb_is_given_up_after_its_first_pieces():
    unpacked = 0
    with pytest.raises(SatelliteRefusedError, match="swells"):
        for piece in inflate([BOMB]):
            unpacked += len(piece)
    assert unpacked <= PIECE_BYTES


def test_a_bomb_is_never_unpacked_whole_behind_the_scenes():
    tracemalloc.start()
    with pytest.raises(SatelliteRefusedError, match="swells"):
        read_body([BOMB], "gzip")
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most_bytes < len(BOMB) + 10 * PIECE_BYTES


def test_a_bomb_in_many_chunks_is_not_read_to_its_end():
    chunks = iter(in_chunks(BOMB))
    with pytest.raises(SatelliteRefusedError, match="swells"):
        read_body(chunks, "gzip")
    assert len(list(chunks)) > len(BOMB) // 8192 - 10


def test_gzip_below_the_ratio_still_meets_the_limit_of_bytes():
    text = b"".join(b"%d," % (number * number) for number in range(700_000))
    assert len(text) > BODY_LIMIT_BYTES
    with pytest.raises(SatelliteRefusedError, match="more than 5 MB"):
        read_body(in_chunks(gzip.compress(text)), "gzip")


def test_a_plain_body_is_not_read_beyond_the_limit():
    chunks = iter([b"a" * PIECE_BYTES] * 1000)
    with pytest.raises(SatelliteRefusedError, match="more than 5 MB"):
        read_body(chunks, "")
    assert 1000 - len(list(chunks)) == BODY_LIMIT_BYTES // PIECE_BYTES + 1


def test_a_body_of_exactly_the_limit_is_taken():
    assert len(read_body([b"a" * BODY_LIMIT_BYTES], "identity")) == BODY_LIMIT_BYTES


@pytest.mark.parametrize(
    ("packed", "reason"),
    [
        (gzip.compress(b"text", mtime=0)[:-1], "cut short"),
        (gzip.compress(b"text", mtime=0) + b"more", "followed by something else"),
        (b"no gzip at all", "cannot be unpacked"),
        (b"", "cut short"),
    ],
)
@pytest.mark.parametrize("size", [1, 8192])
def test_spoilt_gzip_is_refused(packed, reason, size):
    with pytest.raises(SatelliteRefusedError, match=reason):
        read_body(in_chunks(packed, size), "gzip")


def test_what_was_read_before_the_refusal_is_kept():
    with pytest.raises(SatelliteRefusedError) as refusal:
        read_body([b"begin " + b"a" * BODY_LIMIT_BYTES], "")
    assert refusal.value.excerpt.startswith(b"begin ")
