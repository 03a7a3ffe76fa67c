"""What a day's status means, in a sentence before its reason, and what people have decided about it."""

from zoneinfo import ZoneInfo

from credits.models import FindingDecision, FlagDecision, Status
from credits.models.credit import UNJUDGED
from reports import presenters
from reports.audit.day import AuditDay

LEADS = {
    Status.VERIFIED: "The day stands: output follows the sky that the satellite saw, and nothing speaks against it.",
    Status.SUBMITTED: "Submitted: this credit is final.",
    Status.FLAGGED: "There is evidence against this day. An auditor decides.",
    Status.PENDING: "The day waits. Nothing is held against the owner yet: something is missing or in doubt.",
}
BY_WAIVER = "The day stands because an auditor countersigned the waiver of a check."
FOUND = "A finding is open against this day. An auditor decides on it."
GAVE_WAY = "A flag stood here; a waiver is proposed and awaits an auditor."


def lead(of: AuditDay) -> str:
    """The sentence; empty for a day that nobody has judged."""
    if of.gave_way:
        return GAVE_WAY
    if of.finding:
        return upheld("finding", of.finding.decision, of.equipment.zone) if hasattr(of.finding, "decision") else FOUND
    if of.upheld:
        return upheld("flag", of.upheld, of.equipment.zone)
    if not of.credit or of.credit.cause == UNJUDGED:
        return ""
    return BY_WAIVER if of.credit.verified_by_waiver else LEADS[Status(of.credit.status)]


def upheld(what: str, decision: FlagDecision | FindingDecision, zone: ZoneInfo) -> str:
    """Who upheld a flag or a finding, when and why."""
    when = presenters.moment(decision.decided_at, zone).local
    return f"The {what} was upheld by {decision.actor} ({decision.role}) on {when}: {decision.reason.rstrip('.')}."
