"""Corrections of readings, as far as credits are concerned: which days may be corrected, and their judging after it."""

from dataclasses import dataclass
from datetime import date, datetime

from credits.errors import MoveRefusedError, NotAllowedError
from credits.models import CarbonCredit, Status
from credits.selectors import in_life
from credits.services.lifecycle import may_clear_flags
from credits.services.renewed import judge_renewed
from inverters.conflict_selectors import Which
from inverters.services.conflicts import Decided, accept
from lumix.modes import Role


@dataclass(frozen=True)
class Corrected:
    """What was decided, and the credits that were judged again for it, in order of the day."""

    decided: Decided
    credits: list[CarbonCredit]


def accept_and_verify(*, which: Which, reason: str, actor: str, role: Role, now: datetime) -> Corrected:
    """Accept second values, which is one transaction, and judge again the days that they changed.

    Raises what `accept` and `verify` raise; where judging fails, the correction stands and the credits wait PENDING.
    """
    decided = accept(which=which, reason=reason, actor=actor, role=role, now=now)
    which.inverter.refresh_from_db()
    waiting = CarbonCredit.objects.filter(
        in_life(), inverter=which.inverter, date__gte=decided.days[0], date__lte=decided.days[-1]
    )
    return Corrected(decided, judge_renewed(waiting.filter(status=Status.PENDING), actor=actor, now=now))


def refuse_correction(*, inverter_id: int, days: list[date], role: Role) -> None:
    """Raise MoveRefusedError for a submitted day, NotAllowedError where a flag would give way to whoever sells."""
    asked = set(days)
    rows = CarbonCredit.objects.filter(inverter_id=inverter_id, date__gte=min(days), date__lte=max(days))
    judged = rows.filter(status__in=(Status.SUBMITTED, Status.FLAGGED)).order_by("date").values_list("status", "date")
    days_of: dict[str, list[date]] = {Status.SUBMITTED: [], Status.FLAGGED: []}
    for status, day in judged:
        if day in asked:
            days_of[status].append(day)
    if submitted := days_of[Status.SUBMITTED]:
        raise MoveRefusedError(
            f"The credit of {submitted[0]} was submitted and is final: its readings cannot be corrected any more. "
            "Dismiss the second value, or decide on the other days singly."
        )
    if days_of[Status.FLAGGED] and not may_clear_flags(role):
        raise NotAllowedError(
            f"{days_of[Status.FLAGGED][0]} is flagged, and whoever sells cannot clear his own flag: an auditor accepts "
            "this correction."
        )
