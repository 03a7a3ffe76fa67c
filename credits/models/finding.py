from django.db import models
from django.db.models import Q

from credits.models.adjustment import Adjustment
from credits.models.credit import CarbonCredit, Status
from credits.models.verdict import Verdict
from lumix.ledger.models import AppendOnlyModel

FINDING = "finding"
"""The cause of a credit that is FLAGGED because a person found something, and no check."""


class Finding(AppendOnlyModel):
    """What somebody found against a day that was verified or submitted: fraud, or an error that no check saw.

    A verified day is FLAGGED by it. A submitted credit stays as it is, and a debit is proposed beside it.
    """

    credit = models.ForeignKey(CarbonCredit, models.PROTECT, related_name="findings")
    verdict = models.ForeignKey(
        Verdict, models.PROTECT, null=True, related_name="+", db_index=False, help_text="the newest when it was opened"
    )
    found_at = models.CharField("status", max_length=9, choices=Status, help_text="of the credit when it was opened")
    milliwatt_hours = models.BigIntegerField(help_text="of energy, that it proposes to debit; 0 where nothing was sold")
    reason = models.TextField()
    opened_by = models.CharField(max_length=150)
    role = models.CharField(max_length=7)
    opened_at = models.DateTimeField()

    class Meta(AppendOnlyModel.Meta):
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="finding_has_a_reason"),
            models.CheckConstraint(
                condition=Q(found_at=Status.SUBMITTED, milliwatt_hours__gt=0)
                | Q(found_at=Status.VERIFIED, milliwatt_hours=0),
                name="finding_debits_what_was_sold",
            ),
        ]

    def __str__(self) -> str:
        return f"finding {self.pk} on {self.credit}"

    @property
    def kwh(self) -> float:
        """The energy that it proposes to debit."""
        return self.milliwatt_hours / 1_000_000


class FindingDecision(AppendOnlyModel):
    """What became of a finding, decided once."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "Finding upheld"
        DISMISSED = "dismissed", "Finding dismissed"

    finding = models.OneToOneField(Finding, models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=9, choices=Outcome)
    adjustment = models.OneToOneField(
        Adjustment, models.PROTECT, null=True, related_name="finding_decision", help_text="the debit, where upheld"
    )
    reason = models.TextField()
    actor = models.CharField(max_length=150)
    role = models.CharField(max_length=7)
    decided_at = models.DateTimeField(db_index=True)

    class Meta(AppendOnlyModel.Meta):
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["upheld", "dismissed"]), name="finding_outcome_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="finding_decision_has_a_reason"),
            models.CheckConstraint(
                condition=Q(outcome="upheld") | Q(adjustment=None), name="finding_dismissed_debits_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.finding_id}"
