import math

from django.db import models
from django.db.models import F, Q

from inverters.querysets import InverterQuerySet
from lumix.constraints import CheckedTogether


class Inverter(CheckedTogether):
    """A place where a solar system stands. What stands there is `Equipment`, dated."""

    name = models.CharField(max_length=120)
    gps_lat = models.FloatField("latitude", help_text="degrees north")
    gps_lon = models.FloatField("longitude", help_text="degrees east")
    commissioned = models.DateField(null=True, blank=True, help_text="first creditable day, if known")
    retired = models.DateField(null=True, blank=True, help_text="last creditable day; inverters are never deleted")
    created_at = models.DateTimeField(editable=False)

    objects = models.Manager.from_queryset(InverterQuerySet)()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(gps_lat__range=(-90, 90)), name="inverter_latitude_on_earth"),
            models.CheckConstraint(condition=Q(gps_lon__range=(-180, 180)), name="inverter_longitude_on_earth"),
            models.CheckConstraint(
                condition=Q(retired__isnull=True) | Q(commissioned__isnull=True) | Q(retired__gte=F("commissioned")),
                name="inverter_retired_after_commissioned",
                violation_error_message="The retired date lies before the commissioned date.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def cell(self) -> tuple[float, float]:
        """The centre of the 1° satellite grid cell that the inverter stands in.

        The poles' edge belongs to the last one.
        """
        return min(math.floor(self.gps_lat), 89) + 0.5, min(math.floor(self.gps_lon), 179) + 0.5
