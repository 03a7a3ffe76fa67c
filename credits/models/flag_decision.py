from django.db import models
from django.db.models import Q

from credits.models.credit import CarbonCredit
from credits.models.verdict import Verdict
from lumix.ledger.models import AppendOnlyModel


class FlagDecision(AppendOnlyModel):
    """What a person decided about a day's flag: that it stands, or that the day is to be judged again.

    It is about one verdict: where a later one flags the day again, that one is to be decided on anew.
    """

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "Flag upheld"
        LIFTED = "lifted", "Flag lifted"

    credit = models.ForeignKey(CarbonCredit, models.PROTECT, related_name="flag_decisions")
    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="flag_decisions", null=True)
    outcome = models.CharField(max_length=6, choices=Outcome)
    cause = models.CharField(max_length=40, blank=True, help_text="the check that flagged the day")
    reason = models.TextField()
    actor = models.CharField(max_length=150)
    role = models.CharField(max_length=7)
    decided_at = models.DateTimeField(db_index=True)

    class Meta(AppendOnlyModel.Meta):
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["upheld", "lifted"]), name="flag_decision_outcome_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="flag_decision_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.credit}"
