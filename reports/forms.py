"""What people type into the pages, checked at the door."""

from django import forms

REASON_LENGTH = 1000
SEARCH_LENGTH = 120


class ListForm(forms.Form):
    """A search, and a place in the list that it finds."""

    q = forms.CharField(required=False, max_length=SEARCH_LENGTH)
    after = forms.CharField(required=False)
    before = forms.CharField(required=False)


class DayForm(forms.Form):
    """A day to go to."""

    day = forms.DateField(required=False, error_messages={"invalid": "Write the day as 2025-10-31."})
