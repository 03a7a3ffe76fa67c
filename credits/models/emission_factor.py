from datetime import date

from django.db import models
from django.db.models import F, Q

DEFAULT_CODE = "NG-GENSET"
"""The published factor: what a Nigerian petrol or diesel generator emits for one kilowatt-hour."""


class EmissionFactor(models.Model):
    """CO2 that one kilowatt-hour of solar energy avoids, for a time, with its source."""

    code = models.CharField(max_length=40)
    kg_co2_per_kwh = models.DecimalField("kg CO₂ per kWh", max_digits=8, decimal_places=4)
    source = models.CharField(max_length=300)
    note = models.TextField(blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="emission_factor_one_version_a_day"),
            models.CheckConstraint(condition=Q(kg_co2_per_kwh__gt=0), name="emission_factor_positive"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="emission_factor_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.kg_co2_per_kwh.normalize():f} kg/kWh"

    def covers(self, day: date) -> bool:
        """Whether it applies to energy of that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
