from django.db import models

from credits.models.credit import Status
from inverters.models import Inverter
from lumix.rollups.models import RollupModel


class CreditTotal(RollupModel):
    """The credits of one day that stand alike, added up. Its fields are named as the credit's: one filter fits both."""

    date = models.DateField()
    status = models.CharField(max_length=9, choices=Status)
    cause = models.CharField(max_length=40)
    verified_by_waiver = models.BooleanField()
    credits = models.BigIntegerField()
    milliwatt_hours = models.BigIntegerField()
    grams = models.BigIntegerField("grams of CO₂")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["date", "status", "cause", "verified_by_waiver", "part"], name="credit_total_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.credits} {self.status} of {self.date}"


class InverterTotal(RollupModel):
    """How many credits of one inverter stand in each status: what a list goes by, however long the inverters run."""

    inverter = models.ForeignKey(Inverter, models.CASCADE, related_name="credit_totals", db_index=False)
    pending = models.BigIntegerField()
    verified = models.BigIntegerField()
    flagged = models.BigIntegerField()
    submitted = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inverter", "part"], name="inverter_total_once")]

    def __str__(self) -> str:
        return f"{self.flagged} flagged and {self.pending} pending of inverter {self.inverter_id}"
