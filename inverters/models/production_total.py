from django.db import models

from lumix.rollups.models import RollupModel


class ProductionTotal(RollupModel):
    """The production days of one date that have readings which count, added up over the fleet."""

    date = models.DateField()
    inverters = models.BigIntegerField()
    milliwatt_hours = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["date", "part"], name="production_total_once")]

    def __str__(self) -> str:
        return f"{self.inverters} inverters on {self.date}"
