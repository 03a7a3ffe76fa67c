from django.db import models
from django.db.models import F, Q

LIVE = ("QUEUED", "RUNNING")


class VerificationRun(models.Model):
    """Days of many inverters to be calculated and verified in the background, in chunks that any worker may take.

    The queue only carries hints that there is work; what is to be done and what is done stands here, since a queue
    loses the task of a worker that is killed.
    """

    class Status(models.TextChoices):
        QUEUED = "QUEUED", "Queued"
        RUNNING = "RUNNING", "Running"
        DONE = "DONE", "Done"
        FAILED = "FAILED", "Done in part"
        CANCELLED = "CANCELLED", "Cancelled"

    first = models.DateField("from")
    last = models.DateField("to")
    inverter_ids = models.JSONField(null=True, blank=True, help_text="null is the whole fleet")
    status = models.CharField(max_length=9, choices=Status, default=Status.QUEUED)
    actor = models.CharField(max_length=150)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    day_count = models.PositiveIntegerField(help_text="inverter-days with readings when it was planned")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], condition=Q(status__in=LIVE), name="run_live")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["QUEUED", "RUNNING", "DONE", "FAILED", "CANCELLED"]), name="run_status_known"
            ),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="run_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"run {self.pk}: {self.first} to {self.last}, {self.status}"

    @property
    def is_live(self) -> bool:
        """Whether there may still be work."""
        return self.status in LIVE


class RunChunk(models.Model):
    """Some inverters of a run. Whoever holds its lease works on it; a lease that ran out is free for another worker."""

    class Status(models.TextChoices):
        WAITING = "WAITING", "Waiting"
        TAKEN = "TAKEN", "Taken"
        DONE = "DONE", "Done"
        FAILED = "FAILED", "Failed"

    run = models.ForeignKey(VerificationRun, models.PROTECT, related_name="chunks", db_index=False)
    number = models.PositiveIntegerField()
    inverter_ids = models.JSONField()
    day_count = models.PositiveIntegerField()
    status = models.CharField(max_length=7, choices=Status, default=Status.WAITING)
    worker = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.JSONField(null=True, blank=True, help_text="see credits.run_selectors.Outcome")
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["run", "number"]
        # Not by status: a list of these comes as parameters, by which SQLite finds no partial index.
        indexes = [models.Index(fields=["run", "number"], condition=Q(finished_at=None), name="run_chunk_open")]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="run_chunk_once"),
            models.CheckConstraint(
                condition=Q(status__in=["WAITING", "TAKEN", "DONE", "FAILED"]), name="run_chunk_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status="TAKEN") | Q(lease_until__isnull=False), name="run_chunk_taken_on_lease"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["WAITING", "TAKEN"], finished_at=None)
                | Q(status__in=["DONE", "FAILED"], finished_at__isnull=False),
                name="run_chunk_open_until_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"chunk {self.number} of run {self.run_id}: {self.status}"
