"""Findings: fraud or error that somebody sees after a day was verified. One person opens, another decides.

A verified day is FLAGGED by its finding and judged again where that is dismissed. A submitted credit is final: where
the finding is upheld, a debit is put beside it.
"""

from datetime import datetime

from django.db import transaction

from credits.errors import MoveRefusedError, NotAllowedError, ReasonMissingError
from credits.finding_selectors import open_findings
from credits.flag_selectors import newest_verdict_ids
from credits.models import Adjustment, CarbonCredit, Finding, FindingDecision, FlagDecision, Status
from credits.models.credit import UNJUDGED
from credits.models.finding import FINDING
from credits.services.adjusting import debit, debit_of, lock_inverters
from credits.services.decisions import DECIDERS
from credits.services.lifecycle import may_clear_flags
from credits.services.verify import verify
from lumix import modes
from lumix.ledger.services import append
from lumix.modes import Role

Outcome = FindingDecision.Outcome


@transaction.atomic
def open_finding(
    *, credit_id: int, reason: str, milliwatt_hours: int | None = None, actor: str, role: Role, now: datetime
) -> Finding:
    """Say what was found against a VERIFIED or SUBMITTED day.

    milliwatt_hours: the debit that is proposed; None is all that the credit still comes to. Raises ReasonMissingError,
    NotAllowedError, and MoveRefusedError where the day is neither, a finding is open, or there is not so much to debit.
    """
    if role not in DECIDERS:
        raise NotAllowedError(f"A finding is opened by staff or an auditor, and this request came from {role}.")
    credit = _locked(credit_id)
    _refuse_unsold(credit)
    if before := open_findings().filter(credit=credit).first():
        raise MoveRefusedError(f"Finding {before.pk} is open against {credit.date} already: it is to be decided first.")
    finding = Finding.objects.create(
        credit=credit,
        verdict_id=newest_verdict_ids([credit.pk]).get(credit.pk),
        found_at=credit.status,
        milliwatt_hours=debit_of(credit, milliwatt_hours) if credit.status == Status.SUBMITTED else 0,
        reason=_reason(reason),
        opened_by=actor,
        role=role,
        opened_at=now,
    )
    if credit.status == Status.VERIFIED:
        _move(credit, Status.FLAGGED, FINDING, f"Finding {finding.pk} by {actor}: {finding.reason}", now)
    _append(finding, "opened", finding.reason, actor, role, now)
    return finding


def uphold_finding(
    *,
    finding_id: int,
    reason: str,
    milliwatt_hours: int | None = None,
    actor: str,
    role: Role,
    now: datetime,
) -> FindingDecision:
    """Confirm a finding: the day stays FLAGGED, or the debit counts from now on.

    milliwatt_hours: of the debit; None is what was proposed. Raises what `open_finding` raises, and NotAllowedError
    where one who opened it, or who sells, would decide.
    """
    with transaction.atomic():
        finding = _to_decide(finding_id, actor, role)
        taken = _debit(finding, milliwatt_hours, _reason(reason), actor, now)
        decision = _decide(finding, Outcome.UPHELD, taken, reason, actor, role, now)
        if finding.credit.cause == FINDING:
            _decide_flag(finding, FlagDecision.Outcome.UPHELD, reason, actor, role, now)
        _append(finding, "upheld", reason.strip(), actor, role, now, adjustment=taken and taken.pk)
    return decision


def dismiss_finding(*, finding_id: int, reason: str, actor: str, role: Role, now: datetime) -> FindingDecision:
    """Say that a finding does not hold: a day that it flagged is judged again. Raises what `uphold_finding` raises."""
    with transaction.atomic():
        finding = _to_decide(finding_id, actor, role)
        decision = _decide(finding, Outcome.DISMISSED, None, _reason(reason), actor, role, now)
        flagged = finding.credit.status == Status.FLAGGED and finding.credit.cause == FINDING
        if flagged:
            _decide_flag(finding, FlagDecision.Outcome.LIFTED, reason, actor, role, now)
            words = f"Finding {finding.pk} was dismissed by {actor}: {reason.strip().rstrip('.')}; verify it again."
            _move(finding.credit, Status.PENDING, UNJUDGED, words, now)
        _append(finding, "dismissed", reason.strip(), actor, role, now)
    if flagged:
        verify(credit_ids=[finding.credit_id], actor=actor, now=now)
    return decision


