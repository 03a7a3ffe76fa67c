"""The moves a person may make with a credit. VERIFIED is never one of them: only verification gives it."""

from datetime import date, datetime

from django.db import transaction

from credits.errors import MoveRefusedError, ReasonMissingError
from credits.models import CarbonCredit, Status
from credits.models.credit import UNJUDGED
from credits.services.calculate import refuse_outside_life
from inverters.models import Inverter
from lumix import modes
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
    flag would be lifted without one, NothingToCreditError where a day outside the inverter's life would be submitted.
    """
    # An upload asks under this lock which days are final: none may become so while its readings are being stored.
    inverter = Inverter.objects.select_for_update(no_key=True).filter(pk=inverter_id).first()
    credit = CarbonCredit.objects.select_for_update().get(inverter_id=inverter_id, date=day)
    before = credit.status
    if status not in MOVES[before]:
        raise MoveRefusedError(_refusal(before, status))
    if before == Status.FLAGGED and not reason.strip():
        raise ReasonMissingError("A flag is lifted only with a reason: say why the day is to be judged again.")
    if status == Status.SUBMITTED and inverter is not None:
        refuse_outside_life(inverter, day)
        refuse_waived_in_open_mode(credit)
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


def refuse_waived_in_open_mode(credit: CarbonCredit) -> None:
    """Raise MoveRefusedError where nobody can be known to have signed for what the checks did not find."""
    if credit.verified_by_waiver and modes.current() == modes.OPEN:
        raise MoveRefusedError(
            f"The credit of {credit.date} is verified by a waiver and cannot be submitted in open mode, where nobody "
            "is known by name: submit it in closed mode."
        )


def _refusal(before: str, wanted: str) -> str:
    moves = ", ".join(MOVES[before])
    ways = f"From {before} it can go to {moves}." if moves else f"From {before} no move is left to a person."
    if before == Status.PENDING:
        ways += " Verification decides: POST …/verify."
    return f"A {before} credit cannot be made {wanted}. {ways}"
