"""The batch of an upload: opened before its rows are stored, closed by what became of them, recorded in the ledger."""

from datetime import date, datetime

import numpy as np

from inverters.curves import digest_rows
from inverters.errors import KeyReusedError
from inverters.models import InverterReading, ReadingBatch
from inverters.services.settling import Rows, Settled
from inverters.services.uploads import Imported, Upload
from inverters.sources.layouts import ReadAs
from lumix.bulk import insert_one
from lumix.ledger.services import append


def answered(inverter_id: int, upload: Upload) -> Imported | None:
    """What was made of the first upload with this idempotency key."""
    if upload.idempotency_key is None:
        return None
    batch = ReadingBatch.objects.filter(inverter_id=inverter_id, idempotency_key=upload.idempotency_key).first()
    if batch and batch.sha256 != upload.received.sha256:
        raise KeyReusedError("This Idempotency-Key came with another body before: use a new key for a new upload.")
    return Imported(batch, np.array([], np.int64), answer=batch.answer or {}) if batch else None


def keep_answer(done: Imported) -> None:
    """Keep what the sender is told, for when he repeats his idempotency key."""
    if done.batch.idempotency_key is not None:
        done.batch.answer = done.answer
        done.batch.save(update_fields=["answer"])


def open_batch(inverter_id: int, upload: Upload, body: bytes | None, rows: Rows, now: datetime) -> ReadingBatch:
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


def close_batch(batch: ReadingBatch, rows: Rows, settled: Settled) -> None:
    """Say in the batch what became of its rows, where not every one was new."""
    taken = settled.taken
    if taken.all():
        return
    batch.accepted = int(taken.sum())
    batch.conflict = int(settled.conflict.sum())
    batch.duplicate = batch.rows_sent - batch.accepted - batch.conflict - batch.rejected
    batch.digest = digest_rows(rows.stamps_us[taken], rows.milliwatt_hours[taken]).hex()
    batch.save(update_fields=["accepted", "conflict", "duplicate", "digest"])


def record(batch: ReadingBatch, days: list[date], rows: Rows, settled: Settled, read_as: ReadAs | None) -> None:
    """Write the upload into the ledger, with the days that it changed."""
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
