"""What a person says about flags: upheld with a reason. Taking one away is an auditor's (see `lifecycle`)."""

from datetime import datetime

from django.db import transaction

from credits.errors import MoveRefusedError, NotAllowedError, ReasonMissingError
from credits.flag_selectors import flags, newest_verdict_ids
from credits.models import CarbonCredit, FlagDecision
from lumix.ledger.services import append
from lumix.modes import Role

DECIDERS = (Role.STAFF, Role.AUDITOR)


@transaction.atomic
def uphold(*, credit_ids: list[int], reason: str, actor: str, role: Role, now: datetime) -> list[FlagDecision]:
    """Confirm the flags of these credits of one inverter, for one reason, in the order of the days.

    Raises ReasonMissingError, NotAllowedError, and MoveRefusedError where one of them is not flagged any more or its
    flag was upheld before.
    """
    if not reason.strip():
        raise ReasonMissingError("A flag is upheld only with a reason: say what confirms it.")
    if role not in DECIDERS:
        raise NotAllowedError(f"A flag is upheld by staff or an auditor, and this request came from {role}.")
    list(CarbonCredit.objects.filter(pk__in=credit_ids).select_for_update().order_by("pk"))
    found = list(flags().filter(pk__in=credit_ids).order_by("date"))
    _refuse_moved(found, set(credit_ids))
    verdicts = newest_verdict_ids(credit_ids)
    made = FlagDecision.objects.bulk_create(
        [
            FlagDecision(
                credit=credit,
                verdict_id=verdicts.get(credit.pk),
                outcome=FlagDecision.Outcome.UPHELD,
                cause=credit.cause,
                reason=reason.strip(),
                actor=actor,
                role=role,
                decided_at=now,
            )
            for credit in found
        ],
        batch_size=500,
    )
    _append(made, actor, role, now)
    return made


def _refuse_moved(found: list[CarbonCredit], wanted: set[int]) -> None:
    if not found or len(found) != len(wanted):
        raise MoveRefusedError("A flag is there no more: the day was judged or decided on meanwhile. Look at it again.")
    if before := flags().filter(pk__in=wanted, upheld=True).first():
        raise MoveRefusedError(f"The flag of {before.date} was upheld before.")


def _append(made: list[FlagDecision], actor: str, role: Role, now: datetime) -> None:
    append(
        actor=actor,
        type="flag.upheld",
        object=f"credit:{made[0].credit_id}" if len(made) == 1 else f"credits:{len(made)}",
        data={
            "inverter": made[0].credit.inverter_id,
            "reason": made[0].reason,
            "role": str(role),
            "flags": [
                {"credit": one.credit_id, "date": one.credit.date, "cause": one.cause, "verdict": one.verdict_id}
                for one in made
            ],
        },
        now=now,
    )
