"""Uploads and their readings."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from inverters.archive_selectors import all_readings
from inverters.ledger_checks.owners import owners
from inverters.ledger_checks.taken import taken_digests
from inverters.models import ReadingBatch
from lumix.ledger.deep import Entry, RowCheck
from lumix.ledger.tellings import Key, Telling

ROWS_AT_ONCE = 2_000
TOLD = ("sha256", "digest", "file_name", "rows_sent", "accepted", "duplicate", "conflict", "rejected")
COLUMNS = (*TOLD, "actor", "received_at")
NO_READINGS = sha256().hexdigest()


class Batches(RowCheck):
    """What was sent and what became of its rows, and that these rows are what stands or stood.

    The readings of one inverter are in memory at a time.
    """

    name = "batch"
    types = frozenset(("readings.imported",))

    def tellings(self, entry: Entry) -> Iterable[Telling]:
        """The upload; `readings` is its digest once more, for the rows themselves, and `sent` that of its bytes."""
        facts: dict[str, Any] = {name: entry.data[name] for name in TOLD}
        facts |= {"actor": entry.actor, "received_at": entry.ts, "readings": facts["digest"]}
        facts["sent"] = facts["sha256"]
        yield Telling((int(entry.object.partition(":")[2]), int(entry.data["batch"])), facts)

    def rows(self, owner: int | None) -> Iterator[tuple[Key, dict[str, object]]]:
        """Every upload by inverter and number; a number too that readings name and that is no upload of theirs."""
        for inverter in owners(owner):
            digests = taken_digests(inverter, all_readings(inverter))
            found = ReadingBatch.objects.filter(inverter_id=inverter).values("pk", "body", *COLUMNS)
            stored = {row.pop("pk"): _with_digest_of_body(row) for row in found.iterator(ROWS_AT_ONCE)}
            for key in sorted(stored.keys() | digests.keys()):
                yield (
                    (inverter, key),
                    stored.get(key, dict.fromkeys((*COLUMNS, "sent"))) | {"readings": digests.get(key, NO_READINGS)},
                )

    def called(self, key: Key) -> str:
        """By number and inverter."""
        return f"batch {key[1]} of inverter {key[0]}"


def _with_digest_of_body(row: dict[str, Any]) -> dict[str, Any]:
    """The row with the digest of the bytes that lie in it, as `sent`; a file's are not read here."""
    body = row.pop("body")
    return row | {"sent": row["sha256"] if body is None else sha256(body).hexdigest()}
