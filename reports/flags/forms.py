"""What people type on the pages of flags, checked at the door."""

from urllib.parse import urlencode

from django import forms

from inverters.constants import MILLIWATT_HOURS_PER_KWH
from reports.flags.selectors import Asked
from reports.forms import REASON_LENGTH, SEARCH_LENGTH
from reports.number_fields import TypedNumber, beyond

TABS = {
    "flags": "To decide",
    "findings": "Findings",
    "awaiting": "Awaiting an auditor",
    "conflicts": "Second values",
    "decided": "Decided",
}
ACTS = ("uphold", "waive", "lift")
ALL, NEWEST = "all", "newest"
LARGEST_ID = 2**63 - 1
CAUSE_LENGTH = 40
MOST_KWH = 1_000_000
NO_KWH = "Write the energy as a number, as 12.5."


class FlagsFilter(forms.Form):
    """Which tab, which of its rows, and a place among them."""

    show = forms.ChoiceField(choices=[(name, name) for name in TABS], required=False)
    q = forms.CharField(required=False, max_length=SEARCH_LENGTH)
    cause = forms.CharField(required=False, max_length=CAUSE_LENGTH)
    batch = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    after = forms.CharField(required=False)
    before = forms.CharField(required=False)

    def told(self, name: str) -> str:
        """What was asked under this name, nothing where it cannot be read."""
        return (getattr(self, "cleaned_data", {}).get(name) or "") if name not in self.errors else ""

    @property
    def tab(self) -> str:
        """The tab that is shown."""
        return self.told("show") or next(iter(TABS))

    def asked(self, inverter_id: int | None = None) -> Asked:
        """The rows that are wanted."""
        return Asked(inverter_id, "" if inverter_id else self.told("q"), self.told("cause"))

    def query(self, **changes: object) -> str:
        """The filter as an address carries it, without the place in the list."""
        kept = {name: self.told(name) for name in ("show", "q", "cause", "batch")} | changes
        return urlencode({name: value for name, value in kept.items() if value})


class ReasonForm(forms.Form):
    """Why it is decided so."""

    reason = forms.CharField(
        max_length=REASON_LENGTH,
        error_messages={"required": "Give a reason: it stands in the ledger, and whoever looks later has only that."},
    )


class GroupForm(ReasonForm):
    """What is to become of flagged days. count: how many there were when the page was made."""

    act = forms.ChoiceField(choices=[(name, name) for name in ACTS])
    inverter = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
    cause_of = forms.CharField(max_length=CAUSE_LENGTH)
    scope = forms.ChoiceField(choices=[(ALL, ALL), (NEWEST, NEWEST)], required=False)
    count = forms.IntegerField(min_value=1)
    checks = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        sent = self.data.getlist("checks") if hasattr(self.data, "getlist") else []
        self.fields["checks"].choices = [(name, name) for name in sent]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """A waiver is of named checks."""
        found = super().clean() or {}
        if found.get("act") == "waive" and not found.get("checks"):
            self.add_error(
                "checks", "Tick the checks to be waived: a day stays flagged while one that flags it is not."
            )
        return found


class WaiverForm(forms.Form):
    """An auditor's word on a waiver; a signature needs no reason, anything else does (the service says so)."""

    reason = forms.CharField(max_length=REASON_LENGTH, required=False)


class FindingForm(ReasonForm):
    """What was found, or why it is decided so, and how much is debited; empty is all that is proposed or left."""

    kwh = TypedNumber(
        required=False, min_value=0, max_value=MOST_KWH, error_messages=beyond(0, MOST_KWH, "kWh") | {"invalid": NO_KWH}
    )

    def debit(self) -> int | None:
        """In milliwatt-hours."""
        kwh = self.cleaned_data["kwh"]
        return None if kwh is None else round(kwh * MILLIWATT_HOURS_PER_KWH)


class ConflictsForm(ReasonForm):
    """What is to become of second values: the ticked ones, or all of an upload."""

    act = forms.ChoiceField(choices=[("accept", "accept"), ("dismiss", "dismiss")])
    batch = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
    scope = forms.ChoiceField(choices=[(ALL, ALL), ("ticked", "ticked")])
    value = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        sent = self.data.getlist("value") if hasattr(self.data, "getlist") else []
        whole = [key for key in sent if key.isascii() and key.isdecimal() and int(key) <= LARGEST_ID]
        self.fields["value"].choices = [(key, key) for key in whole]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Ticked ones have to be ticked."""
        found = super().clean() or {}
        if found.get("scope") == "ticked" and not found.get("value"):
            self.add_error("scope", "Tick the values that this is about, or decide on all of the upload.")
        return found
