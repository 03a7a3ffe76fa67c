"""The moves a person may make with a credit. VERIFIED is never one of them: only verification gives it."""

from datetime import date, datetime

from django.db import transaction

from credits.errors import MoveRefusedError, NotAllowedError, ReasonMissingError
from credits.finding_selectors import standing_finding
from credits.flag_selectors import newest_verdict_ids
from credits.models import CarbonCredit, FlagDecision, Status
from credits.models.credit import UNJUDGED
from credits.services.submitting import refuse_submission
from inverters.models import Inverter
from lumix import modes
from lumix.ledger.services import append
from lumix.modes import Role

MOVES: dict[str, list[str]] = {
    Status.PENDING: [],
    Status.VERIFIED: [Status.SUBMITTED],
    Status.FLAGGED: [Status.PENDING],
    Status.SUBMITTED: [],
}
"""From each status, where a person may take a credit."""


@transaction.atomic
def change_status(
    *, inverter_id: int, day: date, status: str, reason: str, actor: str, role: Role = Role.STAFF, now: datetime
) -> CarbonCredit:
    """Take a credit to another status.

    Raises CarbonCredit.DoesNotExist, MoveRefusedError where the lifecycle has no such move, ReasonMissingError where a
    flag would be lifted without one, NotAllowedError where it would be by whoever sells, and what
    `refuse_submission` raises where the day may not be submitted.
    """
    # An upload asks under this lock which days are final: none may become so while its readings are being stored.
    inverter = Inverter.objects.select_for_update(no_key=True).filter(pk=inverter_id).first()
    credit = CarbonCredit.objects.select_for_update().get(inverter_id=inverter_id, date=day)
    before = credit.status
    refuse_move(before, status)
    if before == Status.FLAGGED:
        _refuse_lifting(reason, role)
        refuse_with_finding([credit])
    if status == Status.SUBMITTED and role == Role.AUDITOR:
        raise NotAllowedError("An auditor judges tonnes and does not sell them: staff submit a credit.")
    if status == Status.SUBMITTED and inverter is not None:
        refuse_submission(credit, inverter)
    credit.status, credit.updated_at = status, now
    if before == Status.FLAGGED:
        _keep_decision(credit, reason.strip(), actor, role, now)
        credit.cause = UNJUDGED
        credit.flagged_reason = f"The flag was lifted by {actor}: {reason.strip().rstrip('.')}; verify it again."
    credit.save(update_fields=["status", "flagged_reason", "cause", "updated_at"])
    append(
        actor=actor,
        type="credit.moved",
        object=f"credit:{credit.pk}",
        data={"from": before, "to": str(status), "reason": reason.strip(), **credit.told()},
        now=now,
        seal=status == Status.SUBMITTED,  # what is sold is signed for at once
    )
    return credit


def refuse_with_finding(credits: list[CarbonCredit]) -> None:
    """Raise MoveRefusedError where a finding is open or upheld against one of these.

    It is decided on as a finding, by two people, and what two have decided is not undone by one.
    """
    found = standing_finding([credit.pk for credit in credits])
    if found is None:
        return
    decided = hasattr(found, "decision")
    raise MoveRefusedError(
        f"Finding {found.pk} against {found.credit.date} {'was upheld' if decided else 'is open'}: "
        + ("what that day is worth was decided by it." if decided else "decide on it first.")
    )


def may_clear_flags(role: Role) -> bool:
    """Whoever sells cannot clear his own flag: an auditor may; in open mode, where nobody is known, anybody."""
    return role == Role.AUDITOR or modes.current() == modes.OPEN


def _refuse_lifting(reason: str, role: Role) -> None:
    if not reason.strip():
        raise ReasonMissingError("A flag is lifted only with a reason: say why the day is to be judged again.")
    if not may_clear_flags(role):
        raise NotAllowedError(
            "Whoever sells cannot clear a flag: propose a waiver of the check that flags the day, or ask an auditor."
        )


def _keep_decision(credit: CarbonCredit, reason: str, actor: str, role: Role, now: datetime) -> None:
    FlagDecision.objects.create(
        credit=credit,
        verdict_id=newest_verdict_ids([credit.pk]).get(credit.pk),
        outcome=FlagDecision.Outcome.LIFTED,
        cause=credit.cause,
        reason=reason,
        actor=actor,
        role=role,
        decided_at=now,
    )


def refuse_move(before: str, wanted: str) -> None:
    """Raise MoveRefusedError, which names the moves there are, where this is none of them."""
    if wanted in MOVES[before]:
        return
    moves = ", ".join(MOVES[before])
    ways = f"From {before} it can go to {moves}." if moves else f"From {before} no move is left to a person."
    if before == Status.PENDING:
        ways += " Verification decides: POST …/verify."
    raise MoveRefusedError(f"A {before} credit cannot be made {wanted}. {ways}")
