"""Flags lifted and their days judged again at once: an auditor's act, where the newest judging finds nothing more."""

from datetime import datetime

from django.db import transaction

from credits.errors import NotAllowedError
from credits.models import CarbonCredit, Status
from credits.services.lifecycle import change_status
from credits.services.verify import verify
from lumix.modes import Role


def lift_and_verify(
    *, credits: list[CarbonCredit], reason: str, actor: str, role: Role, now: datetime
) -> list[CarbonCredit]:
    """Lift these flags in one transaction, and judge the days again after it. Raises what `change_status` raises.

    Unlike the published PATCH this is no act of open mode: nobody is known there to be another than who sells.
    """
    if role != Role.AUDITOR:
        raise NotAllowedError(
            "A flag is lifted by an auditor: whoever sells cannot clear it. Propose a waiver instead."
        )
    with transaction.atomic():
        for credit in sorted(credits, key=lambda one: one.pk):
            change_status(
                inverter_id=credit.inverter_id,
                day=credit.date,
                status=Status.PENDING,
                reason=reason,
                actor=actor,
                role=role,
                now=now,
            )
    return verify(credit_ids=[credit.pk for credit in credits], actor=actor, now=now)
