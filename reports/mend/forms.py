"""The forms that mend what a check found."""

from datetime import date

from django import forms

from inverters.models.equipment import FIRST_DAY, MOST_CLOCK_MINUTES, RANGES
from reports.flags.forms import ReasonForm


def _number(name: str, label: str, unit: str) -> forms.FloatField:
    low, high = RANGES[name]
    return forms.FloatField(
        required=False, min_value=low, max_value=high, label=label, help_text=f"{unit}; leave it empty if not known"
    )


class ClockForm(ReasonForm):
    """How far the logger's clock runs ahead, and in which days."""

    minutes = forms.IntegerField(
        min_value=-MOST_CLOCK_MINUTES,
        max_value=MOST_CLOCK_MINUTES,
        label="Minutes ahead",
        help_text="By which the logger's clock runs ahead; negative where it lags, 0 where it is right",
    )
    valid_from = forms.DateField(
        label="From", help_text="The first local day on which it ran so; 1990-01-01 is from the beginning."
    )
    until = forms.DateField(required=False, label="Until", help_text="The last such day; empty where it still does.")

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

    dc_capacity_kwp = _number("dc_capacity_kwp", "Size of the array", "kWp, the sum of all its panels")
    surface_tilt = _number("surface_tilt", "Tilt", "degrees from horizontal, 0 to 90")
    surface_azimuth = _number("surface_azimuth", "Facing", "degrees east of north: 90 is east, 180 south")
    seen = forms.CharField(widget=forms.HiddenInput)


class WaiveForm(ReasonForm):
    """Why a check's finding does not count."""

    check = forms.CharField(max_length=40)
