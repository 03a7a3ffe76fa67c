from django.db import models

from credits.models.credit import CarbonCredit, Status
from lumix.ledger.models import AppendOnlyModel


class Verdict(AppendOnlyModel):
    """One judging of a credit: the rule, every check with its figure, and digests of all that was looked at."""

    credit = models.ForeignKey(CarbonCredit, models.PROTECT, related_name="verdicts")
    judged_at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    rule_version = models.CharField(max_length=20)
    status = models.CharField(max_length=9, choices=Status)
    correlation = models.FloatField(null=True)
    reason = models.TextField(blank=True)
    cause = models.CharField(max_length=40, blank=True, help_text="the check that decided, none where it is VERIFIED")
    checks = models.JSONField(help_text="name, outcome, figure, unit, threshold, sentence and cure of each check")
    reference = models.JSONField(help_text="whose irradiance it was, of which kind, and when it was fetched")
    readings_digest = models.CharField(max_length=64)
    satellite_digest = models.CharField(max_length=64)
    equipment_digest = models.CharField(max_length=64)
    month_digest = models.CharField(
        max_length=64, blank=True, default="", help_text="of readings, sky and equipment of the days around it"
    )
    others_digest = models.CharField(
        max_length=64, blank=True, default="", help_text="of the neighbours and of what it may be a copy of"
    )

    class Meta(AppendOnlyModel.Meta):
        ordering = ["credit", "id"]

    def __str__(self) -> str:
        return f"{self.status} by rule {self.rule_version} at {self.judged_at:%Y-%m-%d %H:%M}"

    @property
    def rests_on_waiver(self) -> bool:
        """Whether it is VERIFIED only because a check that does not pass was waived."""
        waived = (check for check in self.checks if check.get("waived"))
        return self.status == Status.VERIFIED and any(check["outcome"] != "pass" for check in waived)

    @property
    def inputs(self) -> tuple[str, ...]:
        """What the verdict follows from: the same inputs give the same verdict."""
        day = self.readings_digest, self.satellite_digest, self.equipment_digest
        return self.rule_version, *day, self.month_digest, self.others_digest
