"""A day's readings as lines to be corrected, and lines as an upload."""

from datetime import date

import numpy as np
from django import forms

from inverters.archive_selectors import readings_between
from inverters.constants import MILLIWATT_HOURS_PER_KWH
from inverters.curves import place, stamp_bounds_us, utc
from inverters.models import Inverter
from inverters.selectors import equipment_on
from inverters.services.rehearsal import clocks_of
from reports.forms import REASON_LENGTH

HEAD = "timestamp,kwh\n"
MOST_LETTERS = 200_000
MOST_LINES = 1_500
"""A day by the minute."""


class CorrectForm(forms.Form):
    """Right values, one on a line, and how they are known."""

    lines = forms.CharField(
        max_length=MOST_LETTERS,
        error_messages={"required": "Write the readings with their right values, one on a line: time, comma, kWh."},
    )
    reason = forms.CharField(
        max_length=REASON_LENGTH,
        error_messages={"required": "Say how the right values are known: whoever decides has only that."},
    )

    def body(self) -> bytes:
        """As a file of readings, with its head where none was written."""
        text = self.cleaned_data["lines"].replace("\r\n", "\n").strip() + "\n"
        return (text if text.lower().startswith("timestamp") else HEAD + text).encode()


def lines_of(inverter: Inverter, day: date | None) -> str:
    """The day's readings as they stand, for somebody to change some of them; with offset, so that none is unclear."""
    if day is None:
        return ""
    clocks, zone = clocks_of(inverter), equipment_on(inverter, day).zone
    rows = readings_between(inverter.pk, *stamp_bounds_us(np.array([day], "datetime64[D]"), clocks))
    mine = np.flatnonzero(place(rows.stamps_us, clocks).days == np.datetime64(day))[:MOST_LINES]
    told = zip(rows.stamps_us[mine].tolist(), rows.milliwatt_hours[mine].tolist(), strict=True)
    return "\n".join(
        f"{utc(stamp).astimezone(zone).isoformat()},{energy / MILLIWATT_HOURS_PER_KWH:.6f}" for stamp, energy in told
    )
