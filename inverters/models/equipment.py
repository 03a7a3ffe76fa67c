from datetime import date
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from inverters.curves import LoggerClock
from inverters.models.inverter import Inverter
from lumix.constraints import CheckedTogether


class Quantity(models.TextChoices):
    PV_GENERATION = "pv_generation", "PV generation"
    AC_OUTPUT = "ac_output", "AC output of a hybrid"
    LOAD = "load", "Load"
    EXPORT = "export", "Export to the grid"


class ReadingStamps(models.TextChoices):
    START = "start", "the start of the interval"
    END = "end", "the end of the interval"


MAX_KW = 1_000_000
"""No inverter comes near it: above, a unit was mistaken."""

MOST_CLOCK_MINUTES = 14 * 60
"""Time zones lie at most so far from one another: a clock further off shows another date."""

LEAST_KW = 0.001
"""A watt: what the refusal of zero and negative sizes names as the least."""

RANGES = {
    "capacity_kw": (LEAST_KW, MAX_KW),
    "dc_capacity_kwp": (LEAST_KW, MAX_KW),
    "surface_tilt": (0, 90),
    "surface_azimuth": (0, 360),
    "clock_offset_minutes": (-MOST_CLOCK_MINUTES, MOST_CLOCK_MINUTES),
}
"""What each number can be, said by name before the database's own constraints speak."""

FIRST_DAY = date(1990, 1, 1)
"""Valid from the beginning: no reading is older."""

EVIDENCE_FIELDS = (
    "capacity_kw",
    "dc_capacity_kwp",
    "surface_tilt",
    "surface_azimuth",
    "timezone",
    "clock_offset_minutes",
    "quantity",
    "reading_stamps",
)
"""The fields that a verdict depends on, and that its equipment digest covers."""

SLOT_FIELDS = ("timezone", "clock_offset_minutes", "reading_stamps")
"""The fields that decide which local hour a reading falls in."""


class Equipment(CheckedTogether):
    """What stood at an inverter's place from a day on. A change is a new row, so that every verdict's basis stays."""

    inverter = models.ForeignKey(Inverter, models.PROTECT, related_name="equipment")
    valid_from = models.DateField(default=FIRST_DAY)
    serial = models.CharField(max_length=80, blank=True)
    capacity_kw = models.FloatField(help_text="the inverter's AC rating in kW")
    dc_capacity_kwp = models.FloatField(null=True, blank=True, help_text="the array's size in kWp, if known")
    surface_tilt = models.FloatField(null=True, blank=True, help_text="degrees from horizontal, if known")
    surface_azimuth = models.FloatField(null=True, blank=True, help_text="degrees east of north, if known")
    timezone = models.CharField(max_length=64, help_text="IANA name, for example Africa/Lagos")
    clock_offset_minutes = models.IntegerField(
        default=0, help_text="minutes by which the logger's clock runs ahead; readings keep their stamps"
    )
    quantity = models.CharField(max_length=16, choices=Quantity, default=Quantity.PV_GENERATION)
    reading_stamps = models.CharField(
        "a reading's time marks", max_length=8, choices=ReadingStamps, default=ReadingStamps.START
    )

    class Meta:
        ordering = ["inverter", "valid_from"]
        verbose_name_plural = "equipment"
        constraints = [
            models.UniqueConstraint(fields=["inverter", "valid_from"], name="equipment_one_version_a_day"),
            # The upper bounds shut NaN out too, which PostgreSQL holds to be greater than every number.
            models.CheckConstraint(
                condition=Q(capacity_kw__gt=0, capacity_kw__lte=MAX_KW), name="equipment_capacity_possible"
            ),
            models.CheckConstraint(
                condition=Q(dc_capacity_kwp__isnull=True) | Q(dc_capacity_kwp__gt=0, dc_capacity_kwp__lte=MAX_KW),
                name="equipment_array_possible",
            ),
            models.CheckConstraint(
                condition=Q(surface_tilt__isnull=True) | Q(surface_tilt__range=(0, 90)), name="equipment_tilt_0_to_90"
            ),
            models.CheckConstraint(
                condition=Q(surface_azimuth__isnull=True) | Q(surface_azimuth__range=(0, 360)),
                name="equipment_azimuth_0_to_360",
            ),
            models.CheckConstraint(
                condition=Q(clock_offset_minutes__range=(-MOST_CLOCK_MINUTES, MOST_CLOCK_MINUTES)),
                name="equipment_clock_within_14_hours",
            ),
            models.CheckConstraint(condition=Q(quantity__in=Quantity.values), name="equipment_quantity_known"),
            models.CheckConstraint(
                condition=Q(reading_stamps__in=ReadingStamps.values), name="equipment_reading_stamps_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inverter} from {self.valid_from}"

    def clean(self) -> None:
        """Refuse what no equipment can be, and a zone that the machine does not know, before a reading is cut by it."""
        impossible = {
            name: f"{name} is {getattr(self, name):g}: it lies from {low:g} to {high:g}."
            for name, (low, high) in RANGES.items()
            if getattr(self, name) is not None and not low <= getattr(self, name) <= high
        }
        if impossible:
            raise ValidationError(impossible)
        try:
            ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError) as stray:
            raise ValidationError(
                {"timezone": f"{self.timezone!r} is no IANA time zone; write for example Africa/Lagos."}
            ) from stray

    @property
    def zone(self) -> ZoneInfo:
        """The time zone by which days are cut."""
        return ZoneInfo(self.timezone)

    @property
    def clock(self) -> LoggerClock:
        """How stamps are read while this version stands."""
        marks_end = self.reading_stamps == ReadingStamps.END
        return LoggerClock(self.valid_from, self.zone, self.clock_offset_minutes, marks_end)

    def facts(self) -> dict[str, object]:
        """What a verdict depends on, for its digest and its ledger entry."""
        return {name: getattr(self, name) for name in ("valid_from", *EVIDENCE_FIELDS)}
