"""Verification: credits are judged outside of any transaction, and what was found is recorded inside one.

Before it is written, the evidence is held once more against what was judged, so that a reading that arrived meanwhile
is never passed over.
"""

from datetime import datetime
from itertools import compress
from operator import or_

from django.db import transaction

from credits import selectors
from credits.errors import EvidenceMovedError, MoveRefusedError
from credits.models import CarbonCredit, CheckTexts, Status, Verdict
from credits.models.check_texts import PRESENT
from credits.services.calculate import refuse_outside_life
from credits.services.judging import Judged, judge_credits, still_stands
from credits.services.provisional import add_provisional
from credits.verification.kept import texts_of
from credits.verification.waivers import AWAITS_AUDITOR
from credits.waiver_selectors import flags_in_doubt
from lumix import bulk
from lumix.ledger.services import append

ATTEMPTS = 3
"""How often evidence that moves while it is judged is judged again before the caller is asked to come back."""

FLAG_IN_DOUBT = (
    "This day was flagged, and a waiver of what flagged it awaits an auditor: until he decides, other evidence does "
    "not verify it. Withdrawing the waiver brings the flag back."
)
JUDGED_FIELDS = ("status", "correlation", "flagged_reason", "provisional", "cause", "verified_by_waiver")
FOUND_FIELDS = [*JUDGED_FIELDS, "updated_at"]


def verify(*, credit_ids: list[int], actor: str, now: datetime) -> list[CarbonCredit]:
    """Judge these credits and return them as they stand afterwards, in the same order.

    Raises MoveRefusedError where one of them was submitted, NothingToCreditError where a day lies outside its
    inverter's life, EvidenceMovedError where readings kept arriving.
    """
    wanted = list(dict.fromkeys(credit_ids))
    if not wanted:
        return []
    for _ in range(ATTEMPTS):
        judged = judge_credits(credits=_open_credits(wanted), actor=actor, now=now)
        add_provisional(judged, now)
        if found := _record(judged, actor, now):
            return [found[credit_id] for credit_id in credit_ids]
    raise EvidenceMovedError("Readings kept arriving while the day was judged: ask again in a moment.")


def _open_credits(credit_ids: list[int]) -> list[CarbonCredit]:
    found = selectors.credits().select_related("inverter").in_bulk(credit_ids)
    for credit in found.values():
        if credit.status == Status.SUBMITTED:
            raise MoveRefusedError(f"The credit of {credit.date} was submitted and is final.")
        refuse_outside_life(credit.inverter, credit.date)
    return [found[credit_id] for credit_id in credit_ids]


@transaction.atomic
def _record(judged: list[Judged], actor: str, now: datetime) -> dict[int, CarbonCredit]:
    """Write verdicts and credits and return these; none, with nothing written, where evidence or credit moved."""
    wanted = selectors.credits().filter(pk__in=[one.credit.pk for one in judged])
    locked = {credit.pk: credit for credit in wanted.select_for_update(of=("self",)).order_by("pk")}
    if any(locked[one.credit.pk].status != one.credit.status for one in judged) or not still_stands(judged):
        return {}
    latest = selectors.latest_verdicts(list(locked))
    fresh = [not _same(one.verdict, latest.get(one.credit.pk)) for one in judged]
    in_doubt = flags_in_doubt(list(locked))
    changed = [_apply(one.verdict, locked[one.credit.pk], one.credit.pk in in_doubt, now) for one in judged]
    _keep_texts({one.verdict.texts_id for one in judged if one.verdict.texts_id})
    bulk.insert([one.verdict for one in compress(judged, fresh)])
    bulk.update([locked[one.credit.pk] for one in compress(judged, changed)], FOUND_FIELDS)
    if told := list(compress(judged, map(or_, fresh, changed))):
        _append(told, locked, actor, now)
    return locked


def record_verdicts(judged: list[Judged], actor: str, now: datetime) -> dict[int, Verdict]:
    """Keep what was found of credits that are final, inside the caller's transaction; the credits stay as they are.

    Returns the newest verdict of each.
    """
    newest = selectors.latest_verdicts([one.credit.pk for one in judged])
    fresh = [one for one in judged if not _same(one.verdict, newest.get(one.credit.pk))]
    _keep_texts({one.verdict.texts_id for one in fresh if one.verdict.texts_id})
    bulk.insert([one.verdict for one in fresh])
    if fresh:
        _append(fresh, {one.credit.pk: one.credit for one in fresh}, actor, now)
    return newest | {one.credit.pk: one.verdict for one in fresh}


def _same(verdict: Verdict, before: Verdict | None) -> bool:
    """Whether this was found before, from the same evidence: then there is nothing to record."""
    return before is not None and verdict.found == before.found


def _keep_texts(digests: set[str]) -> None:
    """Keep the sentences that verdicts are told with, before the first of them needs it; another may do so just now."""
    for digest in digests - set(CheckTexts.objects.filter(pk__in=digests).values_list("pk", flat=True)):
        CheckTexts.objects.get_or_create(digest=digest, defaults={"content": texts_of(PRESENT)})


def _apply(verdict: Verdict, credit: CarbonCredit, in_doubt: bool, now: datetime) -> bool:
    """Let the credit say what was found; a flag stays until a person lifts it. Says whether the credit changed.

    in_doubt: its flag gave way to a proposed waiver. Whoever proposes must not clear it by other evidence meanwhile.
    """
    before = _found(credit)
    if in_doubt and verdict.status == Status.VERIFIED:
        credit.status, credit.flagged_reason, credit.cause = Status.PENDING, FLAG_IN_DOUBT, AWAITS_AUDITOR
        credit.verified_by_waiver = False
    elif credit.status != Status.FLAGGED or verdict.status == Status.FLAGGED:
        credit.status, credit.flagged_reason, credit.cause = verdict.status, verdict.reason or None, verdict.cause
        credit.verified_by_waiver = verdict.rests_on_waiver
    credit.correlation = verdict.correlation
    credit.provisional = verdict.reference.get("provisional") if credit.status == Status.PENDING else None
    if changed := before != _found(credit):
        credit.updated_at = now
    return changed


def _found(credit: CarbonCredit) -> tuple[object, ...]:
    return tuple(getattr(credit, name) for name in JUDGED_FIELDS)


def _append(told: list[Judged], after: dict[int, CarbonCredit], actor: str, now: datetime) -> None:
    """One ledger entry for all that this judging wrote."""
    append(
        actor=actor,
        type="credits.verified",
        object=f"credit:{told[0].credit.pk}" if len(told) == 1 else f"credits:{len(told)}",
        data={
            "verdicts": [
                {
                    "inverter": one.credit.inverter_id,
                    "date": one.credit.date,
                    "from": one.credit.status,
                    "to": str(after[one.credit.pk].status),
                    "verdict": str(one.verdict.status),
                    "id": one.verdict.pk,
                    "by_waiver": after[one.credit.pk].verified_by_waiver,
                    "words": after[one.credit.pk].words_digest,
                    "rule_version": one.verdict.rule_version,
                    "correlation": one.verdict.correlation,
                    "digest": one.verdict.digest,
                }
                for one in told
            ]
        },
        now=now,
    )
