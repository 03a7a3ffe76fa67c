"""Runs: planned in one transaction, worked on in chunks by whoever comes, cancelled and closed by a recorded act."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count

from credits.errors import MoveRefusedError, NothingToCreditError
from credits.models import RunChunk, VerificationRun
from credits.run_selectors import outcome_of
from inverters.models import Inverter, ProductionDay
from lumix.ledger.services import append

CHUNK_DAYS, LARGE_CHUNK_DAYS = 1_000, 4_000
"""Inverter-days of a chunk: seconds of work, so that little is lost with a worker and progress is seen. What stands
around a chunk is read for it anew, neighbours above all, so that those of long runs are larger."""

SHARED_BY_CHUNKS = 20
"""In which a run comes at least before its chunks grow: two workers' shares then differ by little."""

Status = VerificationRun.Status


@transaction.atomic
def start_run(*, first: date, last: date, inverter_ids: list[int] | None, actor: str, now: datetime) -> VerificationRun:
    """Plan the days with readings from `first` to `last`, of these inverters or of all; work begins when it is taken.

    Raises NothingToCreditError where the dates are the wrong way round or no reading lies between them.
    """
    if last < first:
        raise NothingToCreditError(f"The run would end on {last}, before it begins on {first}: swap the dates.")
    wanted = None if inverter_ids is None else sorted(set(inverter_ids))
    _refuse_unknown(wanted)
    measured = _measured(first, last, wanted)
    if not measured:
        raise NothingToCreditError(
            f"No readings from {first} to {last}{' of these inverters' if wanted else ''}: nothing to verify."
        )
    run = VerificationRun.objects.create(
        first=first, last=last, inverter_ids=wanted, actor=actor, created_at=now, day_count=sum(measured.values())
    )
    chunks = [
        RunChunk(run=run, number=number, inverter_ids=ids, day_count=sum(measured[one] for one in ids))
        for number, ids in enumerate(_pieces(measured), start=1)
    ]
    RunChunk.objects.bulk_create(chunks, batch_size=500)
    _record(run, "run.started", {"chunks": len(chunks), "inverter_ids": wanted}, actor, now)
    return run


@transaction.atomic
def cancel_run(*, run_id: int, actor: str, now: datetime) -> VerificationRun:
    """End a run: chunks in work are finished, no further one is taken. MoveRefusedError where it is over already."""
    run = VerificationRun.objects.select_for_update().get(pk=run_id)
    if not run.is_live:
        raise MoveRefusedError(f"Run {run_id} is over already: {run.get_status_display().lower()}.")
    _close(run, Status.CANCELLED, actor, now)
    return run


@transaction.atomic
def close_if_done(*, run_id: int, actor: str, now: datetime) -> bool:
    """Close a run whose chunks are all worked on, once; says whether it did."""
    run = VerificationRun.objects.select_for_update().get(pk=run_id)
    states = set(run.chunks.values_list("status", flat=True))
    if not run.is_live or states & {RunChunk.Status.WAITING, RunChunk.Status.TAKEN}:
        return False
    _close(run, Status.FAILED if RunChunk.Status.FAILED in states else Status.DONE, actor, now)
    return True


def _close(run: VerificationRun, status: Status, actor: str, now: datetime) -> None:
    run.status, run.finished_at = status, now
    run.save(update_fields=["status", "finished_at"])
    found = outcome_of(run)
    _record(run, f"run.{status.lower()}", {"judged": found.judged, "moved": found.moved}, actor, now)


def _refuse_unknown(wanted: list[int] | None) -> None:
    if wanted is None:
        return
    unknown = sorted(set(wanted) - set(Inverter.objects.in_bulk(wanted)))
    if unknown:
        raise NothingToCreditError(f"There is no inverter {', '.join(map(str, unknown[:10]))}.")


def _measured(first: date, last: date, wanted: list[int] | None) -> dict[int, int]:
    """How many days of each inverter have readings; those of one satellite cell stand together."""
    days = ProductionDay.objects.filter(date__range=(first, last), reading_count__gt=0)
    if wanted is not None:
        days = days.filter(inverter_id__in=wanted)
    counts = dict(days.order_by().values_list("inverter_id").annotate(Count("pk")))
    found = Inverter.objects.in_bulk(list(counts))
    return {one: counts[one] for one in sorted(counts, key=lambda one: (found[one].cell, one))}


def _pieces(measured: dict[int, int]) -> Iterator[list[int]]:
    most = min(max(sum(measured.values()) // SHARED_BY_CHUNKS, CHUNK_DAYS), LARGE_CHUNK_DAYS)
    piece: list[int] = []
    size = 0
    for inverter_id, days in measured.items():
        if piece and size + days > most:
            yield piece
            piece, size = [], 0
        piece.append(inverter_id)
        size += days
    yield piece


def _record(run: VerificationRun, type: str, told: dict[str, object], actor: str, now: datetime) -> None:
    data = {"first": run.first, "last": run.last, "days": run.day_count, **told}
    append(actor=actor, type=type, object=f"run:{run.pk}", data=data, now=now)
