"""What is typed about accounts."""

from django import forms

DAYS = {30: "30 days", 90: "90 days", 365: "a year"}
USUAL_DAYS = 90


class TokenForm(forms.Form):
    """A new token."""

    name = forms.CharField(max_length=60, label="What is it for?", help_text="for example: logger gateway in Ikeja")
    days = forms.TypedChoiceField(
        choices=list(DAYS.items()),
        coerce=int,
        initial=USUAL_DAYS,
        label="It is good for",
        help_text="then it ends by itself",
    )
