from django.db import models
from django.db.models import Q

from inverters.constants import MAX_KWH
from inverters.models.batch import ReadingBatch
from inverters.models.inverter import Inverter
from inverters.querysets import ReadingQuerySet


class InverterReading(models.Model):
    """Energy of one interval, as sent. The evidence: never changed, never deleted."""

    class State(models.IntegerChoices):
        FINAL = 0, "final"
        PROVISIONAL = 1, "provisional: its interval had not ended when it came"
        LATE = 2, "late: its day was already submitted"

    # The unique constraint serves every question by inverter; nothing asks by batch often enough to pay for an index.
    inverter = models.ForeignKey(Inverter, models.PROTECT, related_name="readings", db_index=False)
    batch = models.ForeignKey(ReadingBatch, models.PROTECT, related_name="readings", db_index=False)
    timestamp = models.DateTimeField(help_text="the stamp as sent, as an instant")
    kwh = models.FloatField(help_text="rounded to a milliwatt-hour")
    state = models.PositiveSmallIntegerField(choices=State, default=State.FINAL)

    objects = models.Manager.from_queryset(ReadingQuerySet)()

    class Meta:
        ordering = ["inverter", "timestamp"]
        constraints = [
            models.UniqueConstraint(fields=["inverter", "timestamp"], name="reading_once_an_instant"),
            # The upper bound shuts NaN out too, which PostgreSQL holds to be greater than every number.
            models.CheckConstraint(condition=Q(kwh__range=(0, MAX_KWH)), name="reading_kwh_possible"),
            models.CheckConstraint(condition=Q(state__range=(0, 2)), name="reading_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.timestamp:%Y-%m-%d %H:%M} {self.kwh} kWh"