def _refuse_unsold(credit: CarbonCredit) -> None:
    if credit.status not in (Status.VERIFIED, Status.SUBMITTED):
        raise MoveRefusedError(
            f"A finding is opened against a VERIFIED or SUBMITTED day, and {credit.date} is {credit.status}: it is "
            "worth nothing as it stands."
        )


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissingError("A finding is opened and decided only with a reason: say what was found, and how.")
    return reason.strip()


def _locked(credit_id: int) -> CarbonCredit:
    """The credit behind its inverter's lock and its own, in the order in which all take them."""
    lock_inverters(set(CarbonCredit.objects.filter(pk=credit_id).values_list("inverter_id", flat=True)))
    return CarbonCredit.objects.select_related("factor").select_for_update(of=("self",)).get(pk=credit_id)


def _to_decide(finding_id: int, actor: str, role: Role) -> Finding:
    """The finding with its credit, for somebody who may decide on it."""
    if not may_clear_flags(role):
        raise NotAllowedError("A finding is decided on by an auditor: whoever sells does not judge what he sold.")
    finding = Finding.objects.get(pk=finding_id)
    finding.credit = _locked(finding.credit_id)
    if decision := FindingDecision.objects.filter(finding=finding).first():
        raise MoveRefusedError(f"Finding {finding_id} was {decision.outcome} by {decision.actor}: {decision.reason}")
    if modes.current() == modes.CLOSED and finding.opened_by == actor:
        raise NotAllowedError("Whoever opened a finding does not decide on it: another auditor has to.")
    return finding


def _debit(finding: Finding, milliwatt_hours: int | None, reason: str, actor: str, now: datetime) -> Adjustment | None:
    """What is taken from a submitted credit; None where nothing was sold."""
    if finding.found_at != Status.SUBMITTED:
        return None
    less = debit_of(finding.credit, milliwatt_hours or finding.milliwatt_hours)
    stood_on = finding.verdict.readings_digest if finding.verdict else ""
    return debit(finding.credit, less, stood_on, reason, actor, now)


def _decide(
    finding: Finding,
    outcome: str,
    taken: Adjustment | None,
    reason: str,
    actor: str,
    role: Role,
    now: datetime,
) -> FindingDecision:
    return FindingDecision.objects.create(
        finding=finding,
        outcome=outcome,
        adjustment=taken,
        reason=reason.strip(),
        actor=actor,
        role=role,
        decided_at=now,
    )


def _decide_flag(finding: Finding, outcome: str, reason: str, actor: str, role: Role, now: datetime) -> None:
    """The flag that a finding raised shares its fate, so that it stands among the decided ones."""
    FlagDecision.objects.create(
        credit=finding.credit,
        verdict_id=newest_verdict_ids([finding.credit_id]).get(finding.credit_id),
        outcome=outcome,
        cause=FINDING,
        reason=reason.strip(),
        actor=actor,
        role=role,
        decided_at=now,
    )


def _move(credit: CarbonCredit, status: str, cause: str, reason: str, now: datetime) -> None:
    credit.status, credit.cause, credit.flagged_reason = status, cause, reason
    credit.verified_by_waiver, credit.updated_at = False, now
    credit.save(update_fields=["status", "cause", "flagged_reason", "verified_by_waiver", "updated_at"])


def _append(finding: Finding, act: str, reason: str, actor: str, role: Role, now: datetime, **more: object) -> None:
    append(
        actor=actor,
        type=f"finding.{act}",
        object=f"credit:{finding.credit_id}",
        data={
            "finding": finding.pk,
            "reason": reason,
            "role": str(role),
            "opened_by": finding.opened_by,
            "found_at": str(finding.found_at),
            "debit": finding.milliwatt_hours,
            "by_waiver": finding.credit.verified_by_waiver,
            **finding.credit.told(),
            **more,
        },
        now=now,
        seal=finding.found_at == Status.SUBMITTED,
    )
