"""An inverter as the API says it: its place, and its present equipment flat beside it."""

from datetime import date
from typing import Any

from rest_framework import serializers

from inverters.models import Inverter
from inverters.models.equipment import FIRST_DAY, Quantity, ReadingStamps
from inverters.selectors import equipment_on
from lumix.api import NumberField, StrictSerializer, WholeNumberField

EQUIPMENT_FIELDS = (
    "capacity_kw",
    "dc_capacity_kwp",
    "surface_tilt",
    "surface_azimuth",
    "timezone",
    "clock_offset_minutes",
    "quantity",
    "reading_stamps",
    "serial",
)


class ReadingDayField(serializers.DateField):
    """A day that can have readings."""

    def to_internal_value(self, data: Any) -> date:
        """The day; no reading is older than the first."""
        day: date = super().to_internal_value(data)
        if day < FIRST_DAY:
            raise serializers.ValidationError(f"No reading is older than {FIRST_DAY}.")
        return day


class InverterSerializer(StrictSerializer):
    """Registers and shows an inverter."""

    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(max_length=120, required=False, help_text="called by its number where none is given")
    gps_lat = NumberField(min_value=-90, max_value=90, help_text="degrees north")
    gps_lon = NumberField(min_value=-180, max_value=180, help_text="degrees east")
    capacity_kw = NumberField(help_text="the inverter's AC rating in kW")
    dc_capacity_kwp = NumberField(required=False, allow_null=True, help_text="the array's size in kWp")
    surface_tilt = NumberField(required=False, allow_null=True, help_text="degrees from horizontal, 0 to 90")
    surface_azimuth = NumberField(required=False, allow_null=True, help_text="degrees east of north, 0 to 360")
    timezone = serializers.CharField(required=False, help_text="IANA name; found from the place where it is not given")
    clock_offset_minutes = WholeNumberField(required=False, help_text="minutes the logger's clock runs ahead")
    quantity = serializers.ChoiceField(choices=Quantity.choices, required=False)
    reading_stamps = serializers.ChoiceField(choices=ReadingStamps.choices, required=False)
    serial = serializers.CharField(required=False, allow_blank=True, max_length=80)
    commissioned = serializers.DateField(required=False, allow_null=True)
    retired = serializers.DateField(required=False, allow_null=True)
    created_at = serializers.DateTimeField(read_only=True)

    def to_representation(self, instance: Inverter) -> dict[str, Any]:
        """Place and present equipment in one flat object."""
        equipment = equipment_on(instance, self.context["today"])
        return {
            "id": instance.pk,
            "name": instance.name,
            "gps_lat": instance.gps_lat,
            "gps_lon": instance.gps_lon,
            **{name: getattr(equipment, name) for name in EQUIPMENT_FIELDS},
            "commissioned": instance.commissioned,
            "retired": instance.retired,
            "created_at": instance.created_at,
        }


class ReadingSerializer(serializers.Serializer):
    """A stored reading, for the OpenAPI document; answers are built as columns, without an object for each row."""

    id = serializers.IntegerField(read_only=True)
    inverter_id = serializers.IntegerField(read_only=True)
    timestamp = serializers.DateTimeField(help_text="with an offset: an instant; without: the inverter's local time")
    kwh = serializers.FloatField(min_value=0, max_value=1_000_000)
    state = serializers.CharField(read_only=True, help_text="final, provisional or late")


class CountsSerializer(serializers.Serializer):
    """What became of an upload, where the answer is counts."""

    batch = serializers.IntegerField()
    accepted = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    conflict = serializers.IntegerField()
    rejected = serializers.IntegerField()


class ProposedSerializer(serializers.Serializer):
    """What became of a correction that was proposed."""

    batch = serializers.IntegerField(help_text="the upload; GET /conflicts?batch=… lists what it proposes")
    proposed = serializers.IntegerField(help_text="values that wait beside the stored ones")
    unchanged = serializers.IntegerField(help_text="values that stand already")
