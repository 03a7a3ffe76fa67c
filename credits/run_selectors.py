"""Reads of runs: how far they are and what came of them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from credits.models import RunChunk, VerificationRun
from credits.models.run import LIVE


@dataclass
class Outcome:
    """What a run has found so far, summed over its chunks.

    judged: days judged. statuses: credits by the status in which they stand. moved: credits whose status changed, by
    "FROM to TO". refused: days left alone, by the sentence that says why. inverters: statuses by inverter.
    """

    judged: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    inverters: dict[int, Counter[str]] = field(default_factory=dict)

    def count(self, inverter_id: int, before: str, after: str) -> None:
        """One credit that was judged."""
        self.judged += 1
        self.statuses[after] += 1
        self.inverters.setdefault(inverter_id, Counter())[after] += 1
        if after != before:
            self.moved[f"{before} to {after}"] += 1

    def add(self, told: Any) -> None:
        """One chunk's outcome, as it is stored."""
        self.judged += told["judged"]
        for name in ("statuses", "moved", "refused"):
            getattr(self, name).update(told[name])
        for key, counts in told["inverters"].items():
            self.inverters.setdefault(int(key), Counter()).update(counts)

    def as_json(self) -> dict[str, object]:
        """As a chunk stores it."""
        return {
            "judged": self.judged,
            "statuses": dict(self.statuses),
            "moved": dict(self.moved),
            "refused": dict(self.refused),
            "inverters": {str(key): dict(counts) for key, counts in self.inverters.items()},
        }


@dataclass(frozen=True)
class Progress:
    """How far a run is: chunks and days, those worked on and all of them.

    chunks_repeated: taken more than once; what moved before the last time is in no outcome. chunks_taken: those that
    somebody works on, also where the run was cancelled meanwhile.
    """

    chunks: int
    chunks_done: int
    chunks_failed: int
    chunks_repeated: int
    chunks_taken: int
    days: int
    days_done: int

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.days_done / self.days if self.days else 1.0


def run_or_404(run_id: int) -> VerificationRun:
    """A run by its number."""
    found = VerificationRun.objects.filter(pk=run_id).first()
    if found is None:
        raise Http404(f"There is no run {run_id}.")
    return found


def outcome_of(run: VerificationRun) -> Outcome:
    """The sum of what its chunks found."""
    outcome = Outcome()
    for told in run.chunks.exclude(outcome=None).values_list("outcome", flat=True).iterator():
        outcome.add(told)
    return outcome


def progress_of(run: VerificationRun) -> Progress:
    """Its progress, in one query."""
    found = list(run.chunks.only("run", "status", "day_count", "attempts", "lease_until"))
    over = [one for one in found if one.status in (RunChunk.Status.DONE, RunChunk.Status.FAILED)]
    taken, now = [one.lease_until for one in found if one.status == RunChunk.Status.TAKEN], timezone.now()
    return Progress(
        chunks=len(found),
        chunks_done=len(over),
        chunks_failed=sum(one.status == RunChunk.Status.FAILED for one in found),
        chunks_repeated=sum(one.attempts > 1 for one in found),
        chunks_taken=sum(until is not None and until >= now for until in taken),
        days=sum(one.day_count for one in found),
        days_done=sum(one.day_count for one in over),
    )


OPEN = Q(finished_at=None)
"""Said beside a status, it has the index of open chunks answer, however many were ever done."""


MOST_LOST = 10
"""How many workers may be lost over one chunk: one that fills the memory would kill each that takes it."""


def nobody_holds(now: datetime) -> Q:
    """Chunks that wait, and those whose worker has fallen silent, unless too many have."""
    silent = Q(status=RunChunk.Status.TAKEN, lease_until__lt=now, attempts__lt=MOST_LOST)
    return OPEN & (Q(status=RunChunk.Status.WAITING) | silent)


def free_chunks(now: datetime) -> QuerySet[RunChunk]:
    """What a worker may take: chunks of live runs that nobody holds."""
    return RunChunk.objects.filter(nobody_holds(now), run__status__in=LIVE)


def left_lying(now: datetime) -> list[int]:
    """The numbers of the runs whose task is lost: a worker fell silent over a chunk, or some wait and nobody works."""
    busy = RunChunk.objects.filter(OPEN, status=RunChunk.Status.TAKEN, lease_until__gte=now).values("run_id")
    lost = Q(status=RunChunk.Status.TAKEN) | ~Q(run_id__in=busy)
    return list(free_chunks(now).filter(lost).order_by("run_id").values_list("run_id", flat=True).distinct())
