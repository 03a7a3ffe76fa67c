"""Corrections of readings, as far as credits are concerned: which days may be corrected, and their judging after it."""

from dataclasses import dataclass
from datetime import date, datetime

from credits.errors import NotAllowedError
from credits.models import Adjustment, CarbonCredit, Status
from credits.selectors import in_life
from credits.services.corrected import judge_corrected
from credits.services.lifecycle import may_clear_flags, refuse_with_finding
from credits.services.renewed import judge_renewed
from inverters.conflict_selectors import Which
from inverters.services.conflicts import Decided, accept
from lumix.modes import Role

FLAGGED = "{} is flagged, and whoever sells cannot clear his own flag: an auditor accepts this correction."
FINAL = (
    "The credit of {} was submitted, and whoever sells cannot change what was sold: an auditor accepts this "
    "correction; what follows from it is a debit or an addition beside the credit."
)


@dataclass(frozen=True)
class Corrected:
    """What was decided, the credits that were judged again for it, by day, and what follows for submitted ones."""

    decided: Decided
    credits: list[CarbonCredit]
    adjustments: list[Adjustment]


def accept_and_verify(*, which: Which, reason: str, actor: str, role: Role, now: datetime) -> Corrected:
    """Accept second values, which is one transaction, and judge again the days that they changed.

    Raises what `accept` and `verify` raise; where judging fails, the correction stands and the credits wait PENDING.
    """
    decided = accept(which=which, reason=reason, actor=actor, role=role, now=now)
    which.inverter.refresh_from_db()
    credits = CarbonCredit.objects.filter(
        in_life(), inverter=which.inverter, date__gte=decided.days[0], date__lte=decided.days[-1]
    )
    judged = judge_renewed(credits.filter(status=Status.PENDING), actor=actor, now=now)
    final = credits.filter(status=Status.SUBMITTED, date__in=decided.days)
    keys = list(final.values_list("pk", flat=True))
    judge_corrected(credit_ids=keys, actor=actor, now=now)
    return Corrected(decided, judged, list(Adjustment.objects.filter(credit__in=keys, adjusted_at=now)))


def refuse_correction(*, inverter_id: int, days: list[date], role: Role) -> None:
    """Raise NotAllowedError where a flag, or what was sold, would give way to whoever sells.

    And MoveRefusedError where a finding says already what one of the days is worth, or is about to.
    """
    asked = set(days)
    rows = CarbonCredit.objects.filter(inverter_id=inverter_id, date__gte=min(days), date__lte=max(days))
    judged = rows.filter(status__in=(Status.SUBMITTED, Status.FLAGGED)).order_by("date")
    touched = [credit for credit in judged.only("status", "date") if credit.date in asked]
    refuse_with_finding(touched)
    if may_clear_flags(role):
        return
    for credit in touched:
        words = FLAGGED if credit.status == Status.FLAGGED else FINAL
        raise NotAllowedError(words.format(credit.date))
