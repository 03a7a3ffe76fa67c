"""Readings in: one service for every door, one transaction and one ledger entry an upload."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction

from inverters import raw_uploads
from inverters.curves import LoggerClock, digest_rows, place
from inverters.errors import KeyReusedError, RowError
from inverters.models import Inverter, InverterReading, ReadingBatch
from inverters.services.days import write_days
from inverters.services.settling import Rows, Settled, provisional_rows, settle
from inverters.signals import evidence_changed, frozen_days
from inverters.sources import readings_csv, readings_json
from inverters.sources.columns import ReadingColumns
from inverters.sources.intake import ReceivedUpload
from lumix.ledger.services import append

READERS: dict[str, Callable[..., ReadingColumns]] = {
    "text/csv": readings_csv.read,
    "application/json": readings_json.read,
}
"""How each media type is read."""


Compose = Callable[["Imported"], dict[str, Any]]


@dataclass(frozen=True)
class Upload:
    """What came through a door, and by whom."""

    received: ReceivedUpload
    media_type: str
    actor: str
    file_name: str = ""
    lenient: bool = False
    idempotency_key: str | None = None


@dataclass(frozen=True)
class Imported:
    """What became of an upload.

    batch: with the counts. stamps_us: what was sent, sorted. rejected: the rows left out. answer: what the sender was
    told, and is told again where he repeats his idempotency key.
    """

    batch: ReadingBatch
    stamps_us: np.ndarray
    rejected: list[RowError] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)


def import_readings(*, inverter: Inverter, upload: Upload, now: datetime, compose: Compose | None = None) -> Imported:
    """Store an upload's readings.

    compose: makes the answer, inside the transaction. Raises MalformedUploadError, UploadTooLargeError or
    KeyReusedError with nothing stored. A value that contradicts a stored one goes to quarantine and holds back only
    its own row.
    """
    if before := _answered(inverter, upload):
        return before
    clocks = [version.clock for version in inverter.equipment.order_by("valid_from")]
    read = READERS[upload.media_type]
    columns = read(upload.received.file, zone=clocks[-1].zone, now=now, lenient=upload.lenient)
    raw_uploads.keep(upload.received)
    with transaction.atomic():
        # Whoever writes this inverter's readings waits here, so that no two sum the same day at once.
        Inverter.objects.select_for_update(no_key=True).get(pk=inverter.pk)
        if before := _answered(inverter, upload):
            return before
        batch = _open_batch(inverter, upload, columns, now)
        rows = _rows(inverter.pk, columns, clocks, now)
        settled = settle(batch, rows)
        _close_batch(batch, rows, settled)
        days = _renew_days(batch, rows, settled, clocks)
        done = Imported(batch, rows.stamps_us, columns.rejected)
        if compose:
            done.answer.update(compose(done))
            _keep_answer(done)
        _record(batch, days, rows)
    return done


def _answered(inverter: Inverter, upload: Upload) -> Imported | None:
    """What was made of the first upload with this idempotency key."""
    if upload.idempotency_key is None:
        return None
    batch = inverter.batches.filter(idempotency_key=upload.idempotency_key).first()
    if batch and batch.sha256 != upload.received.sha256:
        raise KeyReusedError("This Idempotency-Key came with another body before: use a new key for a new upload.")
    return Imported(batch, np.array([], np.int64), answer=batch.answer or {}) if batch else None


def _keep_answer(done: Imported) -> None:
    if done.batch.idempotency_key is not None:
        done.batch.answer = done.answer
        done.batch.save(update_fields=["answer"])


def _open_batch(inverter: Inverter, upload: Upload, columns: ReadingColumns, now: datetime) -> ReadingBatch:
    return ReadingBatch.objects.create(
        inverter=inverter,
        received_at=now,
        actor=upload.actor,
        file_name=upload.file_name,
        media_type=upload.media_type,
        sha256=upload.received.sha256,
        size_bytes=upload.received.size,
        rows_sent=columns.rows_sent,
        accepted=columns.rows_sent,
        duplicate=0,
        conflict=0,
        rejected=0,
        idempotency_key=upload.idempotency_key,
    )


def _rows(inverter_id: int, columns: ReadingColumns, clocks: list[LoggerClock], now: datetime) -> Rows:
    """Sorted by instant: shuffled parallel uploads would lock each other's rows in different orders, and deadlock."""
    order = np.argsort(columns.instant_us, kind="stable")
    stamps = columns.instant_us[order]
    placed = place(stamps, clocks)
    states = np.full(len(stamps), InverterReading.State.FINAL, np.int64)
    states[provisional_rows(inverter_id, stamps, placed.instants_us, clocks[-1], now)] = (
        InverterReading.State.PROVISIONAL
    )
    states[np.isin(placed.days, _frozen(inverter_id, np.unique(placed.days)))] = InverterReading.State.LATE
    return Rows(stamps, columns.milliwatt_hours[order], placed, states, columns)


def _frozen(inverter_id: int, days: np.ndarray) -> np.ndarray:
    """Which of the days may not change any more, because what they are worth has left the house."""
    answers = frozen_days.send(Inverter, inverter_id=inverter_id, days=days.tolist())
    return np.array([day for _, frozen in answers for day in frozen or ()], "datetime64[D]")


def _close_batch(batch: ReadingBatch, rows: Rows, settled: Settled) -> None:
    taken = settled.accepted | settled.replaced
    batch.accepted = int(taken.sum())
    batch.conflict = int(settled.conflict.sum())
    batch.rejected = len(rows.columns.rejected)
    batch.duplicate = batch.rows_sent - batch.accepted - batch.conflict - batch.rejected
    batch.digest = digest_rows(rows.stamps_us[taken], rows.milliwatt_hours[taken]).hex()
    batch.save()


def _renew_days(batch: ReadingBatch, rows: Rows, settled: Settled, clocks: list[LoggerClock]) -> list[date]:
    """Sum the days that the upload changed anew, and tell the rooms above. Returns them."""
    changed = (settled.accepted | settled.replaced) & (rows.states != InverterReading.State.LATE)
    days = np.unique(rows.placed.days[changed])
    if len(days):
        fresh = rows.as_stored(batch.pk) if settled.accepted.all() else None
        write_days(batch.inverter_id, clocks, days, fresh)
        evidence_changed.send(
            Inverter,
            inverter_id=batch.inverter_id,
            days=days.tolist(),
            since=None,
            why=f"readings arrived in batch {batch.pk}",
            actor=batch.actor,
            now=batch.received_at,
        )
    return days.tolist()


def _record(batch: ReadingBatch, days: list[date], rows: Rows) -> None:
    append(
        actor=batch.actor,
        type="readings.imported",
        object=f"inverter:{batch.inverter_id}",
        data={
            "batch": batch.pk,
            "sha256": batch.sha256,
            "digest": batch.digest,
            "file_name": batch.file_name,
            "rows_sent": batch.rows_sent,
            "accepted": batch.accepted,
            "duplicate": batch.duplicate,
            "conflict": batch.conflict,
            "rejected": batch.rejected,
            "late": int((rows.states == InverterReading.State.LATE).sum()),
            "first_day": days[0] if days else None,
            "last_day": days[-1] if days else None,
        },
        now=batch.received_at,
    )
