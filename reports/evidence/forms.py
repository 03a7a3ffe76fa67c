"""What is asked of the evidence's tab."""

from datetime import date
from typing import Any

from django import forms

from inverters.models.equipment import FIRST_DAY

LAST_DAY = date(2100, 12, 31)


class PeriodForm(forms.Form):
    """The days that a bundle is to hold; an empty one begins or ends where the credits do."""

    first = forms.DateField(required=False, error_messages={"invalid": "Write the first day as 2025-10-01."})
    last = forms.DateField(required=False, error_messages={"invalid": "Write the last day as 2025-10-31."})

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            raise forms.ValidationError(f"The last day, {last}, lies before the first, {first}: exchange them.")
        return found

    def bounds(self) -> tuple[date, date]:
        """The first and the last day that are asked for."""
        found = self.cleaned_data
        return found.get("first") or FIRST_DAY, found.get("last") or LAST_DAY
