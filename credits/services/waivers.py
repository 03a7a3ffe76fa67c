"""Waivers: a check's finding set aside for a reason. One person proposes, an auditor countersigns or refuses.

Each act is recorded in a transaction of its own, and the credit is then judged again outside of it.
"""

from datetime import datetime

from django.db import transaction

from credits.errors import MoveRefusedError, NotAllowedError, NotWaivableError, ReasonMissingError
from credits.models import CarbonCredit, Status, Waiver, WaiverState
from credits.models.credit import UNJUDGED
from credits.models.waiver import STANDING
from credits.selectors import latest_verdicts
from credits.services.lifecycle import refuse_with_finding
from credits.services.verify import verify
from credits.services.waivable import Finding, evidence_now, failing, finding_to_waive, named
from credits.waiver_selectors import told_for, waivers
from lumix.ledger.services import append
from lumix.modes import Role

WHY_ASKED = "A waiver is proposed only with a reason: say why the finding does not count."


def propose(*, credit_id: int, check_name: str, reason: str, actor: str, now: datetime) -> Waiver:
    """Ask that a check's finding be set aside; the credit is then PENDING until an auditor has decided.

    Raises NotWaivableError where there is nothing to waive or nothing that could be, MoveRefusedError where the credit
    is final or the same was asked before, ReasonMissingError.
    """
    reason = _reason(reason, WHY_ASKED)
    with transaction.atomic():
        waiver = _record(credit_id, check_name, reason, actor, now)
    return _judged_again(waiver, actor, now)


def propose_many(
    *, credit_ids: list[int], check_names: list[str], reason: str, actor: str, now: datetime
) -> list[Waiver]:
    """The same for several days and checks at once, for one reason, in one transaction.

    Of each day, those of the checks are asked for that fail on it and that no waiver stands for. Raises what `propose`
    raises, and NotWaivableError where nothing is left to ask for.
    """
    reason = _reason(reason, WHY_ASKED)
    with transaction.atomic():
        asked = failing(credit_ids, check_names)
        made = [_record(credit_id, name, reason, actor, now) for credit_id, name in asked]
    if not made:
        raise NotWaivableError("None of these checks fails on these days without a waiver that is proposed already.")
    verify(credit_ids=list(dict.fromkeys(waiver.credit_id for waiver in made)), actor=actor, now=now)
    return made


def _record(credit_id: int, check_name: str, reason: str, actor: str, now: datetime) -> Waiver:
    """A proposal with its ledger entry, inside the caller's transaction."""
    credit = _open_credit(credit_id)
    verdict = latest_verdicts([credit.pk]).get(credit.pk)
    finding = finding_to_waive(credit, verdict, check_name)
    waiver = Waiver(
        credit=credit,
        verdict=verdict,
        check_name=check_name,
        reason=reason,
        proposed_by=actor,
        proposed_at=now,
    )
    lapsed = _replace_lapsed(waiver, now)
    waiver.save()
    _lift_flag(waiver, finding, now)
    _append(waiver, "proposed", reason, actor, now, figure=finding["figure"], instead_of=lapsed)
    return waiver


def countersign(*, waiver_id: int, reason: str, actor: str, role: Role, now: datetime) -> Waiver:
    """An auditor's signature: the credit is judged without the check, for as long as its evidence stays the same.

    Raises NotAllowedError for whoever is no auditor or has proposed it himself, MoveRefusedError where it was decided
    on before or the evidence has changed since.
    """
    _refuse_others(role, "countersigned")
    with transaction.atomic():
        waiver = _locked(waiver_id, WaiverState.PROPOSED)
        if waiver.proposed_by == actor:
            raise NotAllowedError("Whoever proposed a waiver cannot countersign it: another auditor has to.")
        if told_for(waiver) != evidence_now(waiver.credit):
            raise MoveRefusedError(
                "The day's readings or equipment changed since this waiver was proposed: refuse it, have the day "
                "verified again, and a new waiver proposed if it is still needed."
            )
        waiver.state, waiver.countersigned_by, waiver.countersigned_at = WaiverState.COUNTERSIGNED, actor, now
        waiver.decision_reason = reason.strip()
        waiver.save()
        _lift_flag(waiver, named(waiver.verdict, waiver.check_name), now)
        _append(waiver, "countersigned", waiver.decision_reason, actor, now)
    return _judged_again(waiver, actor, now)


def refuse(*, waiver_id: int, reason: str, actor: str, role: Role, now: datetime) -> Waiver:
    """An auditor's no: the finding stands, and the credit is judged by it again."""
    _refuse_others(role, "refused")
    return _end(waiver_id, WaiverState.REFUSED, reason, actor, now)


def withdraw(*, waiver_id: int, reason: str, actor: str, role: Role, now: datetime) -> Waiver:
    """Take a waiver back: a proposal by anybody who may propose, a countersigned one by an auditor alone."""
    signed = Waiver.objects.filter(pk=waiver_id, state=WaiverState.COUNTERSIGNED).exists()
    if signed:
        _refuse_others(role, "withdrawn once it is countersigned")
    of = WaiverState.COUNTERSIGNED if signed else WaiverState.PROPOSED
    return _end(waiver_id, WaiverState.WITHDRAWN, reason, actor, now, of=of)


