"""Submitted days that are corrected afterwards, and the people who do it."""

from datetime import timedelta

from credits.adjustment_selectors import adjusted
from credits.models import Adjustment, CarbonCredit
from credits.services.corrections import Corrected, accept_and_verify
from credits.services.lifecycle import change_status
from inverters.conflict_selectors import Which
from lumix.modes import Role
from tests.credits.factories import (
    ADA,
    HONEST,
    NOW,
    golden_rows,
    golden_sky,
    judged,
    plant,
    send,
)

BAYO = "bayo"
"""An auditor."""
WHY = "the logger's own file says so"
LATER = NOW + timedelta(hours=1)
SOLD = 0.97
"""The size of what was sold, beside the day as it was measured."""


def sold(times: float = SOLD, hours: slice = slice(None)) -> CarbonCredit:
    """A day, or some of its hours, submitted as it stood; verified first where it can be."""
    golden_sky()
    inverter = plant()
    send(inverter, golden_rows(times=times)[hours])
    judged(inverter)
    return change_status(inverter_id=inverter.pk, day=HONEST, status="SUBMITTED", reason="", actor=ADA, now=NOW)


def sent_again(found: CarbonCredit, times: float) -> Which:
    """The day sent once more in another size: every hour of light is a second value."""
    send(found.inverter, golden_rows(times=times), now=LATER)
    return Which(found.inverter, day=HONEST)


def corrected(found: CarbonCredit, times: float, role: Role = Role.AUDITOR) -> Corrected:
    return accepted(sent_again(found, times), role)


def accepted(which: Which, role: Role = Role.AUDITOR) -> Corrected:
    return accept_and_verify(which=which, reason=WHY, actor=BAYO, role=role, now=LATER)


def net_grams(found: CarbonCredit) -> int:
    found.refresh_from_db()
    return found.grams + adjusted(CarbonCredit.objects.filter(pk=found.pk)).grams


def adjustments() -> list[tuple[str, int, int]]:
    return list(Adjustment.objects.order_by("pk").values_list("kind", "milliwatt_hours", "grams"))
