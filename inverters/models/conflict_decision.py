from django.db import models
from django.db.models import Q

from inverters.models.batch import ReadingBatch, ReadingConflict
from inverters.models.inverter import Inverter
from lumix.ledger.append_only import AppendOnlyModel


class ConflictDecision(AppendOnlyModel):
    """What somebody decided about second values of one inverter's readings, few or many, for one reason."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "accepted: the second value stands"
        DISMISSED = "dismissed", "dismissed: the first value stands"

    inverter = models.ForeignKey(Inverter, models.PROTECT, related_name="conflict_decisions")
    outcome = models.CharField(max_length=9, choices=Outcome)
    reason = models.TextField()
    actor = models.CharField(max_length=150)
    decided_at = models.DateTimeField(db_index=True)
    conflicts = models.PositiveIntegerField(help_text="how many values it is about")

    class Meta(AppendOnlyModel.Meta):
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["accepted", "dismissed"]), name="conflict_decision_outcome_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="conflict_decision_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.conflicts} second values {self.outcome}"


class DecidedConflict(AppendOnlyModel):
    """One second value that was decided on, and the first value as it stood then: nothing is lost by a correction.

    Where it was accepted, the reading has the conflict's value and batch since; what stood before is kept here.
    """

    decision = models.ForeignKey(ConflictDecision, models.PROTECT, related_name="decided")
    conflict = models.OneToOneField(ReadingConflict, models.PROTECT, related_name="decided")
    first_kwh = models.FloatField(help_text="the value that stood when it was decided")
    first_batch = models.ForeignKey(
        ReadingBatch, models.PROTECT, related_name="+", db_index=False, help_text="the upload that brought that value"
    )

    class Meta(AppendOnlyModel.Meta):
        ordering = ["decision", "id"]

    def __str__(self) -> str:
        return f"{self.conflict_id} over {self.first_kwh} kWh"
