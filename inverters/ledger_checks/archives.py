"""The archive of old readings: each file's bytes, and what they come to, as they were when the rows went."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from inverters import archive_files
from inverters.errors import ArchiveFaultError
from inverters.models import ReadingArchive
from lumix.ledger.deep import Entry, RowCheck
from lumix.ledger.tellings import Key, Telling

ROWS_AT_ONCE = 2_000
TOLD = ("first_day", "last_day", "first_stamp", "last_stamp", "readings", "path", "sha256")
BACK = {"restored": True, "file": "", "days": ""}
"""Of readings that are in the table again the file is not asked for."""


class Archives(RowCheck):
    """That each file is the one that was written, and gives out the digest of each of its days' readings."""

    name = "archive"
    types = frozenset(("readings.archived", "readings.restored"))

    def tellings(self, entry: Entry) -> Iterable[Telling]:
        """The row; `file` is its digest once more, for the bytes themselves, `days` what they hold."""
        key = int(entry.object.partition(":")[2]), int(entry.data["archive"])
        if entry.type == "readings.restored":
            yield Telling(key, BACK)
            return
        facts = {name: entry.data[name] for name in TOLD} | {"actor": entry.actor, "restored": False}
        yield Telling(key, facts | {"file": facts["sha256"], "days": _digest(entry.data["days"])})

    def rows(self, owner: int | None) -> Iterator[tuple[Key, dict[str, object]]]:
        """Every archive by inverter and number."""
        found = ReadingArchive.objects.order_by("inverter_id", "pk")
        for one in (found if owner is None else found.filter(inverter_id=owner)).iterator(ROWS_AT_ONCE):
            row = {name: getattr(one, name) for name in (*TOLD, "actor")}
            yield (one.inverter_id, one.pk), row | (BACK if one.restored_at else {"restored": False, **_lies(one)})

    def called(self, key: Key) -> str:
        """By number and inverter."""
        return f"archive {key[1]} of readings of inverter {key[0]}"


def _lies(one: ReadingArchive) -> dict[str, str]:
    """What lies there now under its name: a file that is gone has no digest, one that cannot be read no days."""
    found = dict.fromkeys(("file", "days"), "")
    try:
        found["file"] = archive_files.digest_of(one.path)
        found["days"] = _digest(archive_files.read(one.path, found["file"]).digests())
    except ArchiveFaultError:
        pass
    return found


def _digest(days: Mapping[str, str]) -> str:
    """The digests of days as one, so that a difference is told in a line."""
    return sha256("".join(f"{day} {of}\n" for day, of in sorted(days.items())).encode()).hexdigest()
