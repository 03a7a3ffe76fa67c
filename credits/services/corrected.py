"""What follows for a submitted credit when its day is corrected: debits and additions beside it, for it is final.

Less energy counts at once. More is a claim like any other: the corrected day is judged, and what is VERIFIED counts.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, QuerySet

from credits import selectors
from credits.adjustment_selectors import NOTHING, adjusted_each, by_corrections, unsettled
from credits.errors import CreditError, EvidenceMovedError
from credits.models import Adjustment, CarbonCredit, Correction, Status, Verdict
from credits.services.adjusting import grams_of, lock_inverters, record
from credits.services.chunks import pieces
from credits.services.halving import Refusal, each_possible
from credits.services.judging import Judged, judge_credits, still_stands
from credits.services.renewed import JUDGED_AT_ONCE
from credits.services.submitting import refuse_as_judged
from credits.services.verify import ATTEMPTS, record_verdicts
from inverters.models import ProductionDay
from lumix.ledger.services import append

log = structlog.get_logger(__name__)

CORRECTION = Adjustment.Kind.CORRECTION


def correct_submitted(
    *, inverter_id: int, before: dict[date, str], reason: str, actor: str, now: datetime
) -> list[Correction]:
    """Note what submitted days come to since their readings were corrected, and debit at once what is less.

    Inside the transaction that corrects them and behind its inverter's lock, where all wait who write beside a final
    credit. before: the digests of the readings of all corrected days, as they were.
    """
    mine = selectors.credits().filter(inverter_id=inverter_id, date__in=list(before), status=Status.SUBMITTED)
    credits = _counting(mine)
    if not credits:
        return []
    days = ProductionDay.objects.filter(inverter_id=inverter_id, date__in=[credit.date for credit in credits])
    after = {day.date: day for day in days}
    made = Correction.objects.bulk_create(
        [_correction(credit, before[credit.date], after.get(credit.date), reason, actor, now) for credit in credits]
    )
    _append_corrected(inverter_id, made, reason, actor, now)
    _debit(credits, made, reason, actor, now)
    return made


def _counting(found: QuerySet[CarbonCredit]) -> list[Any]:
    """These credits, each with `counting`: the energy that counts of its day [mWh]."""
    return list(found.annotate(counting=F("milliwatt_hours") + by_corrections()).order_by("date"))


def _correction(
    credit: CarbonCredit, before: str, day: ProductionDay | None, reason: str, actor: str, now: datetime
) -> Correction:
    return Correction(
        credit=credit,
        reason=reason,
        actor=actor,
        corrected_at=now,
        milliwatt_hours=day.milliwatt_hours if day else 0,
        digest_before=before,
        digest_after=bytes(day.digest).hex() if day else "",
    )


def _debit(credits: list[Any], made: list[Correction], reason: str, actor: str, now: datetime) -> None:
    sums = adjusted_each([credit.pk for credit in credits])
    debits = [
        Adjustment(
            credit=credit,
            kind=CORRECTION,
            milliwatt_hours=less,
            grams=grams_of(credit, sums.get(credit.pk, NOTHING), less),
            reason=reason,
            actor=actor,
            adjusted_at=now,
            digest_before=one.digest_before,
            digest_after=one.digest_after,
        )
        for credit, one in zip(credits, made, strict=True)
        if (less := one.milliwatt_hours - credit.counting) < 0
    ]
    record(debits, actor, now)


def _append_corrected(inverter_id: int, made: list[Correction], reason: str, actor: str, now: datetime) -> None:
    append(
        actor=actor,
        type="credits.corrected",
        object=f"credit:{made[0].credit_id}" if len(made) == 1 else f"credits:{len(made)}",
        data={
            "inverter": inverter_id,
            "reason": reason,
            "corrections": [
                {
                    "correction": one.pk,
                    "credit": one.credit_id,
                    "date": one.credit.date,
                    "milliwatt_hours": one.milliwatt_hours,
                    "digest_before": one.digest_before,
                    "digest_after": one.digest_after,
                }
                for one in made
            ],
        },
        now=now,
    )


def judge_corrected(*, credit_ids: list[int], actor: str, now: datetime) -> list[Adjustment]:
    """Judge the corrected days of submitted credits, and add to these what is VERIFIED beyond what counts already.

    Returns the additions. What is not VERIFIED waits: `unsettled` lists it, and calling again takes it up. Raises
    EvidenceMovedError where readings kept arriving.
    """
    corrected = Correction.objects.filter(credit_id__in=credit_ids).values("credit")
    credits = list(selectors.credits().filter(pk__in=corrected, status=Status.SUBMITTED).order_by("date", "pk"))
    if not credits:
        return []
    for _ in range(ATTEMPTS):
        made = _record(judge_credits(credits=credits, actor=actor, now=now), actor, now)
        if made is not None:
            return made
    raise EvidenceMovedError("Readings kept arriving while the day was judged: ask again in a moment.")


def judge_waiting(*, actor: str, now: datetime) -> list[Adjustment]:
    """Judge all corrected days that wait to count for more, so many at a time, and return what was added.

    One that is refused goes on waiting, and keeps no other from being judged.
    """

    def act(credit_ids: list[int]) -> list[Adjustment]:
        return judge_corrected(credit_ids=credit_ids, actor=actor, now=now)

    def refuse(refusal: Refusal, credit_id: int) -> None:
        log.warning("corrected_day_not_judged", credit=credit_id, why=str(refusal))

    waiting = iter(list(unsettled().order_by("pk").values_list("pk", flat=True)))
    return [added for piece in pieces(waiting, JUDGED_AT_ONCE) for added in each_possible(piece, act, refuse)]


@transaction.atomic
def _record(judged: list[Judged], actor: str, now: datetime) -> list[Adjustment] | None:
    """Keep the verdicts and what follows from them; None, with nothing kept, where the evidence moved meanwhile."""
    keys = [one.credit.pk for one in judged]
    lock_inverters({one.credit.inverter_id for one in judged})
    if not still_stands(judged):
        return None
    verdicts = record_verdicts(judged, actor, now)
    wanting = unsettled(selectors.credits().filter(pk__in=keys)).select_related("inverter").order_by("date")
    additions = [credit for credit in wanting if why_not_added(credit, verdicts[credit.pk]) == ""]
    return record(_additions(additions, verdicts, actor, now), actor, now)


def why_not_added(credit: CarbonCredit, verdict: Verdict | None) -> str:
    """Why a corrected day's surplus does not count yet; empty where nothing stands against it any more."""
    if verdict is None:
        return "The corrected day was not judged yet."
    if verdict.status != Status.VERIFIED:
        return f"The corrected day is {verdict.status}: {verdict.reason}"
    try:
        refuse_as_judged(credit, credit.inverter, verdict)
    except CreditError as refusal:
        return str(refusal)
    return ""


def _additions(credits: Sequence[Any], verdicts: dict[int, Verdict], actor: str, now: datetime) -> list[Adjustment]:
    keys = [credit.pk for credit in credits]
    sums = adjusted_each(keys)
    newest: dict[int, Correction] = {one.credit_id: one for one in Correction.objects.filter(credit__in=keys)}
    return [
        Adjustment(
            credit=credit,
            kind=CORRECTION,
            milliwatt_hours=(more := credit.corrected - credit.counting),
            grams=grams_of(credit, sums.get(credit.pk, NOTHING), more),
            reason=newest[credit.pk].reason,
            actor=actor,
            adjusted_at=now,
            verdict=verdicts[credit.pk],
            digest_before=newest[credit.pk].digest_before,
            digest_after=newest[credit.pk].digest_after,
        )
        for credit in credits
    ]
