import gzip
import hashlib
import os
import tracemalloc
import zlib
from itertools import repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inverters.errors import MalformedUploadError, UploadTooLargeError
from inverters.sources import intake

LIMIT = 5_000_000
SHEET = b"timestamp,kwh\n2025-01-15T10:00:00,5.5\n"


def received(chunks, *, limit_bytes=LIMIT, gzip=False):
    with intake.receive(chunks, limit_bytes=limit_bytes, gzip=gzip) as upload:
        return upload.file.read(), upload.sha256, upload.size


def in_chunks(sent, length):
    return [sent[start : start + length] for start in range(0, len(sent), length)]


def noise(length):
    return os.urandom(length)


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("length", [1, 7, 10_000])
def test_the_upload_is_its_inflated_bytes_with_their_digest_and_size(zipped, length):
    chunks = in_chunks(gzip.compress(SHEET) if zipped else SHEET, length)
    assert received(chunks, gzip=zipped) == (SHEET, hashlib.sha256(SHEET).hexdigest(), len(SHEET))


def test_an_empty_body_is_an_empty_file():
    assert received([]) == (b"", hashlib.sha256().hexdigest(), 0)


def test_leaving_the_context_closes_the_file():
    with intake.receive([SHEET], limit_bytes=LIMIT) as upload:
        assert not upload.file.closed
    assert upload.file.closed


@pytest.mark.parametrize("zipped", [False, True])
def test_the_limit_counts_inflated_bytes_to_the_byte(zipped):
    sent = noise(300_000)
    chunks = in_chunks(gzip.compress(sent) if zipped else sent, 1_000)
    assert received(chunks, limit_bytes=300_000, gzip=zipped)[0] == sent
    with pytest.raises(UploadTooLargeError, match="299,999 bytes"):
        received(chunks, limit_bytes=299_999, gzip=zipped)


def test_an_endless_body_is_cut_off_at_the_limit():
    with pytest.raises(UploadTooLargeError):
        received(repeat(b"x" * 65_536), limit_bytes=1_000_000)


def test_a_refused_upload_leaves_no_open_file(monkeypatch):
    opened = []
    spooled = intake.SpooledTemporaryFile
    monkeypatch.setattr(
        intake, "SpooledTemporaryFile", lambda **options: opened.append(spooled(**options)) or opened[0]
    )
    with pytest.raises(UploadTooLargeError):
        received([SHEET], limit_bytes=1)
    assert opened[0].closed


def test_a_broken_connection_leaves_no_open_file_and_is_told_as_it_is(monkeypatch):
    opened = []
    spooled = intake.SpooledTemporaryFile
    monkeypatch.setattr(
        intake, "SpooledTemporaryFile", lambda **options: opened.append(spooled(**options)) or opened[0]
    )

    def broken():
        yield SHEET
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        received(broken())
    assert opened[0].closed


@pytest.mark.parametrize("length", [1_000, 10_000_000])
def test_a_gzip_bomb_is_refused_by_its_ratio(length):
    bomb = gzip.compress(bytes(4_000_000))
    with pytest.raises(UploadTooLargeError, match="50-fold"):
        received(in_chunks(bomb, length), gzip=True)


def test_a_bomb_after_honest_bytes_is_refused_too():
    bomb = gzip.compress(noise(10_000)) + gzip.compress(bytes(4_000_000))
    with pytest.raises(UploadTooLargeError, match="50-fold"):
        received([bomb], gzip=True)


@pytest.mark.parametrize(("length", "refused"), [(65_536, False), (65_537, True)])
def test_small_uploads_may_shrink_more_than_fiftyfold(length, refused):
    sent = gzip.compress(bytes(length))
    if refused:
        with pytest.raises(UploadTooLargeError):
            received([sent], gzip=True)
    else:
        assert received([sent], gzip=True)[2] == length


def test_just_under_fiftyfold_is_taken():
    sent = gzip.compress(noise(10_000) + bytes(520_000))
    assert 45 < 530_000 / len(sent) < 50
    assert received([sent], gzip=True)[2] == 530_000


@pytest.mark.parametrize("length", [1, 5, 10_000])
def test_several_members_and_zero_padding_are_one_upload(length):
    sent = gzip.compress(SHEET) + gzip.compress(b"") + b"\0" * 20 + gzip.compress(SHEET) + b"\0" * 512
    assert received(in_chunks(sent, length), gzip=True)[0] == SHEET * 2


@pytest.mark.parametrize("inflated", [65_535, 65_536, 65_537, 131_072, 131_073])
def test_nothing_is_left_behind_where_a_piece_is_just_full(inflated):
    sent = (noise(8_192) * 17)[:inflated]
    assert received([gzip.compress(sent)], gzip=True)[0] == sent


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        SHEET,
        zlib.compress(SHEET),
        gzip.compress(SHEET, mtime=0)[:-1],
        gzip.compress(SHEET, mtime=0)[:5],
        gzip.compress(SHEET, mtime=0) + b"tail",
        gzip.compress(SHEET, mtime=0) + b"\0\0tail",
        gzip.compress(SHEET, mtime=0) + gzip.compress(SHEET, mtime=0)[:-3],
        gzip.compress(SHEET, mtime=0)[:-8] + b"\0" * 8,
        b"\0" * 100,
    ],
    ids=["empty", "plain", "zlib", "cut", "head", "tail", "padded tail", "cut member", "checksum", "zeros"],
)
@pytest.mark.parametrize("length", [1, 10_000])
def test_bad_gzip_is_malformed(sent, length):
    with pytest.raises(MalformedUploadError):
        received(in_chunks(sent, length), gzip=True)


def test_any_byte_of_a_gzip_body_lost_is_noticed():
    sent = gzip.compress(SHEET * 3, mtime=0)
    for at in range(len(sent)):
        with pytest.raises(MalformedUploadError):
            received([sent[:at] + sent[at + 1 :]], gzip=True)


def test_twenty_megabytes_pass_in_three_of_memory():
    megabyte = gzip.compress(noise(500_000).hex().encode())
    tracemalloc.start()
    try:
        with intake.receive(repeat(megabyte, 20), limit_bytes=50_000_000, gzip=True) as upload:
            size = upload.size
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size == 20_000_000
    assert peak < 3_000_000


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.booleans(), st.integers(1, 50))
def test_no_bytes_whatever_escape_the_family_of_errors(sent, headed, length):
    chunks = in_chunks(gzip.compress(SHEET)[: len(sent)] + sent if headed else sent, length)
    try:
        received(chunks, gzip=True)
    except (MalformedUploadError, UploadTooLargeError) as error:
        assert str(error).endswith(".")
