from django.db import models
from django.db.models import Q

MAX_DAY_WH_M2 = 14_000
"""What `inverters.sources.nasa_daily_reply` takes at most."""


class SatelliteDailyFetch(models.Model):
    """One answer of the daily product about one cell: the raw reply as it came, and when.

    Apart from `SatelliteFetch`, so that no provisional value can ever be taken for an hour that a verdict needs.
    """

    grid_lat = models.FloatField(help_text="the cell's centre")
    grid_lon = models.FloatField()
    source = models.CharField(max_length=120)
    first_day = models.DateField(help_text="first day asked for, local solar time")
    last_day = models.DateField(help_text="last day asked for, local solar time")
    fetched_at = models.DateTimeField()
    url = models.CharField(max_length=500, blank=True)
    raw = models.BinaryField(help_text="the reply, zlib-compressed")
    sha256 = models.CharField(max_length=64, help_text="of the reply before compression")
    days_published = models.PositiveIntegerField()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "satellite daily fetches"
        indexes = [models.Index(fields=["grid_lat", "grid_lon", "first_day"], name="satellite_daily_by_place")]

    def __str__(self) -> str:
        return f"{self.source} {self.grid_lat}, {self.grid_lon} {self.first_day} to {self.last_day}"


class SatelliteDay(models.Model):
    """Irradiation of one day over one cell by the daily product. A revised value is a further row."""

    grid_lat = models.FloatField()
    grid_lon = models.FloatField()
    day = models.DateField(help_text="in local solar time")
    revision = models.PositiveSmallIntegerField(default=0)
    ghi_wh_m2 = models.FloatField("irradiation")
    clearsky_wh_m2 = models.FloatField("cloudless irradiation", null=True)
    fetch = models.ForeignKey(SatelliteDailyFetch, models.PROTECT, related_name="days")

    class Meta:
        ordering = ["grid_lat", "grid_lon", "day", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["grid_lat", "grid_lon", "day", "revision"], name="satellite_day_once"),
            models.CheckConstraint(condition=Q(ghi_wh_m2__range=(0, MAX_DAY_WH_M2)), name="satellite_day_possible"),
            models.CheckConstraint(
                condition=Q(clearsky_wh_m2__isnull=True) | Q(clearsky_wh_m2__range=(0, MAX_DAY_WH_M2)),
                name="satellite_day_clearsky_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.ghi_wh_m2} Wh/m²"
