from django.db import models
from django.db.models import Q


class ReferenceKind(models.TextChoices):
    SATELLITE = "satellite", "satellite, a 1° cell"
    GHI_SENSOR = "ghi_sensor", "sensor on the ground, horizontal"
    POA_SENSOR = "poa_sensor", "sensor in the plane of the array"


SENSORS = (ReferenceKind.GHI_SENSOR, ReferenceKind.POA_SENSOR)


MAX_WH_M2 = 1_600
"""What `inverters.sources.irradiance` takes at most."""


class SatelliteFetch(models.Model):
    """One answer about the sky over one place: the raw reply as it came, and when."""

    grid_lat = models.FloatField(help_text="the cell's centre, or the sensor's own place")
    grid_lon = models.FloatField()
    kind = models.CharField(max_length=12, choices=ReferenceKind)
    source = models.CharField(max_length=120)
    first_day = models.DateField(help_text="first UTC day asked for")
    last_day = models.DateField(help_text="last UTC day asked for")
    fetched_at = models.DateTimeField()
    url = models.CharField(max_length=500, blank=True)
    raw = models.BinaryField(help_text="the reply, zlib-compressed")
    sha256 = models.CharField(max_length=64, help_text="of the reply before compression")
    hours_published = models.PositiveIntegerField()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "satellite fetches"
        indexes = [
            models.Index(fields=["grid_lat", "grid_lon", "kind", "last_day"], name="satellite_fetch_by_last_day"),
            models.Index(fields=["kind", "grid_lat", "grid_lon", "fetched_at"], name="satellite_fetch_by_kind"),
            models.Index(fields=["kind", "fetched_at"], condition=~Q(url=""), name="satellite_fetch_answered"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ReferenceKind.values), name="satellite_fetch_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.grid_lat}, {self.grid_lon} {self.first_day} to {self.last_day}"


class SatelliteHour(models.Model):
    """Irradiance of one UTC hour over one place. A revised value is a further row; what a verdict saw stays."""

    grid_lat = models.FloatField()
    grid_lon = models.FloatField()
    kind = models.CharField(max_length=12, choices=ReferenceKind)
    hour = models.DateTimeField(help_text="start of the hour, UTC")
    revision = models.PositiveSmallIntegerField(default=0)
    ghi_wh_m2 = models.FloatField("irradiance")
    clearsky_wh_m2 = models.FloatField("cloudless irradiance", null=True)
    fetch = models.ForeignKey(SatelliteFetch, models.PROTECT, related_name="hours")

    class Meta:
        ordering = ["grid_lat", "grid_lon", "hour", "revision"]
        indexes = [
            # With the revision, so that SQLite need not look into the table and prefers it to the index of all hours.
            models.Index(
                fields=["grid_lat", "grid_lon", "kind", "hour", "revision"],
                condition=Q(revision__gt=0),
                name="satellite_hour_revised",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["grid_lat", "grid_lon", "kind", "hour", "revision"], name="satellite_hour_once"
            ),
            # The upper bounds shut NaN out too, which PostgreSQL holds to be greater than every number.
            models.CheckConstraint(condition=Q(ghi_wh_m2__range=(0, MAX_WH_M2)), name="satellite_hour_possible"),
            models.CheckConstraint(
                condition=Q(clearsky_wh_m2__isnull=True) | Q(clearsky_wh_m2__range=(0, MAX_WH_M2)),
                name="satellite_clearsky_possible",
            ),
            models.CheckConstraint(condition=Q(kind__in=ReferenceKind.values), name="satellite_hour_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H:%M} {self.ghi_wh_m2} Wh/m²"

    @property
    def source(self) -> str:
        """Where the value comes from."""
        return self.fetch.source
