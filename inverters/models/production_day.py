from django.db import models
from django.db.models import Q

from inverters.models.batch import ReadingBatch
from inverters.models.inverter import Inverter


class ProductionDay(models.Model):
    """What the final readings of one local day come to. Written with the readings and rebuildable from them."""

    inverter = models.ForeignKey(Inverter, models.PROTECT, related_name="production_days", db_index=False)
    date = models.DateField()
    curve = models.BinaryField(help_text="24 little-endian int64 of milliwatt-hours, -1 is missing")
    milliwatt_hours = models.BigIntegerField()
    reading_count = models.PositiveIntegerField()
    provisional_count = models.PositiveIntegerField(default=0)
    interval_minutes = models.FloatField(help_text="the commonest spacing of the day's readings")
    digest = models.BinaryField(help_text="SHA-256 of the day's readings, see inverters.curves.digest_rows")
    batch = models.ForeignKey(
        ReadingBatch, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        help_text="the upload with which half of the day's energy had come: when the day was received",
    )  # fmt: skip
    digit_print = models.BigIntegerField(null=True, blank=True, help_text="see inverters.prints.digit_prints")
    shape_print = models.IntegerField(null=True, blank=True, help_text="see inverters.prints.shape_prints")

    class Meta:
        ordering = ["inverter", "date"]
        indexes = [
            models.Index(fields=["date", "inverter"], name="production_day_by_date"),
            models.Index(
                fields=["digit_print"], name="production_day_by_digits", condition=Q(digit_print__isnull=False)
            ),
            models.Index(
                fields=["shape_print", "date", "inverter"],
                name="production_day_by_shape",
                condition=Q(shape_print__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["inverter", "date"], name="production_day_once"),
            models.CheckConstraint(condition=Q(milliwatt_hours__gte=0), name="production_day_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.inverter_id} {self.date}"

    @property
    def kwh(self) -> float:
        """The day's energy."""
        return self.milliwatt_hours / 1_000_000
