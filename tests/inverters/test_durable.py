"""Files that are on the disk by name before anything refers to them."""

import io

import pytest

from inverters import durable


@pytest.fixture
def settled(monkeypatch):
    """The folders whose names were brought to the disk, in order."""
    found = []
    monkeypatch.setattr(durable, "_settle", found.append)
    return found


def test_a_new_folder_is_on_the_disk_up_to_the_one_that_was_there(tmp_path, settled):
    durable.write(tmp_path / "a" / "b" / "file", io.BytesIO(b"x"))
    assert settled == [tmp_path / "a" / "b", tmp_path / "a", tmp_path]


def test_of_a_folder_that_was_there_only_its_own_names_are_written(tmp_path, settled):
    durable.write(tmp_path / "file", io.BytesIO(b"x"))
    assert settled == [tmp_path]


def test_a_file_of_this_name_gives_way_and_nothing_else_is_left(tmp_path):
    for content in (b"longer", b"new"):
        durable.write(tmp_path / "file", io.BytesIO(content))
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", b"new")]
