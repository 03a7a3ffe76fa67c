"""Decisions as rows of a list: what was decided about what, by whom, when and why."""

from dataclasses import dataclass
from datetime import UTC, date
from zoneinfo import ZoneInfo

from credits.models import FindingDecision, FlagDecision, Waiver, WaiverState
from inverters.models import ConflictDecision, Inverter
from reports import presenters
from reports.audit.after import FINDINGS
from reports.flags.decided_selectors import FINDING_OF, FLAG, WAIVER, Decision
from reports.pending.causes import title_of
from reports.presenters import Badge, Moment, moment, number

UTC_ZONE = ZoneInfo(str(UTC))
"""A list of many places has the one time that they share."""

BADGES = {
    FlagDecision.Outcome.UPHELD: Badge("Flag upheld", "flagged"),
    FlagDecision.Outcome.LIFTED: Badge("Flag lifted", "pending"),
    WaiverState.COUNTERSIGNED: Badge("Waiver countersigned", "verified"),
    WaiverState.REFUSED: Badge("Waiver refused", "fail"),
    WaiverState.WITHDRAWN: Badge("Waiver withdrawn", "none"),
    WaiverState.LAPSED: Badge("Waiver lapsed", "none"),
    ConflictDecision.Outcome.ACCEPTED: Badge("Correction accepted", "submitted"),
    ConflictDecision.Outcome.DISMISSED: Badge("Second values dismissed", "none"),
}


@dataclass(frozen=True)
class DecidedRow:
    """One decision."""

    at: Moment
    badge: Badge
    inverter: Inverter
    day: date | None
    what: str
    who: str
    reason: str


def decided_row(of: Decision) -> DecidedRow:
    """A decision in the words of a page."""
    return {FINDING_OF: _finding, FLAG: _flag, WAIVER: _waiver}.get(of.kind, _values)(of)


def _flag(of: Decision) -> DecidedRow:
    row: FlagDecision = of.row
    what = f"{title_of(row.cause)}, {presenters.day(row.credit.date)}"
    who, badge = f"{row.actor} ({row.role})", _badge(row.outcome)
    return _row(of, badge, row.credit.inverter, row.credit.date, what, who, row.reason)


def _finding(of: Decision) -> DecidedRow:
    row: FindingDecision = of.row
    credit, taken = row.finding.credit, row.adjustment
    debit = f", {number(-taken.kwh, 3)} kWh debited" if taken else ""
    what = f"Finding {row.finding_id}, {presenters.day(credit.date)}{debit}"
    who = f"{row.actor} ({row.role}); opened by {row.finding.opened_by}"
    badge = FINDINGS[FindingDecision.Outcome(row.outcome)]
    return _row(of, badge, credit.inverter, credit.date, what, who, f"{row.finding.reason} · {row.reason}")


def _waiver(of: Decision) -> DecidedRow:
    row: Waiver = of.row
    who = row.countersigned_by if row.state == WaiverState.COUNTERSIGNED else row.ended_by
    reason = f"{row.reason} · {row.decision_reason}" if row.decision_reason else row.reason
    what = f"{title_of(row.check_name)}, {presenters.day(row.credit.date)}"
    told = f"{who}; proposed by {row.proposed_by}"
    return _row(of, _badge(row.state), row.credit.inverter, row.credit.date, what, told, reason)


def _values(of: Decision) -> DecidedRow:
    row: ConflictDecision = of.row
    what = "One second value" if row.conflicts == 1 else f"{number(row.conflicts)} second values"
    return _row(of, _badge(row.outcome), row.inverter, None, what, row.actor, row.reason)


def _badge(outcome: str) -> Badge:
    return BADGES[outcome]  # type: ignore[index]


def _row(
    of: Decision, badge: Badge, inverter: Inverter, day: date | None, what: str, who: str, reason: str
) -> DecidedRow:
    return DecidedRow(moment(of.at, UTC_ZONE), badge, inverter, day, what, who, reason)
