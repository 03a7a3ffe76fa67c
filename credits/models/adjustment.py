from django.db import models
from django.db.models import Q

from credits.models.credit import CarbonCredit
from credits.models.verdict import Verdict
from lumix.ledger.models import AppendOnlyModel


class Correction(AppendOnlyModel):
    """Readings of a submitted day were corrected, or late ones taken in: what the day comes to now, beside before.

    The credit itself is final. What follows for it is an `Adjustment`: less counts at once, more once it is verified.
    """

    credit = models.ForeignKey(CarbonCredit, models.PROTECT, related_name="corrections")
    reason = models.TextField()
    actor = models.CharField(max_length=150)
    corrected_at = models.DateTimeField()
    milliwatt_hours = models.BigIntegerField(help_text="of the whole day, as it was corrected")
    digest_before = models.CharField(max_length=64, help_text="of the day's readings, see inverters.curves.digest_rows")
    digest_after = models.CharField(max_length=64)

    class Meta(AppendOnlyModel.Meta):
        ordering = ["credit", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(milliwatt_hours__gte=0), name="correction_not_negative"),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.credit} corrected to {self.milliwatt_hours} mWh"


class Adjustment(AppendOnlyModel):
    """What is added to a submitted credit, or taken from it, beside the credit: a debit is negative.

    With all of its adjustments a credit comes to whole milliwatt-hours × factor, rounded down to the gram, as if it had
    been reckoned so at first. digest_…: of the readings that it stood on before, and stands on since.
    """

    class Kind(models.TextChoices):
        CORRECTION = "correction", "its readings were corrected"
        FINDING = "finding", "a finding was upheld"

    credit = models.ForeignKey(CarbonCredit, models.PROTECT, related_name="adjustments")
    kind = models.CharField(max_length=10, choices=Kind)
    milliwatt_hours = models.BigIntegerField(help_text="of energy; negative is a debit")
    grams = models.BigIntegerField("grams of CO₂", help_text="negative is a debit")
    reason = models.TextField()
    actor = models.CharField(max_length=150)
    adjusted_at = models.DateTimeField()
    verdict = models.ForeignKey(
        Verdict, models.PROTECT, null=True, related_name="+", db_index=False, help_text="by which more was verified"
    )
    digest_before = models.CharField(max_length=64, blank=True)
    digest_after = models.CharField(max_length=64, blank=True)

    class Meta(AppendOnlyModel.Meta):
        ordering = ["credit", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["correction", "finding"]), name="adjustment_kind_known"),
            models.CheckConstraint(condition=~Q(milliwatt_hours=0), name="adjustment_of_something"),
            models.CheckConstraint(
                condition=Q(milliwatt_hours__lt=0, grams__lte=0) | Q(milliwatt_hours__gt=0, grams__gte=0),
                name="adjustment_of_one_sign",
            ),
            models.CheckConstraint(
                condition=Q(milliwatt_hours__lt=0) | Q(kind="correction", verdict__isnull=False),
                name="adjustment_upwards_is_verified",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="adjustment_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.grams:+d} g for {self.credit}"

    @property
    def kwh(self) -> float:
        """The energy; negative is a debit."""
        return self.milliwatt_hours / 1_000_000

    @property
    def tonnes(self) -> float:
        """The mass; negative is a debit."""
        return self.grams / 1_000_000
