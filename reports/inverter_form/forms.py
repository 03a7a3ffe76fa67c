"""An inverter as somebody types it in: place, life, and what stands there."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from inverters.models import Equipment, Inverter
from inverters.models.equipment import FIRST_DAY, LEAST_KW, MAX_KW, Quantity, ReadingStamps
from inverters.services.master_data import timezone_at
from inverters.services.versions import PLACE_FIELDS
from reports.number_fields import TypedNumber, beyond

NOT_A_NUMBER = "Write a number with a decimal point, such as {}."
NOT_A_DAY = "Write the day as 2025-10-31."
EQUIPMENT_FIELDS = (
    "capacity_kw",
    "dc_capacity_kwp",
    "surface_tilt",
    "surface_azimuth",
    "timezone",
    "quantity",
    "reading_stamps",
    "serial",
)


def _number(
    label: str, unit: str, example: str, low: float, high: float, *, required: bool = False, help_text: str = ""
) -> TypedNumber:
    return TypedNumber(
        label=label,
        required=required,
        min_value=low,
        max_value=high,
        help_text=help_text,
        error_messages={
            "invalid": NOT_A_NUMBER.format(example),
            "required": f"{label} is missing: {NOT_A_NUMBER.format(example).lower()}",
            **beyond(low, high, unit),
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def _day(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    errors = {"invalid": NOT_A_DAY, "required": f"{label} is missing: write it as 2025-10-31."}
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, error_messages=errors, widget=widget)


class InverterForm(forms.Form):
    """A new inverter."""

    name = forms.CharField(max_length=120, required=False, help_text="Called by its number where none is given.")
    gps_lat = _number(
        "Latitude", "degrees", "6.5244", -90, 90, required=True, help_text="Degrees north; south is negative."
    )
    gps_lon = _number(
        "Longitude", "degrees", "3.3792", -180, 180, required=True, help_text="Degrees east; west is negative."
    )
    timezone = forms.CharField(
        label="Time zone",
        max_length=64,
        required=False,
        help_text="An IANA name; left empty, that of the place is taken.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    capacity_kw = _number("Inverter, kW", "kW", "10", LEAST_KW, MAX_KW, required=True, help_text="Its rated AC output.")
    dc_capacity_kwp = _number(
        "Array, kWp", "kWp", "12", LEAST_KW, MAX_KW, help_text="The modules' rated DC power, if known."
    )
    surface_tilt = _number(
        "Tilt, degrees", "degrees", "15", 0, 90, help_text="0 is flat, 90 a wall; leave empty if unknown."
    )
    surface_azimuth = _number(
        "Azimuth, degrees",
        "degrees",
        "180",
        0,
        360,
        help_text="0 is north, 90 east, 180 south; leave empty if unknown.",
    )
    quantity = forms.ChoiceField(
        label="Readings are", choices=Quantity.choices, help_text="Only PV generation can be verified."
    )
    reading_stamps = forms.ChoiceField(label="A reading's time marks", choices=ReadingStamps.choices)
    serial = forms.CharField(label="Serial number", max_length=80, required=False)
    commissioned = _day("Commissioned", help_text="The first creditable day, if known.")
    retired = _day("Retired", help_text="The last creditable day; inverters are never deleted.")

    def clean_timezone(self) -> str:
        """A zone that the machine knows; nothing where it is left to the place."""
        name = self.cleaned_data["timezone"].strip()
        try:
            return str(ZoneInfo(name)) if name else ""
        except (KeyError, ValueError, OSError) as stray:
            raise forms.ValidationError(f"{name!r} is no IANA time zone: write for example Africa/Lagos.") from stray

    def clean(self) -> dict[str, Any]:
        """The zone of the place where none was written; and a life that ends after it began."""
        told = super().clean() or self.cleaned_data
        if told.get("timezone") == "" and self._has_place(told):
            told["timezone"] = timezone_at(told["gps_lat"], told["gps_lon"])
        first, last = told.get("commissioned"), told.get("retired")
        if first and last and last < first:
            self.add_error("retired", "It lies before the day of commissioning: correct one of the two.")
        return told

    @staticmethod
    def _has_place(told: dict[str, Any]) -> bool:
        return told.get("gps_lat") is not None and told.get("gps_lon") is not None

    def place(self) -> dict[str, Any]:
        """The fields of the inverter itself."""
        return {name: self.cleaned_data[name] for name in PLACE_FIELDS}

    def equipment(self) -> dict[str, Any]:
        """The fields of what stands there."""
        return {name: self.cleaned_data[name] for name in EQUIPMENT_FIELDS}


class InverterEditForm(InverterForm):
    """An inverter that is there already, and the day from which on its equipment is as said."""

    valid_from = _day(
        "It is so from this day on",
        required=True,
        help_text="1990-01-01 is the beginning. A later day than the version's first makes a new version.",
    )

    def clean_valid_from(self) -> date:
        """No reading is older than the first day."""
        day: date = self.cleaned_data["valid_from"]
        if day < FIRST_DAY:
            raise forms.ValidationError(f"No reading is older than {FIRST_DAY}: that day means the beginning.")
        return day


def standing(inverter: Inverter, version: Equipment) -> dict[str, Any]:
    """What the form shows of an inverter as it is."""
    place = {name: getattr(inverter, name) for name in PLACE_FIELDS}
    equipment = {name: getattr(version, name) for name in EQUIPMENT_FIELDS}
    found = {**place, **equipment, "valid_from": version.valid_from}
    return {name: _short(value) if isinstance(value, float) else value for name, value in found.items()}


def _short(value: float) -> float:
    """10 rather than 10.0."""
    return int(value) if value.is_integer() else value
