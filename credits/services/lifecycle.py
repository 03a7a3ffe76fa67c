"""The moves a person may make with a credit. VERIFIED is never one of them: only verification gives it."""

from datetime import date, datetime

from django.db import transaction

from credits.errors import MoveRefusedError, ReasonMissingError
from credits.models import CarbonCredit, Status
from credits.models.credit import UNJUDGED
from credits.services.submitting import refuse_submission
from inverters.models import Inverter
from lumix.ledger.services import append

MOVES: dict[str, list[str]] = {
    Status.PENDING: [],
    Status.VERIFIED: [Status.SUBMITTED],
    Status.FLAGGED: [Status.PENDING],
    Status.SUBMITTED: [],
}
"""From each status, where a person may take a credit."""


@transaction.atomic
def change_status(*, inverter_id: int, day: date, status: str, reason: str, actor: str, now: datetime) -> CarbonCredit:
    """Take a credit to another status.

    Raises CarbonCredit.DoesNotExist, MoveRefusedError where the lifecycle has no such move, ReasonMissingError where a
    flag would be lifted without one, and what `refuse_submission` raises where the day may not be submitted.
    """
    # An upload asks under this lock which days are final: none may become so while its readings are being stored.
    inverter = Inverter.objects.select_for_update(no_key=True).filter(pk=inverter_id).first()
    credit = CarbonCredit.objects.select_for_update().get(inverter_id=inverter_id, date=day)
    before = credit.status
    refuse_move(before, status)
    if before == Status.FLAGGED and not reason.strip():
        raise ReasonMissingError("A flag is lifted only with a reason: say why the day is to be judged again.")
    if status == Status.SUBMITTED and inverter is not None:
        refuse_submission(credit, inverter)
    credit.status, credit.updated_at = status, now
    if before == Status.FLAGGED:
        credit.cause = UNJUDGED
        credit.flagged_reason = f"The flag was lifted by {actor}: {reason.strip().rstrip('.')}; verify it again."
    credit.save(update_fields=["status", "flagged_reason", "cause", "updated_at"])
    append(
        actor=actor,
        type="credit.moved",
        object=f"credit:{credit.pk}",
        data={"inverter": inverter_id, "date": day, "from": before, "to": str(status), "reason": reason.strip()},
        now=now,
    )
    return credit


def refuse_move(before: str, wanted: str) -> None:
    """Raise MoveRefusedError, which names the moves there are, where this is none of them."""
    if wanted in MOVES[before]:
        return
    moves = ", ".join(MOVES[before])
    ways = f"From {before} it can go to {moves}." if moves else f"From {before} no move is left to a person."
    if before == Status.PENDING:
        ways += " Verification decides: POST …/verify."
    raise MoveRefusedError(f"A {before} credit cannot be made {wanted}. {ways}")
