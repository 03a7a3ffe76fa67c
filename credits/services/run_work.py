"""What a worker does: it takes a chunk on a lease, calculates and verifies its days, and writes down what came of it.

A worker that is killed leaves a lease behind, which runs out; another then takes the chunk. Days that were judged
before that are found unchanged, so a chunk worked on twice, or by two at once, ends as if it had been worked on once.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, close_old_connections, connection
from django.db.models import F, QuerySet
from django.utils import timezone

from credits.models import CarbonCredit, RunChunk, Status, VerificationRun
from credits.run_selectors import Outcome, free_chunks, nobody_holds
from credits.selectors import in_life, uncredited_days
from credits.services.bulk import calculate_many
from credits.services.halving import each_possible
from credits.services.runs import close_if_done
from credits.services.verify import verify

LEASE = timedelta(minutes=2)
BEATS_A_LEASE = 4
CANDIDATES = 100
MOST_ATTEMPTS = 3
"""How often a chunk may break before the run goes on without it."""

log = structlog.get_logger(__name__)


def work_on_next(*, run_id: int | None, worker: str, now: datetime) -> RunChunk | None:
    """Take a free chunk, of that run or of any, and work on it; None where there is none."""
    chunk = take(run_id=run_id, worker=worker, now=now)
    if chunk is not None:
        work_on(chunk, now=now)
    return chunk


def work_on(chunk: RunChunk, *, now: datetime) -> None:
    """Judge the days of a chunk that was taken, write down what came of it, and close the run with its last chunk."""
    try:
        with _kept_alive(chunk):
            outcome = judge_chunk(chunk, actor=chunk.run.actor, now=now)
    except Exception as error:  # whatever it was must not stop the chunks beside it
        log.exception("run_chunk_failed", run=chunk.run_id, chunk=chunk.number)
        if not connection.in_atomic_block:  # in one, nothing is stored without it
            close_old_connections()  # where it was the database that went, the way back needs another connection
        _put_back(chunk, f"{type(error).__name__}: {error}")
    else:
        _finish(chunk, outcome)
    close_if_done(run_id=chunk.run_id, actor=chunk.run.actor, now=timezone.now())


def take(*, run_id: int | None, worker: str, now: datetime) -> RunChunk | None:
    """Get the lease of the first free chunk. Of several workers that reach for one, the database lets one win."""
    free = free_chunks(now).filter(**({} if run_id is None else {"run_id": run_id}))
    for key in free.order_by("run_id", "number").values_list("pk", flat=True)[:CANDIDATES]:
        # No join here: PostgreSQL looks again at the row it waited for, but not at what a subquery found before.
        won = RunChunk.objects.filter(nobody_holds(now), pk=key).update(
            status=RunChunk.Status.TAKEN,
            worker=worker,
            attempts=F("attempts") + 1,
            heartbeat_at=now,
            lease_until=now + LEASE,
        )
        if won:
            chunk = RunChunk.objects.select_related("run").get(pk=key)
            VerificationRun.objects.filter(pk=chunk.run_id, status=VerificationRun.Status.QUEUED).update(
                status=VerificationRun.Status.RUNNING, started_at=now
            )
            return chunk
    return None


def beat(chunk: RunChunk, now: datetime) -> bool:
    """Say that the worker is alive, which prolongs its lease; False where another has taken the chunk meanwhile."""
    return bool(_held(chunk).update(heartbeat_at=now, lease_until=now + LEASE))


def judge_chunk(chunk: RunChunk, *, actor: str, now: datetime) -> Outcome:
    """Calculate the days that have no credit yet and verify all that are open; what is refused is told by its cause."""
    outcome, dates = Outcome(), (chunk.run.first, chunk.run.last)
    lacking = uncredited_days(chunk.inverter_ids).filter(in_life(), date__range=dates)
    done = calculate_many(days=lacking, actor=actor, now=now)
    found = CarbonCredit.objects.filter(in_life(), inverter_id__in=chunk.inverter_ids, date__range=dates)
    before = {one.pk: one for one in found.exclude(status=Status.SUBMITTED).order_by("inverter_id", "date")}

    def act(credits: list[CarbonCredit]) -> list[CarbonCredit]:
        return verify(credit_ids=[credit.pk for credit in credits], actor=actor, now=now)

    for credit in each_possible(list(before.values()), act, lambda refusal, one: done.refuse(refusal, one.date)):
        outcome.count(credit.inverter_id, before[credit.pk].status, credit.status)
    outcome.refused = done.refused
    return outcome


def _held(chunk: RunChunk) -> QuerySet[RunChunk]:
    return RunChunk.objects.filter(pk=chunk.pk, status=RunChunk.Status.TAKEN, attempts=chunk.attempts)


def _finish(chunk: RunChunk, outcome: Outcome) -> None:
    now = timezone.now()
    _held(chunk).update(status=RunChunk.Status.DONE, outcome=outcome.as_json(), finished_at=now, error="")


def _put_back(chunk: RunChunk, error: str) -> None:
    """Let another try it, unless too many have; then the run goes on without it and says so."""
    given_up = chunk.attempts >= MOST_ATTEMPTS
    _held(chunk).update(
        status=RunChunk.Status.FAILED if given_up else RunChunk.Status.WAITING,
        error=error,
        finished_at=timezone.now() if given_up else None,
    )


@contextmanager
def _kept_alive(chunk: RunChunk) -> Iterator[None]:
    """Prolong the lease from a thread of its own while the worker is busy."""
    done = threading.Event()

    def beats() -> None:
        while not done.wait(LEASE.total_seconds() / BEATS_A_LEASE):
            try:
                beat(chunk, timezone.now())
            except DatabaseError:  # one beat is missed, and the next may find the database again
                log.warning("beat_missed", run=chunk.run_id, chunk=chunk.number, exc_info=True)
            finally:
                connection.close()  # the thread's own, which nobody else could use until the next beat

    heart = threading.Thread(target=beats, name=f"heart of chunk {chunk.pk}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join()
