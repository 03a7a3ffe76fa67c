"""What people ask of an inverter's pages, checked at the door."""

from django import forms

from inverters.models.equipment import FIRST_DAY
from reports.audit_calendar import MODES

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
