"""Readings in: one service for every door, one transaction and one ledger entry an upload."""

from datetime import date, datetime

import numpy as np
from django.db import transaction

from inverters import raw_uploads
from inverters.curves import LoggerClock, place
from inverters.errors import PreviewMovedError
from inverters.loggers import Logger, locked
from inverters.models import Inverter, InverterReading, ReadingBatch
from inverters.services.batches import answered, close_batch, keep_answer, open_batch, record
from inverters.services.days import Fresh, days_around, frozen_among, write_days
from inverters.services.restoring import bring_back_contradicted, tell
from inverters.services.settling import Rows, Settled, fingerprint, keep_late, provisional_rows, settle
from inverters.services.uploads import Compose, Imported, Upload, read_columns
from inverters.signals import evidence_changed
from inverters.sources.columns import ReadingColumns
from inverters.stored_rows import StoredRows


def import_readings(
    *, logger: Logger, upload: Upload, now: datetime, compose: Compose | None = None, expected: str | None = None
) -> Imported:
    """Store an upload's readings.

    compose: makes the answer, inside the transaction. expected: the fingerprint of what was previewed. Raises
    MalformedUploadError, UploadTooLargeError, KeyReusedError or, where it would come to something else than expected,
    PreviewMovedError, with nothing stored. A value that contradicts a stored one goes to quarantine and holds back
    only its own row.
    """
    if before := answered(logger.inverter_id, upload):
        return before
    columns = read_columns(upload, logger.clock_on(now.date()), now)
    body = raw_uploads.keep(upload.received)
    with transaction.atomic():
        clocks = locked(logger.inverter_id).clocks
        if before := answered(logger.inverter_id, upload):
            return before
        rows = arrange(logger.inverter_id, columns, clocks, now)
        batch = open_batch(logger.inverter_id, upload, body, rows, now)
        brought_back = bring_back_contradicted(logger.inverter_id, rows, now)
        settled = settle(batch, rows)
        _refuse_unexpected(rows, settled, expected)
        keep_late(batch, rows, settled)
        close_batch(batch, rows, settled)
        standing = _standing(batch.inverter_id, rows, clocks)
        done = Imported(batch, rows.stamps_us, columns.rejected, standing=standing)
        if compose:
            done.answer.update(compose(done))
            keep_answer(done)
        days = _renew_days(batch, rows, settled, clocks, standing)
        tell(brought_back, upload.actor, now)
        record(batch, days, rows, settled, upload.read_as)
    return done


def _refuse_unexpected(rows: Rows, settled: Settled, expected: str | None) -> None:
    if expected is not None and fingerprint(rows, settled) != expected:
        raise PreviewMovedError(
            "Readings or equipment have changed since this preview was made, and the file would come to something "
            "else: look at it once more. Nothing was stored."
        )


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


def _standing(inverter_id: int, rows: Rows, clocks: list[LoggerClock]) -> StoredRows | None:
    """See `Imported`; None too where a day may lie in the archive: those of submitted credits alone do."""
    if (rows.states == InverterReading.State.LATE).any():
        return None
    return days_around(inverter_id, rows.placed.days, clocks)


def _renew_days(
    batch: ReadingBatch, rows: Rows, settled: Settled, clocks: list[LoggerClock], standing: StoredRows | None
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
