"""The forms that mend what a check found."""

from datetime import date

from django import forms

from inverters.models.equipment import FIRST_DAY, MOST_CLOCK_MINUTES, RANGES
from reports.flags.forms import ReasonForm
from reports.number_fields import TypedNumber, beyond


def _number(name: str, label: str, unit: str, meaning: str) -> TypedNumber:
    low, high = RANGES[name]
    errors = {"invalid": f"Write a number of {unit}, such as 12.5.", **beyond(low, high, unit)}
    help_text = f"{unit}{meaning}; leave it empty if not known"
    return TypedNumber(
        required=False, min_value=low, max_value=high, label=label, help_text=help_text, error_messages=errors
    )


class ClockForm(ReasonForm):
    """How far the logger's clock runs ahead, and in which days."""

    minutes = forms.IntegerField(
        min_value=-MOST_CLOCK_MINUTES,
        max_value=MOST_CLOCK_MINUTES,
        error_messages={
            "invalid": "Write whole minutes, such as 60.",
            **beyond(-MOST_CLOCK_MINUTES, MOST_CLOCK_MINUTES, "minutes, which is 14 hours"),
        },
        label="Minutes ahead",
        help_text="By which the logger's clock runs ahead; negative where it lags, 0 where it is right",
    )
    valid_from = forms.DateField(
        label="From", help_text="The first local day on which it ran so; 1990-01-01 is from the beginning."
    )
    until = forms.DateField(required=False, label="Until", help_text="The last such day; empty where it still does.")

    anyway = forms.BooleanField(required=False)

    def clean_valid_from(self) -> date:
        """No reading is older than the first day."""
        day: date = self.cleaned_data["valid_from"]
        if day < FIRST_DAY:
            raise forms.ValidationError(f"No reading is older than {FIRST_DAY}.")
        return day

    def clean(self) -> dict[str, object]:
        """The last day does not lie before the first."""
        found = super().clean() or {}
        first, last = found.get("valid_from"), found.get("until")
        if first and last and last < first:
            self.add_error("until", f"The last day, {last}, lies before the first, {first}.")
        return found


class ArrayForm(forms.Form):
    """What is stated of the array. seen: the equipment that whoever fills it in has looked at."""

    dc_capacity_kwp = _number("dc_capacity_kwp", "Size of the array", "kWp", ", the sum of all its panels")
    surface_tilt = _number("surface_tilt", "Tilt", "degrees", " from horizontal, 0 to 90")
    surface_azimuth = _number("surface_azimuth", "Facing", "degrees", " east of north: 90 is east, 180 south")
    seen = forms.CharField(widget=forms.HiddenInput)


class WaiveForm(ReasonForm):
    """Why a check's finding does not count."""

    check = forms.CharField(max_length=40)
