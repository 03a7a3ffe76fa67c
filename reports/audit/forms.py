"""What people ask of an inverter's pages, checked at the door."""

from typing import Any

from django import forms

from inverters.models.equipment import FIRST_DAY
from reports.audit.calendar import MODES
from reports.audit.readings import LABELS, READINGS, Wanted

LAST_YEAR = 2100


class CalendarForm(forms.Form):
    """A year, and what its days are shown by."""

    year = forms.IntegerField(
        required=False,
        min_value=FIRST_DAY.year,
        max_value=LAST_YEAR,
        error_messages={
            "invalid": "Write the year as 2025.",
            "min_value": f"The year lies from {FIRST_DAY.year} to {LAST_YEAR}.",
            "max_value": f"The year lies from {FIRST_DAY.year} to {LAST_YEAR}.",
        },
    )
    by = forms.ChoiceField(
        required=False,
        choices=MODES,
        error_messages={"invalid_choice": "Days are shown by status, ratio or completeness."},
    )


class ReadingsForm(forms.Form):
    """A list, and the local days that it shows."""

    list = forms.ChoiceField(
        required=False,
        choices=tuple(LABELS.items()),
        error_messages={"invalid_choice": "There is no such list: readings, uploads, second values or gaps."},
    )
    first = forms.DateField(required=False, error_messages={"invalid": "Write the first day as 2025-10-01."})
    last = forms.DateField(required=False, error_messages={"invalid": "Write the last day as 2025-10-31."})

    def clean(self) -> dict[str, Any]:
        """The days in their order, and none that the calendar of a machine ends at."""
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            raise forms.ValidationError(f"The last day, {last}, lies before the first, {first}: exchange them.")
        for day in filter(None, (first, last)):
            if not FIRST_DAY.year <= day.year <= LAST_YEAR:
                raise forms.ValidationError(f"{day} lies outside {FIRST_DAY.year} to {LAST_YEAR}.")
        return found

    def wanted(self) -> Wanted:
        """What is asked for."""
        of = self.cleaned_data
        return Wanted(of["list"] or READINGS, of["first"], of["last"])
