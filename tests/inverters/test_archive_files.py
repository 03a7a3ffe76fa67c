"""Archived readings as files that a stranger reads with plain tools."""

import csv
import gzip
import struct
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import numpy as np
import pytest

from inverters import archive_files, durable
from inverters.archive_files import Archived, encoded, keep, read
from inverters.errors import ArchiveFaultError
from inverters.stored_rows import StoredRows

ODD = [1_736_931_600_000_000, 1_736_931_600_000_001, 1_736_935_200_123_456]
MOST = 1_000_000_000_000


def held() -> Archived:
    days = np.array(["2025-01-15", "2025-01-15", "2025-01-16"], "datetime64[D]")
    columns = ([7, 9, 2**62], ODD, [0, 1, MOST], [0, 2, 0], [3, 3, 4])
    kinds = (np.int64, np.int64, np.int64, np.int8, np.int64)
    return Archived(StoredRows(*(np.array(*pair) for pair in zip(columns, kinds, strict=True))), days)


def kept() -> tuple[str, str]:
    name = keep(encoded(held()), inverter_id=5, month="2025-01")
    return name, archive_files.digest_of(name)


def same(one: Archived, other: Archived) -> bool:
    pairs = zip((one.days, *vars(one.rows).values()), (other.days, *vars(other.rows).values()), strict=True)
    return all(mine.dtype == yours.dtype and np.array_equal(mine, yours) for mine, yours in pairs)


def test_what_is_written_is_read_to_the_microsecond_and_the_milliwatt_hour():
    assert same(read(*kept()), held())


def test_the_bytes_are_the_same_whenever_they_are_written_and_the_name_holds_their_digest():
    name, digest = kept()
    assert kept() == (name, digest)
    assert name == f"5/2025-01-{digest[:16]}.csv.gz"


def test_a_stranger_recomputes_each_days_digest_with_plain_tools():
    name, _ = kept()
    with gzip.open(archive_files.folder() / name, "rt", newline="") as lines:
        rows = list(csv.DictReader(lines))
    start = datetime(1970, 1, 1, tzinfo=UTC)
    packed: dict[str, bytes] = {}
    for row in rows:
        since = (datetime.fromisoformat(row["timestamp"]) - start) // timedelta(microseconds=1)
        packed[row["day"]] = packed.get(row["day"], b"") + struct.pack(">qq", since, int(row["milliwatt_hours"]))
    assert {day: sha256(of).hexdigest() for day, of in packed.items()} == held().digests()


@pytest.mark.parametrize("at", [0, 9, 30, -1])
def test_any_other_byte_is_refused_by_the_files_name(at):
    name, digest = kept()
    path = archive_files.folder() / name
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    with pytest.raises(ArchiveFaultError, match=r"2025-01-.*is not what was written"):
        read(name, digest)


@pytest.mark.parametrize(
    "content",
    [b"no gzip", gzip.compress(b"a,b\n1,2\n", mtime=0), gzip.compress(b"", mtime=0)],
    ids=["no gzip", "another table", "nothing"],
)
def test_what_is_no_archive_is_an_error_of_ours(content):
    name, _ = kept()
    (archive_files.folder() / name).write_bytes(content)
    with pytest.raises(ArchiveFaultError, match="cannot be read"):
        read(name, sha256(content).hexdigest())


def test_a_disk_that_is_full_leaves_no_half_file(monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        kept()
    assert list(archive_files.folder().rglob("*.*")) == []
