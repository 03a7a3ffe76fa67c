"""Checkpoints: signed when they are due, after it is proved that the log still begins as it did at the last one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import structlog
from django.db import connection, transaction
from django.utils import timezone

from lumix.ledger.keys import signer
from lumix.ledger.merkle import Frontier
from lumix.ledger.models import LedgerCheckpoint, LedgerEntry
from lumix.ledger.note import Checkpoint, NoteError
from lumix.ledger.outside import OutsideError, outside

ENTRIES = 1_000
PERIOD = timedelta(minutes=15)
REST = timedelta(minutes=1)
ROWS_AT_ONCE = 10_000
_LAST = "SELECT size, created_at FROM ledger_ledgercheckpoint ORDER BY size DESC LIMIT 1"
"""Asked at every entry, and therefore written out."""

log = structlog.get_logger(__name__)
_rests_until: datetime | None = None
"""After trouble nothing is tried for a while: the timeouts of a place outside must not slow every request down."""


class LogChangedError(Exception):
    """The log does not begin as the last checkpoint outside says: nothing is signed, and somebody must look."""


def seal_when_due(entry: LedgerEntry, *, at_once: bool) -> None:
    """After the transaction: sign a checkpoint where one is due. What prevents it is logged and stops no work."""
    if at_once or _is_due(entry):
        transaction.on_commit(lambda: seal_and_log(timezone.now()), robust=True)


def seal(now: datetime) -> LedgerCheckpoint | None:
    """Sign the log as it stands and keep the note outside and here; None where there is nothing new.

    Raises LogChangedError where the log is shorter than at the last checkpoint outside or begins otherwise,
    OutsideError where that place does not answer, NoteError where a checkpoint there is not ours.
    """
    key, place = signer(), outside()
    before = _last_outside()
    frontier = _frontier_at(before)
    for leaf in leaves(frontier.size):
        frontier.add(leaf)
    if before is not None and frontier.size == before.size:
        return None
    if not frontier.size:
        return None
    made = Checkpoint(key.name, frontier.size, frontier.root())
    note = key.signed(made.text())
    place.keep(made.size, note)
    stored, _ = LedgerCheckpoint.objects.get_or_create(
        size=made.size,
        defaults={
            "root": made.root.hex(),
            "note": note,
            "created_at": now,
            "frontier": [root.hex() for root in frontier.roots],
        },
    )
    return stored


def leaves(first: int, last: int | None = None) -> Iterator[bytes]:
    """The hashes of the entries from place `first`, counted from 0, up to but without `last`; memory stays flat."""
    entries = LedgerEntry.objects.filter(seq__gt=first).order_by("seq")
    if last is not None:
        entries = entries.filter(seq__lte=last)
    return map(bytes.fromhex, entries.values_list("hash", flat=True).iterator(ROWS_AT_ONCE))


def _last_outside() -> Checkpoint | None:
    note = outside().latest()
    return None if note is None else Checkpoint.read(signer().verifier.opened(note))


def _frontier_at(before: Checkpoint | None) -> Frontier:
    """The subtrees at the last checkpoint outside, worked out of the log itself where they are not kept here."""
    if before is None:
        return Frontier()
    _refuse_shorter(before)
    kept = LedgerCheckpoint.objects.filter(size=before.size).first()
    if kept is not None:
        frontier = Frontier(kept.size, [bytes.fromhex(root) for root in kept.frontier])
    else:
        frontier = Frontier()
        for leaf in leaves(0, before.size):
            frontier.add(leaf)
    if frontier.root() != before.root:
        raise LogChangedError(f"The first {before.size} entries are not those of the checkpoint that is kept outside.")
    return frontier


def _refuse_shorter(before: Checkpoint) -> None:
    last = LedgerEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    if last < before.size:
        raise LogChangedError(
            f"The log has {last} entries, and had {before.size} at the checkpoint that is kept outside: its end was "
            "cut off, or an older backup was restored."
        )


def _is_due(entry: LedgerEntry) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        last = cursor.fetchone()
    if last is None or entry.seq - last[0] >= ENTRIES:
        return True
    created_at = last[1] if last[1].tzinfo else last[1].replace(tzinfo=UTC)  # SQLite's are UTC and do not say so
    return bool(entry.ts - created_at >= PERIOD)


def seal_and_log(now: datetime) -> None:
    """Seal; what prevents it is logged, and a changed log as the alarm that it is."""
    global _rests_until  # noqa: PLW0603
    if _rests_until is not None and now < _rests_until:
        return
    try:
        seal(now)
        _rests_until = None
    except LogChangedError as alarm:
        _rests_until = now + REST  # one alarm a minute: it would be the same for every entry that follows
        log.critical("ledger_changed", alarm=str(alarm))
    except (OutsideError, NoteError) as trouble:
        _rests_until = now + REST
        log.error("checkpoint_not_kept", trouble=str(trouble))
