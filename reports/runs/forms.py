"""What a run is asked to do, checked at the door."""

import re
from datetime import date
from typing import Any

from django import forms

from inverters.models.equipment import FIRST_DAY

NUMBERS_LENGTH = 2_000
MOST_ID = 2**63 - 1
"""The largest number that a database can hold."""
SEPARATORS = re.compile(r"[\s,;]+")


class RunForm(forms.Form):
    """A period, and inverters by number; none are all."""

    first = forms.DateField(
        label="From", widget=forms.DateInput({"type": "date"}), error_messages={"invalid": "Write it as 2025-10-31."}
    )
    last = forms.DateField(
        label="To", widget=forms.DateInput({"type": "date"}), error_messages={"invalid": "Write it as 2025-10-31."}
    )
    inverters = forms.CharField(
        required=False,
        max_length=NUMBERS_LENGTH,
        help_text="their numbers, as 3, 17, 20, from the list of inverters; the whole fleet where you leave it empty",
    )

    def clean_first(self) -> date:
        """No reading is older than the first day."""
        day: date = self.cleaned_data["first"]
        if day < FIRST_DAY:
            raise forms.ValidationError(f"No reading is older than {FIRST_DAY}.")
        return day

    def clean_inverters(self) -> list[int] | None:
        """The numbers; None is the fleet."""
        told = [text for text in SEPARATORS.split(self.cleaned_data["inverters"]) if text]
        stray = next((text for text in told if not text.isascii() or not text.isdigit()), None)
        if stray:
            raise forms.ValidationError(f"“{stray}” is no inverter's number: write numbers with commas between them.")
        huge = next((text for text in told if int(text) > MOST_ID), None)
        if huge:
            raise forms.ValidationError(f"There is no inverter {huge}.")
        return [int(text) for text in told] or None

    def scope(self) -> dict[str, Any]:
        """As `start_run` takes it."""
        return {name: self.cleaned_data[name] for name in ("first", "last")} | {
            "inverter_ids": self.cleaned_data["inverters"]
        }
