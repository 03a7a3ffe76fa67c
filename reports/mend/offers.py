"""What can be done about a check at the place where it is reported: which forms mend what it found."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from credits.verification.checks.clock import doubtful
from credits.verification.waivers import INDISPENSABLE

CLOCK, ARRAY, WAIVER, UPLOAD, EDIT = "clock", "array", "waiver", "upload", "edit"
UNKNOWN_SIZE = "array_size"
CORRECT_ARRAY = "Correct the array"
TITLES = {
    CLOCK: "Correct the clock",
    ARRAY: "State the array",
    WAIVER: "Propose a waiver",
    UPLOAD: "Upload readings",
    EDIT: "Edit the inverter",
}
SIZE = (ARRAY,)
SENT = (UPLOAD,)
BY_CHECK: dict[str, tuple[str, ...]] = {
    "clock": (CLOCK,),
    "correlation": (EDIT,),
    "month_clouds": SENT,
    "month_sky": SENT,
    "month_shape": SENT,
    "neighbour_clouds": (EDIT,),
    UNKNOWN_SIZE: SIZE,
    "rating": (ARRAY, EDIT),
    "cloudless": SIZE,
    "satellite": SIZE,
    "theoretical": SIZE,
    "month_ceiling": SIZE,
    "month_level": SIZE,
    "sea_in_cell": SIZE,
    "neighbour_envelope": SIZE,
    "quantity": (EDIT, UPLOAD),
    "night_output": (EDIT, UPLOAD),
    "provisional": SENT,
    "interval": SENT,
    "daylight": SENT,
    "lump": SENT,
    "stuck": SENT,
    "interpolated": SENT,
    "resolution": SENT,
    "typed": SENT,
    "late_copy": SENT,
    "month_copy": SENT,
    "near_copy": (EDIT, UPLOAD),
    "registered_twice": (EDIT,),
}
"""For a check's name, the forms that can mend it; any finding in evidence that is there can be waived besides."""


@dataclass(frozen=True)
class Mend:
    """One way to mend what a check found. what: which of the forms."""

    what: str
    label: str
    address: str


NO_ONE_CLOCK = (
    "No one correction of the clock fits these days: the lag changes within the month, or correcting it would agree "
    "less. Look for daylight saving or a clock set anew in the logger's settings, or let an auditor waive the check."
)


def mends(check: str, inverter_id: int, day: date, *, sentence: str = "") -> list[Mend]:
    """The forms for what a check found on a day, the usual first. sentence: what it said."""
    ways = () if no_one_clock(check, sentence) else BY_CHECK.get(check, ())
    if check not in INDISPENSABLE:
        ways = (*ways, WAIVER)
    return [Mend(what, title_of(what, check), address_of(what, check, inverter_id, day)) for what in ways]


def no_one_clock(check: str, sentence: str) -> bool:
    """Whether a check found the clock wrong and no constant puts it right."""
    return check == CLOCK and doubtful(sentence)


def title_of(what: str, check: str) -> str:
    """What a form is called beside a check: an array that a ceiling was made of is stated already."""
    return CORRECT_ARRAY if what == ARRAY and check != UNKNOWN_SIZE else TITLES[what]


def address_of(what: str, check: str, inverter_id: int, day: date) -> str:
    """Where the form is."""
    if what == UPLOAD:
        return f"{reverse('upload')}?{urlencode({'inverter': inverter_id})}"
    if what == EDIT:
        return reverse("inverter_edit", args=[inverter_id])
    query = f"?{urlencode({'check': check})}" if what == WAIVER else ""
    return reverse("mend", args=[inverter_id, day, what]) + query
