"""What happened to a day after it was judged or sold: corrections, debits, additions and findings, by time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from credits.adjustment_selectors import NOTHING, adjusted_each, unsettled
from credits.finding_selectors import findings
from credits.models import Adjustment, CarbonCredit, Correction, Finding, FindingDecision, Status, Verdict
from credits.services.corrected import why_not_added
from reports import presenters
from reports.presenters import MINUS, Amount, Badge, Moment, energy, moment, number, tonnes

CORRECTED = Badge("Readings corrected", "submitted")
DEBIT, ADDITION = Badge("Debit", "flagged"), Badge("Addition", "verified")
OPEN = Badge("Finding open", "flagged")
FINDINGS = {
    FindingDecision.Outcome.UPHELD: Badge("Finding upheld", "flagged"),
    FindingDecision.Outcome.DISMISSED: Badge("Finding dismissed", "none"),
}
KWH_DIGITS, TONNE_DIGITS = 3, 6


@dataclass(frozen=True)
class Line:
    """One thing that happened."""

    instant: datetime
    at: Moment
    badge: Badge
    kwh: str
    tonnes: str
    who: str
    reason: str


@dataclass(frozen=True)
class After:
    """All of it. net: what the credit comes to now, None where nothing was added or taken.

    waiting: the energy that a correction brought and that does not count yet, with why. open: the finding that waits.
    """

    lines: list[Line]
    net: Amount | None
    change: str
    waiting: Amount | None
    waiting_for: str
    open: Finding | None
    may_be_found: bool


def after(credit: CarbonCredit | None, verdict: Verdict | None, zone: ZoneInfo) -> After | None:
    """Of one credit; None where there is none."""
    if credit is None:
        return None
    found = list(findings().filter(credit=credit))
    beside = _beside(credit, zone) if credit.status == Status.SUBMITTED else []
    sums = adjusted_each([credit.pk]).get(credit.pk, NOTHING)
    waits: Any = unsettled().filter(pk=credit.pk).select_related("inverter").first()
    opened = next((one for one in found if not hasattr(one, "decision")), None)
    lines = [*beside, *(line for one in found for line in _finding(one, zone))]
    return After(
        lines=sorted(lines, key=lambda line: line.instant),
        net=tonnes(credit.grams + sums.grams, TONNE_DIGITS) if sums.count else None,
        change=signed(sums.grams / presenters.GRAMS_PER_TONNE, TONNE_DIGITS),
        waiting=energy(waits.corrected - waits.counting) if waits else None,
        waiting_for=why_not_added(waits, verdict) if waits else "",
        open=opened,
        may_be_found=opened is None and credit.status in (Status.VERIFIED, Status.SUBMITTED),
    )


def _beside(credit: CarbonCredit, zone: ZoneInfo) -> list[Line]:
    return [
        *(_correction(one, zone) for one in credit.corrections.all()),
        *(_adjustment(one, zone) for one in credit.adjustments.all()),
    ]


def _correction(of: Correction, zone: ZoneInfo) -> Line:
    whole = f"the day: {presenters.kwh(of.milliwatt_hours, KWH_DIGITS)}"
    return Line(of.corrected_at, moment(of.corrected_at, zone), CORRECTED, whole, "", of.actor, of.reason)


def _adjustment(of: Adjustment, zone: ZoneInfo) -> Line:
    badge = DEBIT if of.milliwatt_hours < 0 else ADDITION
    figures = signed(of.kwh, KWH_DIGITS), signed(of.tonnes, TONNE_DIGITS)
    return Line(of.adjusted_at, moment(of.adjusted_at, zone), badge, *figures, of.actor, of.reason)


def _finding(of: Finding, zone: ZoneInfo) -> list[Line]:
    proposed = f"proposed: {MINUS}{number(of.kwh, KWH_DIGITS)}" if of.milliwatt_hours else ""
    who = f"{of.opened_by} ({of.role})"
    lines = [Line(of.opened_at, moment(of.opened_at, zone), OPEN, proposed, "", who, of.reason)]
    if not hasattr(of, "decision"):
        return lines
    lines = [Line(of.opened_at, lines[0].at, Badge("Finding", "flagged"), proposed, "", who, of.reason)]
    decided: FindingDecision = of.decision
    at, badge = decided.decided_at, FINDINGS[FindingDecision.Outcome(decided.outcome)]
    return [*lines, Line(at, moment(at, zone), badge, "", "", f"{decided.actor} ({decided.role})", decided.reason)]


def signed(value: float, digits: int) -> str:
    """A figure with its sign, as what is added or taken is told."""
    told = number(abs(value), digits)
    return f"+{told}" if value >= 0 else f"{MINUS}{told}"
