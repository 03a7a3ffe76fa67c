from django.db import models
from django.db.models import F, Q

from credits.models.credit import CarbonCredit
from credits.models.verdict import Verdict


class WaiverState(models.TextChoices):
    PROPOSED = "proposed", "awaits an auditor"
    COUNTERSIGNED = "countersigned", "countersigned by an auditor"
    REFUSED = "refused", "refused by an auditor"
    WITHDRAWN = "withdrawn", "withdrawn"
    LAPSED = "lapsed", "lapsed, because the evidence changed"


STANDING = (WaiverState.PROPOSED, WaiverState.COUNTERSIGNED)
"""The states in which a waiver bears on its credit."""

MOST_REASON = 2_000


class Waiver(models.Model):
    """One named check of one day, to be left out of the judging for a reason.

    It was given for a verdict: where readings or equipment are others than that verdict saw, it has no force. A row is
    never removed and its proposal never rewritten; each decision is a move with its own ledger entry.
    """

    credit = models.ForeignKey(CarbonCredit, models.PROTECT, related_name="waivers", db_index=False)
    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="waivers", help_text="whose finding it is about")
    check_name = models.CharField("check", max_length=40)
    reason = models.TextField()
    state = models.CharField(max_length=13, choices=WaiverState, default=WaiverState.PROPOSED)
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    countersigned_by = models.CharField(max_length=150, blank=True)
    countersigned_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=150, blank=True, help_text="who refused or withdrew it")
    ended_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True, help_text="what was said at the last decision")

    class Meta:
        ordering = ["credit", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=WaiverState.values), name="waiver_state_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_has_a_reason"),
            models.CheckConstraint(condition=~Q(countersigned_by=F("proposed_by")), name="waiver_signed_by_two_people"),
            models.CheckConstraint(
                condition=~Q(state=WaiverState.COUNTERSIGNED)
                | Q(countersigned_at__isnull=False) & ~Q(countersigned_by=""),
                name="waiver_countersigned_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["credit", "check_name"], condition=Q(state__in=STANDING), name="waiver_one_standing_a_check"
            ),
        ]
        indexes = [models.Index(fields=["credit", "state"], name="waiver_of_credit")]

    def __str__(self) -> str:
        return f"{self.check_name} of {self.credit}: {self.get_state_display()}"
