"""Days with a finding that may be waived, and the people who do it."""

from datetime import UTC, datetime, timedelta

from credits.models import CarbonCredit, Waiver
from credits.services.waivers import countersign, propose, refuse, withdraw
from lumix.modes import Role
from tests.credits.factories import ADA, NOW, checks_of, golden_rows, golden_sky, judged, plant, send

BAYO = "bayo"
"""An auditor."""
WHY = "the meter was swapped at noon; the installer's sheet is with the auditor"
LATE_SUN = (datetime(2016, 7, 4, 23, 30, tzinfo=UTC), 0.05)
"""One more reading of that day, in an hour that is not stuck."""
LATER = NOW + timedelta(hours=1)


def stuck(times: float = 1.0) -> CarbonCredit:
    """A real day with one value four times over: nothing else stands against it. times: its size, for a second one."""
    golden_sky()
    inverter, rows = plant(), golden_rows(times=times)
    send(inverter, rows[:10] + [(stamp, 2.0) for stamp, _ in rows[10:14]] + rows[14:])
    found = judged(inverter)
    assert (found.status, found.cause) == ("PENDING", "stuck")
    return found


def failing(found: CarbonCredit) -> list[str]:
    return [name for name, check in checks_of(found.verdicts.last()).items() if check["outcome"] == "fail"]


def proposed(found: CarbonCredit, check_name: str = "stuck", reason: str = WHY) -> Waiver:
    return propose(credit_id=found.pk, check_name=check_name, reason=reason, actor=ADA, now=LATER)


def signed(waiver: Waiver, actor: str = BAYO, role: Role = Role.AUDITOR) -> Waiver:
    return countersign(waiver_id=waiver.pk, reason="seen", actor=actor, role=role, now=LATER)


def refused(waiver: Waiver, role: Role = Role.AUDITOR, reason: str = "no sheet") -> Waiver:
    return refuse(waiver_id=waiver.pk, reason=reason, actor=BAYO, role=role, now=LATER)


def withdrawn(waiver: Waiver, role: Role = Role.STAFF) -> Waiver:
    return withdraw(waiver_id=waiver.pk, reason="found the hours", actor=ADA, role=role, now=LATER)


def by_waiver() -> CarbonCredit:
    """A day that is VERIFIED by an auditor's signature."""
    found = signed(proposed(stuck())).credit
    assert (found.status, found.verified_by_waiver) == ("VERIFIED", True)
    return found
