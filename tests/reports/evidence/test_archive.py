"""The zip by itself: its bytes follow from its contents alone, and it knows when to stop."""

import io
import zipfile

import pytest

from reports.evidence.archive import FORMAT, MANIFEST, Archive, BundleTooLargeError


def archived(*files, most_bytes=1_000):
    file = io.BytesIO()
    with Archive(file, sign="signed:{}".format, subject="a test", most_bytes=most_bytes) as archive:
        for name, content in files:
            archive.add(name, content)
    return file.getvalue()


def test_pieces_and_whole_give_the_same_bytes_at_any_time():
    assert archived(("a", b"onetwo")) == archived(("a", iter([b"one", b"two"])))


def test_every_file_bears_one_long_past_moment():
    infos = zipfile.ZipFile(io.BytesIO(archived(("a", b"1"), ("b", b"2")))).infolist()

    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert [info.filename for info in infos] == ["a", "b", MANIFEST]


def test_the_manifest_is_signed_and_names_every_file_by_its_digest():
    manifest = zipfile.ZipFile(io.BytesIO(archived(("b", b""), ("a", b"")))).read(MANIFEST).decode()

    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert manifest == f"signed:{FORMAT}\nsubject a test\nfile {empty} a\nfile {empty} b\n"


def test_a_file_that_is_in_already_is_passed_over():
    assert archived(("a", b"1"), ("a", b"2")) == archived(("a", b"1"))


def test_more_than_a_bundle_holds_is_refused_with_the_way_out():
    with pytest.raises(BundleTooLargeError, match="ask for fewer days"):
        archived(("a", b"x" * 1_001))
