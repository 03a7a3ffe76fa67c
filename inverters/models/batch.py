from django.db import models
from django.db.models import F, Q

from inverters.constants import MAX_KWH
from inverters.models.inverter import Inverter


class ReadingBatch(models.Model):
    """One upload: who sent what and when, what became of its rows. `inverters.raw_uploads` has the bytes."""

    inverter = models.ForeignKey(Inverter, models.PROTECT, related_name="batches", db_index=False)
    received_at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    file_name = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64, db_index=True, help_text="of the bytes as read, after decompression")
    size_bytes = models.PositiveBigIntegerField()
    body = models.BinaryField(null=True, help_text="those bytes, where they are few; NULL where they are in a file")
    rows_sent = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    duplicate = models.PositiveIntegerField()
    conflict = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the accepted rows, see inverters.curves.digest_rows")
    idempotency_key = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001 (NULL may repeat, "" may not)
    reason = models.TextField(blank=True, default="", help_text="why it was sent, where it corrects what is stored")
    answer = models.JSONField(null=True, blank=True, help_text="the first answer, kept for its idempotency key")

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "reading batches"
        indexes = [models.Index(fields=["inverter", "-id"], name="batch_newest_first")]
        constraints = [
            models.UniqueConstraint(fields=["inverter", "idempotency_key"], name="batch_idempotency_key_once"),
            models.CheckConstraint(
                condition=Q(rows_sent=F("accepted") + F("duplicate") + F("conflict") + F("rejected")),
                name="batch_rows_add_up",
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.pk} of {self.rows_sent} rows"


class ReadingConflict(models.Model):
    """A second value for a stored instant: kept beside the first with who sent it, never instead of it.

    A `provisional` one is a trace of the other way round: the value that stood while its interval had not ended. Either
    way `batch` is the one that brought `kwh`, and `kept_kwh` is what stands. A `late` one came for an instant without a
    value, of a day that had been submitted: nothing counts there, until somebody accepts it.
    """

    class Kind(models.TextChoices):
        CONFLICT = "conflict", "another value for a stored instant"
        PROVISIONAL = "provisional", "a provisional value that was replaced"
        LATE = "late", "a value for a day that was submitted before it came"

    DECIDABLE = ~Q(kind="provisional")
    """Conflicts and late values, which wait for somebody's decision: in the words of their indexes, so that queries
    find these. Traces are many more, one of each reading that a gateway sends while its interval runs."""

    inverter = models.ForeignKey(Inverter, models.PROTECT, related_name="conflicts", db_index=False)
    batch = models.ForeignKey(ReadingBatch, models.PROTECT, related_name="conflicts")
    timestamp = models.DateTimeField()
    kwh = models.FloatField()
    kept_kwh = models.FloatField()
    kind = models.CharField(max_length=12, choices=Kind)

    class Meta:
        ordering = ["inverter", "timestamp", "id"]
        indexes = [
            models.Index(fields=["inverter", "-id"], name="conflict_newest_first"),
            models.Index(fields=["id"], condition=~Q(kind="provisional"), name="conflict_decidable"),
            models.Index(fields=["batch"], condition=~Q(kind="provisional"), name="conflict_decidable_by_batch"),
        ]
        constraints = [
            # A gateway that resends a window every hour must not fill the quarantine with the same row. Traces of
            # provisional values are all kept: with them, a batch's digest can be recomputed from what it brought.
            models.UniqueConstraint(
                fields=["inverter", "timestamp", "kwh"], condition=Q(kind="conflict"), name="conflict_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["conflict", "provisional", "late"]), name="conflict_kind_known"
            ),
            models.CheckConstraint(condition=Q(kwh__range=(0, MAX_KWH)), name="conflict_kwh_possible"),
        ]

    def __str__(self) -> str:
        return f"{self.kwh} kWh beside {self.kept_kwh} kWh at {self.timestamp:%Y-%m-%d %H:%M}"
