"""What is asked of somebody who brings a file: whose it is, and how it is to be read."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from inverters.models import Equipment, Inverter
from inverters.models.equipment import ReadingStamps
from inverters.sources.layouts import DateOrder, Layout, Measure, ReadAs
from reports.presenters import listed
from reports.upload.selectors import inverters_meant

MEASURES = {
    Measure.KWH: "kWh in each interval",
    Measure.WH: "Wh in each interval",
    Measure.MWH: "MWh in each interval",
    Measure.W: "W, the power",
    Measure.KW: "kW, the power",
    Measure.KWH_COUNT: "kWh, a counter's running total",
    Measure.WH_COUNT: "Wh, a counter's running total",
}
ORDERS = {
    DateOrder.YEAR_FIRST: "year, month, day",
    DateOrder.DAY_FIRST: "day, month, year",
    DateOrder.MONTH_FIRST: "month, day, year (US)",
}


class UploadForm(forms.Form):
    """An inverter and a file."""

    inverter = forms.CharField(
        max_length=120,
        error_messages={"required": "Say whose readings these are: write the inverter's name or number."},
    )
    file = forms.FileField(
        error_messages={
            "required": "Choose a file: the portal's export as CSV, or the template with your readings.",
            "empty": "The file is empty: choose another one.",
        },
    )

    def clean_inverter(self) -> Inverter:
        """The one inverter that is meant."""
        text = self.cleaned_data["inverter"].partition(" – ")[0]
        found = inverters_meant(text)
        if not found:
            raise forms.ValidationError(f"There is no inverter {text!r}: look it up in the list of inverters.")
        if len(found) > 1:
            names = listed([f"{one.name} (number {one.pk})" for one in found])
            raise forms.ValidationError(f"Several inverters fit: {names}. Write the number of one of them.")
        return found[0]


class ReadingForm(forms.Form):
    """How a file is to be read; what recognition proposes stands in it first."""

    column = forms.ChoiceField(label="Column with the readings")
    measure = forms.ChoiceField(label="It counts", choices=[(str(key), words) for key, words in MEASURES.items()])
    order = forms.ChoiceField(label="Dates are written", choices=[(str(key), words) for key, words in ORDERS.items()])
    zone = forms.CharField(
        label="Time zone of the stamps",
        max_length=64,
        help_text="An IANA name, such as Africa/Lagos or UTC. Stamps with an offset of their own keep it.",
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
    )
    marks = forms.ChoiceField(label="A stamp marks", choices=ReadingStamps.choices)

    def __init__(self, data: Any, *, layout: Layout, equipment: Equipment, **kwargs: Any) -> None:
        """data: what was chosen; fields that it lacks stand as proposed."""
        self.layout = layout
        proposed = {
            "column": "0",
            "order": str(layout.orders[0]),
            "zone": equipment.timezone,
            "marks": equipment.reading_stamps,
        }
        chosen = {name: text for name, text in data.items() if name in self.base_fields}
        told = proposed | chosen
        at = int(told["column"]) if told["column"].isdecimal() else 0
        told.setdefault("measure", str(layout.columns[min(at, len(layout.columns) - 1)].measure))
        super().__init__(told, **kwargs)
        names = [(str(number), column.name) for number, column in enumerate(layout.columns)]
        self.fields["column"].choices = names  # type: ignore[attr-defined]

    def clean_zone(self) -> ZoneInfo:
        """The zone by its name."""
        try:
            return ZoneInfo(self.cleaned_data["zone"])
        except (KeyError, ValueError, OSError) as stray:
            name = self.cleaned_data["zone"]
            raise forms.ValidationError(f"{name!r} is no IANA time zone: write for example Africa/Lagos.") from stray

    def read_as(self) -> ReadAs:
        """What was chosen."""
        told = self.cleaned_data
        return ReadAs(
            title=self.layout.title,
            column=self.layout.columns[int(told["column"])],
            measure=Measure(told["measure"]),
            order=DateOrder(told["order"]),
            zone=told["zone"],
            marks_end=told["marks"] == ReadingStamps.END,
        )
