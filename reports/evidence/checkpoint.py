"""The checkpoint that a bundle's proofs lead to: the newest, or a new one where the credits' entries lie behind it."""

from datetime import datetime

from django.db.models import Q

from credits.models import CarbonCredit
from lumix.ledger.checkpoints import LogChangedError, seal
from lumix.ledger.keys import SigningKeyError, signer
from lumix.ledger.models import LedgerCheckpoint, LedgerEntry
from lumix.ledger.note import NoteError
from lumix.ledger.outside import OutsideError
from reports.audit.ledger_selectors import TOGETHER


class NoCheckpointError(Exception):
    """The ledger cannot be signed as it stands, so that nothing can be proved; the text says why."""


def checkpoint_over(credits: list[CarbonCredit], now: datetime) -> LedgerCheckpoint:
    """The newest checkpoint signed by the key in force, with every entry about these credits in it.

    Raises NoCheckpointError.
    """
    newest = LedgerCheckpoint.objects.order_by("-size").first()
    if newest is not None and not _behind(newest.size, credits):
        return _signed_by_us(newest)
    try:
        made = seal(now)
    except (LogChangedError, OutsideError, NoteError) as trouble:
        raise NoCheckpointError(f"The ledger cannot be signed now: {trouble}") from trouble
    made = made or LedgerCheckpoint.objects.order_by("-size").first()
    if made is None:
        raise NoCheckpointError("The ledger is empty: there is nothing to sign.")
    return _signed_by_us(made)


def _behind(size: int, credits: list[CarbonCredit]) -> bool:
    """Whether an entry that may be about these credits came after the log had this size."""
    names = {f"inverter:{credit.inverter_id}" for credit in credits} | {f"credit:{credit.pk}" for credit in credits}
    others = ("satellite:", "factor:", TOGETHER[0])
    about = Q(object__in=names)
    for kind in others:
        about |= Q(object__startswith=kind)
    return LedgerEntry.objects.filter(about, seq__gt=size).exists()


def _signed_by_us(checkpoint: LedgerCheckpoint) -> LedgerCheckpoint:
    try:
        signer().verifier.opened(checkpoint.note)
    except SigningKeyError as fault:
        raise NoCheckpointError(f"The ledger cannot be signed now: {fault}") from fault
    except NoteError as stray:
        raise NoCheckpointError(
            f"The newest checkpoint was signed by another key than the one in force ({stray}): whoever runs Lumix runs "
            "`manage.py checkpoint` once the ledger has a new entry."
        ) from stray
    return checkpoint
