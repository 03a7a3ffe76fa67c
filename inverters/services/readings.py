"""Readings in: one service for every door, one transaction and one ledger entry an upload."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction

from inverters import bulk, raw_uploads
from inverters.curves import LoggerClock, digest_rows, place
from inverters.errors import KeyReusedError, PreviewMovedError, RowError
from inverters.loggers import Logger, locked
from inverters.models import Inverter, InverterReading, ReadingBatch
from inverters.services.days import Fresh, days_around, frozen_among, write_days
from inverters.services.restoring import bring_back_contradicted, tell
from inverters.services.settling import Rows, Settled, fingerprint, keep_late, provisional_rows, settle
from inverters.signals import evidence_changed
from inverters.sources import exports, readings_csv, readings_json
from inverters.sources.columns import ReadingColumns
from inverters.sources.intake import ReceivedUpload
from inverters.sources.layouts import ReadAs
from lumix.bulk import insert_one
from lumix.ledger.services import append

READERS: dict[str, Callable[..., ReadingColumns]] = {
    "text/csv": readings_csv.read,
    "application/json": readings_json.read,
}
"""How each media type is read."""


Compose = Callable[["Imported"], dict[str, Any]]


@dataclass(frozen=True)
class Upload:
    """What came through a door, and by whom. read_as: how somebody chose to read it, where it is no plain upload.

    reason: why, where it corrects what is stored.
    """

    received: ReceivedUpload
    media_type: str
    actor: str
    file_name: str = ""
    lenient: bool = False
    idempotency_key: str | None = None
    read_as: ReadAs | None = None
    reason: str = ""


@dataclass(frozen=True)
class Imported:
    """What became of an upload.

    batch: with the counts. stamps_us: what was sent, sorted. rejected: the rows left out. answer: what the sender was
    told, and is told again where he repeats his idempotency key. standing: all readings of the upload's days as they
    stand now, where those are few enough to be read at once (see `days_around`).
    """

    batch: ReadingBatch
    stamps_us: np.ndarray
    rejected: list[RowError] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)
    standing: bulk.StoredRows | None = None


def import_readings(
    *, logger: Logger, upload: Upload, now: datetime, compose: Compose | None = None, expected: str | None = None
) -> Imported:
    """Store an upload's readings.

    compose: makes the answer, inside the transaction. expected: the fingerprint of what was previewed. Raises
    MalformedUploadError, UploadTooLargeError, KeyReusedError or, where it would come to something else than expected,
    PreviewMovedError, with nothing stored. A value that contradicts a stored one goes to quarantine and holds back
    only its own row.
    """
    if before := _answered(logger.inverter_id, upload):
        return before
    columns = read_columns(upload, logger.clock_on(now.date()), now)
    body = raw_uploads.keep(upload.received)
    with transaction.atomic():
        clocks = locked(logger.inverter_id).clocks
        if before := _answered(logger.inverter_id, upload):
            return before
        rows = arrange(logger.inverter_id, columns, clocks, now)
        batch = _open_batch(logger.inverter_id, upload, body, rows, now)
        brought_back = bring_back_contradicted(logger.inverter_id, rows, now)
        settled = settle(batch, rows)
        _refuse_unexpected(rows, settled, expected)
        keep_late(batch, rows, settled)
        _close_batch(batch, rows, settled)
        standing = _standing(batch.inverter_id, rows, clocks)
        done = Imported(batch, rows.stamps_us, columns.rejected, standing=standing)
        if compose:
            done.answer.update(compose(done))
            _keep_answer(done)
        days = _renew_days(batch, rows, settled, clocks, standing)
        tell(brought_back, upload.actor, now)
        _record(batch, days, rows, settled, upload.read_as)
    return done


def read_columns(upload: Upload, clock: LoggerClock, now: datetime) -> ReadingColumns:
    """The rows, by the zone of today; what is the future shows on the logger's own clock, whose error is known."""
    file, logger_now = upload.received.file, now + timedelta(minutes=clock.offset_minutes)
    if upload.read_as:
        return exports.read(file, upload.read_as, now=logger_now, marks_end=clock.marks_end, lenient=upload.lenient)
    return READERS[upload.media_type](file, zone=clock.zone, now=logger_now, lenient=upload.lenient)


def _refuse_unexpected(rows: Rows, settled: Settled, expected: str | None) -> None:
    if expected is not None and fingerprint(rows, settled) != expected:
        raise PreviewMovedError(
            "Readings or equipment have changed since this preview was made, and the file would come to something "
            "else: look at it once more. Nothing was stored."
        )


