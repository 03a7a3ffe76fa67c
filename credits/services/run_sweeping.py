"""What nobody would end: chunks that cost every worker its life, and runs whose last worker was killed too early."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from credits.models import RunChunk, VerificationRun
from credits.models.run import LIVE
from credits.run_selectors import MOST_LOST, OPEN
from credits.services.runs import close_if_done


def sweep_up(*, now: datetime) -> None:
    """Give up chunks that too many workers were lost over, and close live runs of which nothing is left to do."""
    lost = RunChunk.objects.filter(OPEN, status=RunChunk.Status.TAKEN, lease_until__lt=now, attempts__gte=MOST_LOST)
    lost.update(
        status=RunChunk.Status.FAILED,
        finished_at=now,
        error=f"{MOST_LOST} workers were lost over it, as where it takes more memory than there is",
    )
    left = RunChunk.objects.filter(OPEN, run=OuterRef("pk"))
    for run in VerificationRun.objects.filter(~Exists(left), status__in=LIVE):
        close_if_done(run_id=run.pk, actor=run.actor, now=now)
