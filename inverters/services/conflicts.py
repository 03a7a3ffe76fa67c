"""Second values decided on: one takes the place of the first, or the first stays. Both remain on record for ever."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.db import transaction

from inverters import bulk, stored_rows
from inverters.conflict_selectors import SecondValues, Which, conflicts, second_values
from inverters.constants import MILLIWATT_HOURS_PER_KWH
from inverters.curves import LoggerClock, digest_rows, utc
from inverters.errors import ConflictDecidedError, ConflictUndecidableError
from inverters.models import ConflictDecision, DecidedConflict, Inverter, InverterReading, ProductionDay
from inverters.services.days import write_days
from inverters.signals import correcting, evidence_changed
from inverters.stored_rows import StoredRows
from lumix.ledger.services import append
from lumix.modes import Role

Outcome = ConflictDecision.Outcome


@dataclass(frozen=True)
class Decided:
    """What was decided, and the local days whose readings are others since; none where it was dismissed."""

    decision: ConflictDecision
    days: list[date]


@transaction.atomic
def accept(*, which: Which, reason: str, actor: str, role: Role, now: datetime) -> Decided:
    """Let these second values stand in the place of the first ones, which are kept; days and credits follow.

    Raises ConflictDecidedError where they were decided on meanwhile, ConflictUndecidableError without a reason or for
    two values of one instant, and what the rooms above raise for days that may not be corrected.
    """
    reason = _reason(reason)
    clocks, found = _locked(which)
    _refuse_two_of_one_instant(found)
    days = np.unique(found.days)
    correcting.send(Inverter, inverter_id=which.inverter.pk, days=days.tolist(), role=role)
    first, before = _first_values(which.inverter.pk, found), _digests(which.inverter.pk, days)
    states = np.full(len(found.ids), InverterReading.State.FINAL, np.int8)
    bulk.replace_readings(first.ids, found.milliwatt_hours, states, found.batches)
    decision = _decide(Outcome.ACCEPTED, which, found, first, reason, actor, now)
    write_days(which.inverter.pk, clocks, days, None)
    evidence_changed.send(
        Inverter,
        inverter_id=which.inverter.pk,
        days=days.tolist(),
        since=None,
        why=f"{_counted(len(found.ids))} corrected by {actor}",
        actor=actor,
        now=now,
        corrected=True,
        reason=reason,
        before=before,
    )
    _append(decision, found, first)
    return Decided(decision, days.tolist())


@transaction.atomic
def dismiss(*, which: Which, reason: str, actor: str, now: datetime) -> Decided:
    """Let the first values stand. Raises ConflictDecidedError and ConflictUndecidableError as `accept` does."""
    reason = _reason(reason)
    _, found = _locked(which)
    first = _first_values(which.inverter.pk, found)
    decision = _decide(Outcome.DISMISSED, which, found, first, reason, actor, now)
    _append(decision, found, first)
    return Decided(decision, [])


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ConflictUndecidableError("A second value is accepted or dismissed only with a reason: say how you know.")
    return reason.strip()


def _locked(which: Which) -> tuple[list[LoggerClock], SecondValues]:
    """The second values that still wait, behind the lock that uploads wait at too."""
    inverter = Inverter.objects.select_for_update(no_key=True).get(pk=which.inverter.pk)
    clocks = [version.clock for version in inverter.equipment.order_by("valid_from")]
    found = second_values(which, clocks)
    if len(found.ids) < max(len(set(which.ids)), 1):
        raise ConflictDecidedError(_decided_before(which))
    return clocks, found


def _decided_before(which: Which) -> str:
    """Who was quicker, where single values were named."""
    before = conflicts().filter(pk__in=which.ids, decided__isnull=False).first()
    if before is None:
        return "No second value waits here any more: they were decided on meanwhile."
    decision = before.decided.decision
    who = f"{decision.outcome} by {decision.actor} before: {decision.reason}"
    return f"The second value for {before.timestamp:%Y-%m-%d %H:%M} UTC was {who}"


def _refuse_two_of_one_instant(found: SecondValues) -> None:
    doubled = found.stamps_us[1:][found.stamps_us[1:] == found.stamps_us[:-1]]
    if len(doubled):
        raise ConflictUndecidableError(
            f"There are several second values for {utc(int(doubled[0])):%Y-%m-%d %H:%M} UTC, and only one can stand: "
            "accept that one singly, and dismiss the others."
        )


def _first_values(inverter_id: int, found: SecondValues) -> StoredRows:
    """The readings that stand at the same instants, row for row."""
    stored = stored_rows.stored_readings(inverter_id, np.unique(found.stamps_us))
    at = np.searchsorted(stored.stamps_us, found.stamps_us)
    return StoredRows(*(column[at] for column in vars(stored).values()))


def _digests(inverter_id: int, days: np.ndarray) -> dict[date, str]:
    """What the days' readings come to as they stand, for who has to tell afterwards what they were."""
    rows = ProductionDay.objects.filter(inverter_id=inverter_id, date__in=days.tolist())
    return {day: bytes(digest).hex() for day, digest in rows.values_list("date", "digest")}


def _decide(
    outcome: str, which: Which, found: SecondValues, first: StoredRows, reason: str, actor: str, now: datetime
) -> ConflictDecision:
    decision = ConflictDecision.objects.create(
        inverter=which.inverter, outcome=outcome, reason=reason, actor=actor, decided_at=now, conflicts=len(found.ids)
    )
    kwh = first.milliwatt_hours / MILLIWATT_HOURS_PER_KWH
    DecidedConflict.objects.bulk_create(
        [
            DecidedConflict(decision=decision, conflict_id=key, first_kwh=value, first_batch_id=batch)
            for key, value, batch in zip(found.ids.tolist(), kwh.tolist(), first.batches.tolist(), strict=True)
        ],
        batch_size=1_000,
    )
    return decision


def _append(decision: ConflictDecision, found: SecondValues, first: StoredRows) -> None:
    append(
        actor=decision.actor,
        type=f"conflicts.{decision.outcome}",
        object=f"inverter:{decision.inverter_id}",
        data={
            "decision": decision.pk,
            "reason": decision.reason,
            "conflicts": decision.conflicts,
            "late": int(_came_late(found, first).sum()),
            "batches": np.unique(found.batches).tolist(),
            "first_day": found.days.min().item(),
            "last_day": found.days.max().item(),
            "first_values": digest_rows(found.stamps_us, first.milliwatt_hours).hex(),
            "second_values": digest_rows(found.stamps_us, found.milliwatt_hours).hex(),
        },
        now=decision.decided_at,
    )


def _came_late(found: SecondValues, first: StoredRows) -> np.ndarray:
    """Which of them were the only value of their instant, and did not count because the day was submitted (a mask)."""
    same = (first.batches == found.batches) & (first.milliwatt_hours == found.milliwatt_hours)
    return same & (first.states == InverterReading.State.LATE)


def _counted(readings: int) -> str:
    return "one reading was" if readings == 1 else f"{readings} readings were"
