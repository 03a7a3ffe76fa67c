"""What a worker does: it takes a chunk on a lease, calculates and verifies its days, and writes down what came of it.

A worker that is killed leaves a lease behind, which runs out; another then takes the chunk. Days that were judged
before that are found unchanged, so a chunk worked on twice, or by two at once, ends as if it had been worked on once.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import groupby

import structlog
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from credits.errors import CreditError
from credits.models import CarbonCredit, RunChunk, Status, VerificationRun
from credits.run_selectors import Outcome, free_chunks, nobody_holds
from credits.services.calculate import calculate
from credits.services.runs import close_if_done
from credits.services.verify import verify
from inverters.models import Inverter, ProductionDay

LEASE = timedelta(minutes=2)
BEATS_A_LEASE = 4
CANDIDATES = 100
MOST_ATTEMPTS = 3
"""How often a chunk is tried before the run goes on without it."""

log = structlog.get_logger(__name__)


def work_on_next(*, run_id: int | None, worker: str, now: datetime) -> RunChunk | None:
    """Take a free chunk, of that run or of any, and work on it; None where there is none."""
    chunk = take(run_id=run_id, worker=worker, now=now)
    if chunk is None:
        return None
    try:
        with _kept_alive(chunk):
            outcome = judge_chunk(chunk, actor=chunk.run.actor, now=now)
    except Exception as error:  # whatever it was must not stop the chunks beside it
        log.exception("run_chunk_failed", run=chunk.run_id, chunk=chunk.number)
        _put_back(chunk, f"{type(error).__name__}: {error}")
    else:
        _finish(chunk, outcome)
    close_if_done(run_id=chunk.run_id, actor=chunk.run.actor, now=timezone.now())
    return chunk


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
    """Calculate the days that have no credit yet and verify all that are open, inverter by inverter."""
    outcome, run = Outcome(), chunk.run
    inverters = Inverter.objects.in_bulk(chunk.inverter_ids)
    for inverter_id in chunk.inverter_ids:
        _calculate_missing(inverters[inverter_id], run, outcome, actor, now)
    open_credits = (
        CarbonCredit.objects.filter(inverter_id__in=chunk.inverter_ids, date__range=(run.first, run.last))
        .exclude(status=Status.SUBMITTED)
        .filter(Q(inverter__commissioned=None) | Q(date__gte=F("inverter__commissioned")))
        .filter(Q(inverter__retired=None) | Q(date__lte=F("inverter__retired")))
    )
    before = {credit.pk: credit for credit in open_credits.order_by("inverter_id", "date")}
    _verify(before, outcome, actor, now)
    return outcome


def _calculate_missing(inverter: Inverter, run: VerificationRun, outcome: Outcome, actor: str, now: datetime) -> None:
    measured = ProductionDay.objects.filter(inverter=inverter, date__range=(run.first, run.last), reading_count__gt=0)
    lacking = measured.exclude(
        date__in=CarbonCredit.objects.filter(inverter=inverter, date__range=(run.first, run.last)).values("date")
    )
    days = [day for day in lacking.order_by("date").values_list("date", flat=True) if _in_life(inverter, day)]
    if not days:
        return
    try:
        calculate(inverter_id=inverter.pk, days=days, actor=actor, now=now)
    except CreditError as refusal:
        outcome.refused[str(refusal)] += len(days)


def _in_life(inverter: Inverter, day: date) -> bool:
    begun = inverter.commissioned is None or inverter.commissioned <= day
    return begun and (inverter.retired is None or day <= inverter.retired)


def _verify(before: dict[int, CarbonCredit], outcome: Outcome, actor: str, now: datetime) -> None:
    """Verify all at once; where one is refused, inverter by inverter, so that it does not hold up the others."""
    try:
        judged = verify(credit_ids=list(before), actor=actor, now=now)
    except CreditError:
        judged = list(_one_by_one(before, outcome, actor, now))
    outcome.judged = len(judged)
    for credit in judged:
        outcome.count(credit.inverter_id, before[credit.pk].status, credit.status)


def _one_by_one(before: dict[int, CarbonCredit], outcome: Outcome, actor: str, now: datetime) -> Iterator[CarbonCredit]:
    for _, mine in groupby(before.values(), key=lambda credit: credit.inverter_id):
        ids = [credit.pk for credit in mine]
        try:
            yield from verify(credit_ids=ids, actor=actor, now=now)
        except CreditError as refusal:
            outcome.refused[str(refusal)] += len(ids)


def _held(chunk: RunChunk) -> QuerySet[RunChunk]:
    return RunChunk.objects.filter(pk=chunk.pk, status=RunChunk.Status.TAKEN, attempts=chunk.attempts)


@transaction.atomic
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
        try:
            while not done.wait(LEASE.total_seconds() / BEATS_A_LEASE):
                beat(chunk, timezone.now())
        finally:
            connection.close()  # the thread's own

    heart = threading.Thread(target=beats, name=f"heart of chunk {chunk.pk}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join()
