import json
from hashlib import sha256

from django.db import models
from django.db.models import Q

from credits.models.emission_factor import EmissionFactor
from inverters.models import Inverter
from lumix.ledger.canonical import plain


class Status(models.TextChoices):
    PENDING = "PENDING", "Pending"
    VERIFIED = "VERIFIED", "Verified"
    FLAGGED = "FLAGGED", "Flagged"
    SUBMITTED = "SUBMITTED", "Submitted"


UNJUDGED = "not_judged"
"""The cause of a PENDING credit that waits for nothing but its next judging."""


class CarbonCredit(models.Model):
    """What one inverter's day is worth, if it is true. Energy and mass are whole numbers, so every sum is exact."""

    inverter = models.ForeignKey(Inverter, models.PROTECT, related_name="credits", db_index=False)
    date = models.DateField()
    milliwatt_hours = models.BigIntegerField()
    grams = models.BigIntegerField("grams of CO₂")
    factor = models.ForeignKey(EmissionFactor, models.PROTECT, related_name="credits")
    status = models.CharField(max_length=9, choices=Status, default=Status.PENDING)
    correlation = models.FloatField(null=True, blank=True)
    flagged_reason = models.TextField(null=True, blank=True)  # noqa: DJ001 (null is the published "nothing to say")
    provisional = models.JSONField(null=True, blank=True, help_text="what the daily product says of a PENDING day")
    cause = models.CharField(
        max_length=40, default=UNJUDGED, blank=True, help_text="the check that keeps it from being VERIFIED"
    )
    verified_by_waiver = models.BooleanField(
        default=False, help_text="verified because an auditor countersigned the waiver of a check"
    )
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["inverter", "date"]
        indexes = [
            models.Index(fields=["-date", "inverter"], name="credit_newest_first"),
            models.Index(fields=["status", "-date", "inverter"], name="credit_by_status"),
            models.Index(
                fields=["cause", "date", "inverter"], condition=Q(status=Status.PENDING), name="credit_pending_by_cause"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["inverter", "date"], name="credit_one_a_day"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="credit_status_known"),
            models.CheckConstraint(condition=Q(milliwatt_hours__gte=0, grams__gte=0), name="credit_not_negative"),
            models.CheckConstraint(
                condition=Q(verified_by_waiver=False) | Q(status__in=(Status.VERIFIED, Status.SUBMITTED)),
                name="credit_by_waiver_only_if_verified",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inverter_id}/{self.date} {self.status}"

    @property
    def kwh(self) -> float:
        """The day's energy."""
        return self.milliwatt_hours / 1_000_000

    @property
    def tonnes(self) -> float:
        """CO2 avoided, rounded down to the gram."""
        return self.grams / 1_000_000

    @property
    def words_digest(self) -> str:
        """SHA-256 of reason, cause and provisional outcome: an entry says by it in 64 letters what these words are."""
        words = plain([self.flagged_reason, self.cause, self.provisional])
        return sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()

    def told(self) -> dict[str, object]:
        """Which credit it is and how it stands, for the ledger: `verify_ledger --deep` holds the row against it."""
        return {
            "inverter": self.inverter_id,
            "date": self.date,
            "status": str(self.status),
            "words": self.words_digest,
        }
