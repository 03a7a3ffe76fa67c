"""What the inverters page is asked: which inverters to show, and which of them to act on."""

import math
from typing import Any

from django import forms

from credits.models import Status
from inverters.models.equipment import MAX_KW
from reports.credit_list.forms import Ids
from reports.forms import SEARCH_LENGTH, ListForm

GAPS = {"silent": 2, "week": 7, "month": 30}
"""Whole days without a reading, up to the fleet's newest day; two as in `reports.fleet.worst`."""
NEVER = "never"
NO_CREDITS = "none"
GAP_CHOICES = (
    ("", "any"),
    ("silent", "2 days and more"),
    ("week", "a week and more"),
    ("month", "30 days and more"),
    (NEVER, "never sent"),
)
STATUS_CHOICES = (("", "any"), *Status.choices, (NO_CREDITS, "No credits yet"))
BOX_ERROR = "Write the box as south,west,north,east in degrees, for example 4,2.5,14,15."
CELL_ERROR = "Choose a satellite cell from the list."
KW_ERRORS = {"invalid": "Write the rating in kW as a number, for example 5.5."}
PLACES = ("after", "before", "start")
"""Fields that say where in the list, or in its credits, somebody stands."""


class Degrees(forms.CharField):
    """Numbers with commas between them, so many; None where nothing is asked."""

    def __init__(self, count: int, error: str, label: str) -> None:
        super().__init__(required=False, max_length=80, error_messages={"invalid": error}, label=label)
        self.count = count

    def clean(self, value: Any) -> tuple[float, ...] | None:
        """The numbers."""
        text = super().clean(value)
        if not text:
            return None
        try:
            found = tuple(float(part) for part in text.split(","))
        except ValueError:
            found = ()
        if len(found) != self.count or not all(map(math.isfinite, found)):
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return found


class InverterFilter(ListForm):
    """Which inverters. start: from which credit on an act goes on, once one has taken those before."""

    q = forms.CharField(required=False, max_length=SEARCH_LENGTH, label="Name")
    status = forms.ChoiceField(required=False, choices=STATUS_CHOICES, label="With credits")
    gap = forms.ChoiceField(required=False, choices=GAP_CHOICES, label="Data gap")
    cell = Degrees(2, CELL_ERROR, "Satellite cell")
    least = forms.FloatField(required=False, min_value=0, max_value=MAX_KW, error_messages=KW_ERRORS, label="From kW")
    most = forms.FloatField(required=False, min_value=0, max_value=MAX_KW, error_messages=KW_ERRORS, label="To kW")
    box = Degrees(4, BOX_ERROR, "On the map")
    start = forms.CharField(required=False)

    def criteria(self) -> dict[str, Any]:
        """What narrows the list, as `inverter_list_selectors.matching` takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in PLACES}
        return {name: value for name, value in given.items() if value not in (None, "")}

    def asked(self) -> dict[str, str]:
        """The same as an address says it, as it was typed."""
        return {name: self.data[name] for name in self.fields if name not in PLACES and self.data.get(name)}


class Wish(forms.Form):
    """On which inverters to act: those ticked, or all that match the filter of the address."""

    inverter = Ids(required=False)
    every = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Acting on nothing is a slip of the hand."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not (found["inverter"] or found["every"]):
            raise forms.ValidationError("Nothing was chosen: tick inverters in the list, or choose all that match.")
        return found
