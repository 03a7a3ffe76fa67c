"""Recomputing the ledger beside the checkpoints that are kept outside, and remembering when that was done last."""

from collections.abc import Iterable
from datetime import datetime

from lumix.ledger.chain import ChainReport
from lumix.ledger.deep import DeepReport, verify_deep
from lumix.ledger.keys import signer
from lumix.ledger.models import LedgerCheck
from lumix.ledger.note import Checkpoint, NoteError
from lumix.ledger.outside import OutsideError, outside
from lumix.ledger.selectors import verify_chain


class SplitLogError(Exception):
    """Two checkpoints of one size that differ: proof that the log was shown in two versions."""


NOT_CHECKED = (SplitLogError, NoteError, OutsideError)
"""What keeps the ledger from being held against its checkpoints, each with a sentence that says so."""


def verify_and_note(*, now: datetime, notes: Iterable[str] = (), since: int = 0) -> ChainReport:
    """The report of the ledger; that it was made is noted, and is no entry of what it is about.

    notes: checkpoints besides those outside. since: what lies before the last checkpoint up to that seq is taken for
    sound. Raises SplitLogError, NoteError for a checkpoint that is not ours, OutsideError where none can be read.
    """
    report = verify_chain(_roots(notes), since)
    _note(report, now, deep=False)
    return report


def verify_deep_and_note(*, now: datetime, notes: Iterable[str] = ()) -> tuple[ChainReport, DeepReport | None]:
    """The same of the whole ledger and of every row that it speaks of; None where the ledger itself does not hold."""
    report, deep = verify_deep(_roots(notes))
    first = deep.differences[0] if deep and deep.differences else None
    _note(report, now, deep=deep is not None, difference=str(first or ""))
    return report, deep


def verify_owner(owner: int) -> tuple[ChainReport, DeepReport | None]:
    """The whole ledger beside its checkpoints, and this owner's rows held against it; noted nowhere."""
    return verify_deep(_roots(()), owner)


def _note(report: ChainReport, now: datetime, *, deep: bool, difference: str = "") -> None:
    fault = f"entry {report.fault.seq}: {report.fault.reason}" if report.fault else difference
    LedgerCheck.objects.create(checked_at=now, count=report.count, head=report.head, fault=fault, deep=deep)


def _roots(notes: Iterable[str]) -> dict[int, bytes]:
    """The root at each size that a checkpoint tells; all are signed by our key."""
    verifier = signer().verifier
    roots: dict[int, bytes] = {}
    for told in (Checkpoint.read(verifier.opened(note)) for note in (*outside().all(), *notes)):
        if roots.setdefault(told.size, told.root) != told.root:
            raise SplitLogError(f"Our own key signed two logs of {told.size} entries: there are, or were, two of them.")
    return roots
