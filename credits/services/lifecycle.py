"""The moves a person may make with a credit. VERIFIED is never one of them: only verification gives it."""

from datetime import date, datetime

from django.db import transaction

from credits.errors import MoveRefusedError, ReasonMissingError
from credits.models import CarbonCredit, Status
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
    flag would be lifted without one.
    """
    credit = CarbonCredit.objects.select_for_update().get(inverter_id=inverter_id, date=day)
    before = credit.status
    if status not in MOVES[before]:
        raise MoveRefusedError(_refusal(before, status))
    if before == Status.FLAGGED and not reason.strip():
        raise ReasonMissingError("A flag is lifted only with a reason: say why the day is to be judged again.")
    credit.status, credit.updated_at = status, now
    if before == Status.FLAGGED:
        credit.flagged_reason = f"The flag was lifted by {actor}: {reason.strip()}. Verify it again."
    credit.save(update_fields=["status", "flagged_reason", "updated_at"])
    append(
        actor=actor,
        type="credit.moved",
        object=f"credit:{credit.pk}",
        data={"inverter": inverter_id, "date": day, "from": before, "to": str(status), "reason": reason.strip()},
        now=now,
    )
    return credit


def _refusal(before: str, wanted: str) -> str:
    moves = ", ".join(MOVES[before])
    ways = f"From {before} it can go to {moves}." if moves else f"From {before} no move is left to a person."
    if before == Status.PENDING:
        ways += " Verification decides: POST …/verify."
    return f"A {before} credit cannot be made {wanted}. {ways}"
