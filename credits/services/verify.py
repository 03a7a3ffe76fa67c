"""Judging credits: satellite hours are fetched, days judged as one batch, and what comes out is recorded.

The slow parts, the satellite service and the physics, run outside the transaction. Inside it the evidence is held once
more against what was judged, so that a reading that arrived meanwhile is never passed over.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from django.db import transaction

from credits import selectors
from credits.errors import EvidenceMovedError, MoveRefusedError
from credits.models import CarbonCredit, Status, Verdict
from credits.verification import expected
from credits.verification.days import DayBatch
from credits.verification.verdict import DayVerdict, as_json, judge
from inverters.curves import DAY_US, microseconds
from inverters.models import ProductionDay
from inverters.selectors import Evidence, Place, equipment_digest, evidence_of
from inverters.services.satellite import fetch_missing
from lumix.ledger.services import append

ATTEMPTS = 3
"""How often evidence that moves while it is judged is judged again before the caller is asked to come back."""


@dataclass(frozen=True)
class _Judged:
    """One credit with what was found about it and digests of what that was found from."""

    credit: CarbonCredit
    verdict: Verdict


def verify(*, credit_ids: list[int], actor: str, now: datetime) -> list[CarbonCredit]:
    """Judge these credits and return them as they stand afterwards, in the same order.

    Raises MoveRefusedError where one of them was submitted, EvidenceMovedError where readings kept arriving.
    """
    for _ in range(ATTEMPTS):
        credits = _open_credits(credit_ids)
        notes = _fetch_sky(credits, actor, now)
        judged = _judge(credits, notes, actor, now)
        if _record(judged, actor, now):
            found = CarbonCredit.objects.select_related("factor").in_bulk(credit_ids)
            return [found[credit_id] for credit_id in credit_ids]
    raise EvidenceMovedError("Readings kept arriving while the day was judged: ask again in a moment.")


def _open_credits(credit_ids: list[int]) -> list[CarbonCredit]:
    found = CarbonCredit.objects.select_related("inverter", "factor").in_bulk(credit_ids)
    for credit in found.values():
        if credit.status == Status.SUBMITTED:
            raise MoveRefusedError(f"The credit of {credit.date} was submitted and is final.")
    return [found[credit_id] for credit_id in credit_ids]


def _fetch_sky(credits: list[CarbonCredit], actor: str, now: datetime) -> dict[Place, str]:
    """Ask for satellite hours, cell by cell; returns why some are missing where the service did not give them."""
    days: dict[Place, set[date]] = defaultdict(set)
    for credit in credits:
        # A local day reaches into the UTC day before or after; a day still to come has no hours yet.
        around = {credit.date + timedelta(days=step) for step in (-1, 0, 1)}
        days[credit.inverter.cell] |= {day for day in around if day <= now.astimezone(UTC).date()}
    answers = {
        place: fetch_missing(place=place, days=sorted(wanted), actor=actor, now=now) for place, wanted in days.items()
    }
    return {place: answer for place, answer in answers.items() if answer}


def _judge(credits: list[CarbonCredit], notes: dict[Place, str], actor: str, now: datetime) -> list[_Judged]:
    evidence = evidence_of([(credit.inverter_id, credit.date) for credit in credits])
    batch = day_batch(evidence, notes, now)
    found = judge(batch, expected.derive(batch))
    return [
        _Judged(credit, _verdict(credit, row, verdict, evidence, actor, now))
        for row, (credit, verdict) in enumerate(zip(credits, found, strict=True))
    ]


def day_batch(evidence: Evidence, notes: dict[Place, str], now: datetime) -> DayBatch:
    """The evidence as the columns that the pure rules judge."""

    def column(values: list[float | None]) -> np.ndarray:
        return np.array([np.nan if value is None else value for value in values], np.float64)

    versions, inverters = evidence.equipment, evidence.inverters
    return DayBatch(
        kwh=evidence.curve.kwh,
        ghi_wh_m2=evidence.sky.ghi_wh_m2,
        clearsky_wh_m2=evidence.sky.clearsky_wh_m2,
        midnight=evidence.midnights_us.astype("datetime64[us]"),
        latitude=column([inverter.gps_lat for inverter in inverters]),
        longitude=column([inverter.gps_lon for inverter in inverters]),
        capacity_kw=column([version.capacity_kw for version in versions]),
        dc_capacity_kwp=column([version.dc_capacity_kwp for version in versions]),
        surface_tilt=column([version.surface_tilt for version in versions]),
        surface_azimuth=column([version.surface_azimuth for version in versions]),
        quantity=np.array([str(version.quantity) for version in versions]),
        interval_minutes=column([row.interval_minutes if row else None for row in evidence.production]),
        hours_since_previous=evidence.hours_since_previous,
        reference_kind=np.array(evidence.sky.kinds),
        day_over=evidence.midnights_us + DAY_US <= microseconds(now),
        provisional=np.array([row.provisional_count if row else 0 for row in evidence.production], np.int64),
        reference_note=np.array([notes.get(inverter.cell, "") for inverter in inverters]),
    )


def _verdict(
    credit: CarbonCredit, row: int, found: DayVerdict, evidence: Evidence, actor: str, now: datetime
) -> Verdict:
    production, fetched_at = evidence.production[row], evidence.sky.fetched_at[row]
    return Verdict(
        credit=credit,
        judged_at=now,
        actor=actor,
        rule_version=found.rule_version,
        status=found.status,
        correlation=found.correlation,
        reason=found.reason or "",
        checks=as_json(found)["checks"],
        reference={
            "kind": evidence.sky.kinds[row],
            "source": evidence.sky.sources[row],
            "fetched_at": fetched_at and fetched_at.isoformat(),
        },
        readings_digest=bytes(production.digest).hex() if production else "",
        satellite_digest=evidence.sky.digest(row),
        equipment_digest=equipment_digest(evidence.equipment[row], evidence.inverters[row]),
    )


@transaction.atomic
def _record(judged: list[_Judged], actor: str, now: datetime) -> bool:
    """Write verdicts and credits; False, with nothing written, where evidence or credit moved meanwhile."""
    locked = {
        credit.pk: credit
        for credit in CarbonCredit.objects.filter(pk__in=[one.credit.pk for one in judged])
        .select_for_update()
        .order_by("pk")
    }
    if any(_moved(one, locked[one.credit.pk]) for one in judged) or _readings_moved(judged):
        return False
    latest = selectors.latest_verdicts(list(locked))
    fresh = [one.verdict for one in judged if not _same(one.verdict, latest.get(one.credit.pk))]
    Verdict.objects.bulk_create(fresh, batch_size=500)
    changed = [locked[one.credit.pk] for one in judged if _apply(one.verdict, locked[one.credit.pk], now)]
    CarbonCredit.objects.bulk_update(changed, ["status", "correlation", "flagged_reason", "updated_at"], 500)
    if fresh or changed:
        _append(judged, fresh, {credit.pk for credit in changed}, actor, now)
    return True


def _moved(one: _Judged, locked: CarbonCredit) -> bool:
    judged = one.credit
    return (locked.status, locked.milliwatt_hours) != (judged.status, judged.milliwatt_hours)


def _readings_moved(judged: list[_Judged]) -> bool:
    rows = ProductionDay.objects.filter(
        inverter_id__in={one.credit.inverter_id for one in judged}, date__in={one.credit.date for one in judged}
    ).values_list("inverter_id", "date", "digest")
    digests = {(inverter_id, day): bytes(digest).hex() for inverter_id, day, digest in rows}
    return any(
        digests.get((one.credit.inverter_id, one.credit.date), "") != one.verdict.readings_digest for one in judged
    )


def _same(verdict: Verdict, before: Verdict | None) -> bool:
    """Whether this was found before, from the same evidence: then there is nothing to record."""
    return before is not None and all(
        getattr(verdict, name) == getattr(before, name) for name in ("inputs", "status", "reason", "checks")
    )


def _apply(verdict: Verdict, credit: CarbonCredit, now: datetime) -> bool:
    """Let the credit say what was found; a flag stays until a person lifts it. Says whether the credit changed."""
    before = credit.status, credit.correlation, credit.flagged_reason
    if credit.status != Status.FLAGGED or verdict.status == Status.FLAGGED:
        credit.status, credit.flagged_reason = verdict.status, verdict.reason or None
    credit.correlation = verdict.correlation
    credit.updated_at = now
    return before != (credit.status, credit.correlation, credit.flagged_reason)


def _append(judged: list[_Judged], fresh: list[Verdict], changed: set[int], actor: str, now: datetime) -> None:
    new = {id(verdict) for verdict in fresh}
    members = [one for one in judged if id(one.verdict) in new or one.credit.pk in changed]
    append(
        actor=actor,
        type="credits.verified",
        object=f"credit:{members[0].credit.pk}" if len(members) == 1 else f"credits:{len(members)}",
        data={
            "verdicts": [
                {
                    "inverter": one.credit.inverter_id,
                    "date": one.credit.date,
                    "from": one.credit.status,
                    "verdict": one.verdict.status,
                    "rule_version": one.verdict.rule_version,
                    "correlation": one.verdict.correlation,
                    "readings": one.verdict.readings_digest,
                    "satellite": one.verdict.satellite_digest,
                    "equipment": one.verdict.equipment_digest,
                }
                for one in members
            ]
        },
        now=now,
    )