def _answered(inverter_id: int, upload: Upload) -> Imported | None:
    """What was made of the first upload with this idempotency key."""
    if upload.idempotency_key is None:
        return None
    batch = ReadingBatch.objects.filter(inverter_id=inverter_id, idempotency_key=upload.idempotency_key).first()
    if batch and batch.sha256 != upload.received.sha256:
        raise KeyReusedError("This Idempotency-Key came with another body before: use a new key for a new upload.")
    return Imported(batch, np.array([], np.int64), answer=batch.answer or {}) if batch else None


def _keep_answer(done: Imported) -> None:
    if done.batch.idempotency_key is not None:
        done.batch.answer = done.answer
        done.batch.save(update_fields=["answer"])


def _open_batch(inverter_id: int, upload: Upload, body: bytes | None, rows: Rows, now: datetime) -> ReadingBatch:
    """The batch as it will stand where every row is new."""
    columns = rows.columns
    batch = ReadingBatch(
        inverter_id=inverter_id,
        received_at=now,
        actor=upload.actor,
        file_name=upload.file_name,
        media_type=upload.media_type,
        sha256=upload.received.sha256,
        size_bytes=upload.received.size,
        body=body,
        rows_sent=columns.rows_sent,
        accepted=len(rows.stamps_us),
        duplicate=columns.repeated,
        conflict=0,
        rejected=len(columns.rejected),
        digest=digest_rows(rows.stamps_us, rows.milliwatt_hours).hex(),
        idempotency_key=upload.idempotency_key,
        reason=upload.reason.strip(),
    )
    insert_one(batch)
    return batch


def arrange(inverter_id: int, columns: ReadingColumns, clocks: list[LoggerClock], now: datetime) -> Rows:
    """The rows where they lie and as what they are to be stored, sorted by instant.

    Shuffled parallel uploads would lock each other's rows in different orders, and deadlock.
    """
    stamps, milliwatt_hours = columns.instant_us, columns.milliwatt_hours
    if (stamps[1:] < stamps[:-1]).any():
        order = np.argsort(stamps)
        stamps, milliwatt_hours = stamps[order], milliwatt_hours[order]
    placed = place(stamps, clocks)
    states = np.full(len(stamps), InverterReading.State.FINAL, np.int8)
    waiting = provisional_rows(inverter_id, stamps, placed.instants_us, placed.marks_end, now)
    states[waiting] = InverterReading.State.PROVISIONAL
    states[np.isin(placed.days, frozen_among(inverter_id, np.unique(placed.days)))] = InverterReading.State.LATE
    return Rows(stamps, milliwatt_hours, placed, states, columns)


def _close_batch(batch: ReadingBatch, rows: Rows, settled: Settled) -> None:
    taken = settled.taken
    if taken.all():
        return
    batch.accepted = int(taken.sum())
    batch.conflict = int(settled.conflict.sum())
    batch.duplicate = batch.rows_sent - batch.accepted - batch.conflict - batch.rejected
    batch.digest = digest_rows(rows.stamps_us[taken], rows.milliwatt_hours[taken]).hex()
    batch.save(update_fields=["accepted", "conflict", "duplicate", "digest"])


def _standing(inverter_id: int, rows: Rows, clocks: list[LoggerClock]) -> bulk.StoredRows | None:
    """See `Imported`; None too where a day may lie in the archive: those of submitted credits alone do."""
    if (rows.states == InverterReading.State.LATE).any():
        return None
    return days_around(inverter_id, rows.placed.days, clocks)


def _renew_days(
    batch: ReadingBatch, rows: Rows, settled: Settled, clocks: list[LoggerClock], standing: bulk.StoredRows | None
) -> list[date]:
    """Sum the days that the upload changed anew, and tell the rooms above. Returns them."""
    changed = settled.taken & (rows.states != InverterReading.State.LATE)
    days = np.unique(rows.placed.days[changed])
    if len(days):
        mine = np.full(len(rows.stamps_us), batch.pk)
        fresh = Fresh(rows.stamps_us, rows.milliwatt_hours, rows.states, rows.placed, mine)
        write_days(batch.inverter_id, clocks, days, fresh if settled.accepted.all() else None, standing)
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


def _record(batch: ReadingBatch, days: list[date], rows: Rows, settled: Settled, read_as: ReadAs | None) -> None:
    late = settled.taken & (rows.states == InverterReading.State.LATE)
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
            "late": int(late.sum()),
            "first_day": days[0] if days else None,
            "last_day": days[-1] if days else None,
            **({"read_as": read_as.facts()} if read_as else {}),
            **({"reason": batch.reason} if batch.reason else {}),
        },
        now=batch.received_at,
    )
