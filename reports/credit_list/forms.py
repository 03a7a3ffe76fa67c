"""What the credits page is asked: which credits to show, and which of them to act on."""

from typing import Any

from django import forms

from credits.models import Status
from credits.services.bulk import MOST
from reports.fleet.selectors import whole_number
from reports.forms import SEARCH_LENGTH, ListForm

DAY_ERRORS = {"invalid": "Write the day as 2025-10-31."}
VERSION_LENGTH = 20
CAUSE_LENGTH = 40
PLACES = ("after", "before", "start")
"""Fields that say where in the list somebody stands, and not what it holds."""


class CreditFilter(ListForm):
    """Which credits. start: from where on "all that match" are meant, once an act has taken those before."""

    q = forms.CharField(required=False, max_length=SEARCH_LENGTH, label="Inverter")
    inverter = forms.IntegerField(required=False, min_value=1, max_value=10**15, widget=forms.HiddenInput)
    status = forms.ChoiceField(required=False, choices=[("", "all"), *Status.choices], label="Status")
    waiver = forms.ChoiceField(
        required=False, choices=[("", "either way"), ("yes", "by waiver"), ("no", "without")], label="Waiver",
    )  # fmt: skip
    since = forms.DateField(required=False, label="From", error_messages=DAY_ERRORS)
    until = forms.DateField(required=False, label="To", error_messages=DAY_ERRORS)
    version = forms.CharField(required=False, max_length=VERSION_LENGTH, label="Rule version")
    cause = forms.CharField(required=False, max_length=CAUSE_LENGTH, widget=forms.HiddenInput)
    start = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """A period that ends before it begins holds nothing, and is a slip of the pen."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", f"The period ends before it begins: write a day from {since} on.")
        return found

    def criteria(self) -> dict[str, Any]:
        """What narrows the list, as `credit_list_selectors.matching` takes it."""
        return {name: value for name, value in self.cleaned_data.items() if value and name not in PLACES}

    def asked(self) -> dict[str, str]:
        """The same as an address says it, as it was typed."""
        return {name: self.data[name] for name in self.fields if name not in PLACES and self.data.get(name)}


class Ids(forms.Field):
    """Whole numbers, as ticked boxes send them."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {"invalid": "One of the ticked rows cannot be read: load the page anew."}

    def to_python(self, value: Any) -> list[int]:
        """The numbers in their order."""
        try:
            return [whole_number(text) for text in value or []]
        except ValueError as stray:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from stray


class Wish(forms.Form):
    """On which credits to act: one, those ticked, or all that match the filter of the address.

    confirmed, count, grams: what somebody agreed to who was shown the sums.
    """

    only = forms.IntegerField(required=False, min_value=1, max_value=10**15)
    credit = Ids(required=False)
    every = forms.BooleanField(required=False)
    confirmed = forms.BooleanField(required=False)
    count = forms.IntegerField(required=False)
    grams = forms.IntegerField(required=False)

    def clean(self) -> dict[str, Any]:
        """Acting on nothing is a slip of the hand."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not (found["only"] or found["credit"] or found["every"]):
            raise forms.ValidationError("Nothing was chosen: tick credits in the list, or choose all that match.")
        if len(found.get("credit") or []) > MOST:
            raise forms.ValidationError(f"At most {MOST} credits are taken at a time: tick fewer of them.")
        return found

    def ids(self) -> list[int]:
        """The credits named one by one."""
        return [self.cleaned_data["only"]] if self.cleaned_data["only"] else self.cleaned_data["credit"]
