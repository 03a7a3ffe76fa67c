from django.db import models

from inverters.models import Inverter


class ExpectedDay(models.Model):
    """What the sky let one expect of an inverter's day, kept so that a month is not derived thirty times.

    It follows from what `basis` names and can be derived anew at any time; deleting rows costs nothing but that.
    """

    inverter = models.ForeignKey(Inverter, models.PROTECT, related_name="+", db_index=False)
    date = models.DateField()
    basis = models.BigIntegerField(help_text="names what it was derived from, see credits.services.expected_days")
    curves = models.BinaryField(help_text="4 × 24 little-endian float64, in the order of `KEPT`")

    class Meta:
        ordering = ["inverter", "date"]
        constraints = [models.UniqueConstraint(fields=["inverter", "date"], name="expected_day_once")]

    def __str__(self) -> str:
        return f"{self.inverter_id} {self.date}"