def _end(
    waiver_id: int, state: WaiverState, reason: str, actor: str, now: datetime, of: str = WaiverState.PROPOSED
) -> Waiver:
    reason = _reason(reason, f"A waiver is {state} only with a reason: whoever proposed it reads it.")
    with transaction.atomic():
        waiver = _locked(waiver_id, of)
        waiver.state, waiver.ended_by, waiver.ended_at, waiver.decision_reason = state, actor, now, reason
        waiver.save()
        if of == WaiverState.PROPOSED:
            _raise_flag_again(waiver, now)
        _append(waiver, str(state), reason, actor, now)
    return _judged_again(waiver, actor, now)


def _reason(reason: str, sentence: str) -> str:
    if not reason.strip():
        raise ReasonMissingError(sentence)
    return reason.strip()


def _refuse_others(role: Role, what: str) -> None:
    if role != Role.AUDITOR:
        raise NotAllowedError(
            f"A waiver is {what} by an auditor, and this request came from {role}. In open mode nobody logs in, so no "
            "auditor can be known: run Lumix in closed mode and log in as one."
        )


def _open_credit(credit_id: int) -> CarbonCredit:
    credit = CarbonCredit.objects.select_for_update().get(pk=credit_id)
    if credit.status == Status.SUBMITTED:
        raise MoveRefusedError(f"The credit of {credit.date} was submitted and is final.")
    refuse_with_finding([credit])
    return credit


def _locked(waiver_id: int, state: str) -> Waiver:
    """The waiver in that state, behind its credit's lock."""
    _open_credit(Waiver.objects.values_list("credit_id", flat=True).get(pk=waiver_id))
    waiver = waivers().get(pk=waiver_id)
    if waiver.state != state:
        raise MoveRefusedError(f"This waiver was decided on before: it is {waiver.get_state_display()}.")
    return waiver


def _replace_lapsed(fresh: Waiver, now: datetime) -> int | None:
    """End the standing waiver of the same check if it was given for other evidence; refuse a second for the same."""
    standing = waivers().filter(credit=fresh.credit, check_name=fresh.check_name, state__in=STANDING).first()
    if standing is None:
        return None
    if told_for(standing) == told_for(fresh):
        raise MoveRefusedError(f"A waiver of the check {fresh.check_name} is there already: {standing.reason}")
    if standing.state == WaiverState.PROPOSED and standing.verdict.status == Status.FLAGGED:
        raise MoveRefusedError(
            f"A waiver of the check {fresh.check_name}, which flagged this day, awaits an auditor since other evidence "
            "stood here: withdraw it first, which brings the flag back."
        )
    standing.state, standing.ended_by, standing.ended_at = WaiverState.LAPSED, fresh.proposed_by, now
    standing.save()
    return standing.pk


def _lift_flag(waiver: Waiver, finding: Finding, now: datetime) -> None:
    """Open a FLAGGED credit for judging where this finding is one that flags; another one flags it again."""
    credit = CarbonCredit.objects.get(pk=waiver.credit_id)
    if credit.status == Status.FLAGGED and finding["effect"] == Status.FLAGGED:
        credit.status, credit.cause, credit.updated_at = Status.PENDING, UNJUDGED, now
        credit.flagged_reason = f"A waiver of the check {waiver.check_name} is {waiver.state}; verify it again."
        credit.save(update_fields=["status", "cause", "flagged_reason", "updated_at"])


def _raise_flag_again(waiver: Waiver, now: datetime) -> None:
    """The flag that gave way to this proposal stands again, whatever the evidence has become meanwhile."""
    credit = CarbonCredit.objects.get(pk=waiver.credit_id)
    if waiver.verdict.status == Status.FLAGGED and credit.status == Status.PENDING:
        credit.status, credit.cause, credit.updated_at = Status.FLAGGED, waiver.verdict.cause, now
        credit.flagged_reason = waiver.verdict.reason
        credit.save(update_fields=["status", "cause", "flagged_reason", "updated_at"])


def _append(waiver: Waiver, act: str, reason: str, actor: str, now: datetime, **more: object) -> None:
    append(
        actor=actor,
        type=f"waiver.{act}",
        object=f"credit:{waiver.credit_id}",
        data={
            "waiver": waiver.pk,
            "check": waiver.check_name,
            "reason": reason,
            "proposed_by": waiver.proposed_by,
            "readings": waiver.verdict.readings_digest,
            "equipment": waiver.verdict.equipment_digest,
            **CarbonCredit.objects.get(pk=waiver.credit_id).told(),
            **more,
        },
        now=now,
    )


def _judged_again(waiver: Waiver, actor: str, now: datetime) -> Waiver:
    verify(credit_ids=[waiver.credit_id], actor=actor, now=now)
    return waivers().get(pk=waiver.pk)
