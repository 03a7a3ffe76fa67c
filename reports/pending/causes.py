"""Why credits wait, in general terms: what each cause means and what cures it; the day's figures are in its verdict.

A new check that can keep a day PENDING has its row here.
"""

from dataclasses import dataclass

from credits.models.credit import UNJUDGED
from credits.models.finding import FINDING
from credits.verification.waivers import AWAITS_AUDITOR
from reports.audit.words import words_of

SEND_FILE = "Send the logger's own file."


@dataclass(frozen=True)
class Cause:
    """A reason for which days wait."""

    name: str
    sentence: str
    cure: str


WORDS: dict[str, tuple[str, str]] = {
    UNJUDGED: (
        "Nobody has judged these days since their credit was calculated or their evidence changed.",
        "Verify them.",
    ),
    AWAITS_AUDITOR: (
        "It was proposed to waive a check of these days.",
        "An auditor countersigns each waiver or refuses it; in open mode no auditor can be known.",
    ),
    "published": (
        "The satellite's hours of these days are missing: NASA publishes them four months late, or did not answer.",
        "Nothing to do: they are taken up again when the hours appear. Without network, import the hours from a file.",
    ),
    "day_over": ("These days were not over when they were judged.", "Nothing to do: they are judged again afterwards."),
    "quantity": (
        "The readings do not measure the array's own yield, and nothing else can be held against the sky.",
        "Send the PV yield register, or correct what the readings measure.",
    ),
    "provisional": ("Some readings came before their interval had ended.", "Send their final values again."),
    "interval": (
        "The readings are more than an hour apart.",
        "Set the logger or the export to hourly values or finer.",
    ),
    "daylight": (
        "Hours of daylight were not measured.",
        "Upload the missing hours from the logger's memory or the portal's export.",
    ),
    "lump": (
        "A reading after a gap holds the gap's energy in one lump, too coarse to judge.",
        "Upload the hours before it, so that the energy stands where it was made.",
    ),
    "production": ("The inverter made nothing these days: an outage.", "Nothing to do: there is nothing to verify."),
    "stuck": ("One value stands for hours on end.", "Send the logger's own values, or leave the gap empty."),
    "interpolated": ("Hours lie on one straight line: a gap was filled in.", "Upload the logger's own values."),
    "resolution": ("The readings are rounded too far to show a cloud.", "Upload the values with all their digits."),
    "typed": ("The readings' last digits look typed in or estimated.", SEND_FILE),
    "night_output": (
        "Energy came in the dark, as a household's load does and an array's yield does not.",
        "Send the PV yield register instead of the load output.",
    ),
    "clock": (
        "The logger's clock does not agree with the sun.",
        "Correct the clock in one act where one lag holds all month; a preview judges the days beforehand.",
    ),
    "array_size": (
        "The days need a larger array than the inverter's rating explains.",
        "State the array's size in kWp.",
    ),
    "rating": (
        "An hour holds more than the ratings make.",
        "Check the meter's unit and scale, and the stated ratings.",
    ),
    "night": ("Output near daytime size came without sun.", "Explain it to an auditor, with the logger's own file."),
    "cloudless": ("The day's energy exceeds a cloudless sky's.", "Check the meter's scale and the array's size."),
    "satellite": ("The day's energy exceeds the satellite's sky.", "Check the meter's scale and the array's size."),
    "theoretical": (
        "The energy exceeds the theoretical output, by less than the satellite's error.",
        "Nothing to do where it happens now and then; where often, check the array's size and the meter's scale.",
    ),
    "correlation": (
        "The day's output does not follow the satellite's curve.",
        "Outages, a full battery, shade and small clouds lower it; if none applies, check clock and orientation.",
    ),
    "month_ceiling": ("The month exceeds what the sky gives the largest array.", "Check the meter's unit and scale."),
    "month_copy": ("The month is the satellite's own curve.", SEND_FILE),
    "late_copy": (
        "The month came once NASA had published, and is its curve under even noise.",
        "Send the logger's own file; readings sent before NASA publishes cannot be taken for a copy.",
    ),
    "sea_in_cell": (
        "The satellite's sky is exceeded, but much of its cell is sea.",
        "Check the meter's scale and the array's size; a sensor near by settles it, or an auditor does.",
    ),
    "neighbour_variation": (
        "The month is smooth, though its neighbours saw clouds.",
        "Send the logger's own file, not smoothed values.",
    ),
    "neighbour_clouds": (
        "The clouds that near neighbours share do not show.",
        "Check clock, dates and place; if they are right, send the logger's own file.",
    ),
    "neighbour_envelope": (
        "The best hours are far above every neighbour's for the size of the array.",
        "Check the stated size of the array and the meter's scale.",
    ),
    "month_repeated": ("One curve stands on days whose sky differed.", SEND_FILE),
    "month_level": (
        "The month's energy is above the theoretical, by less than the errors of satellite and rating.",
        "State the array's true size and orientation, or check the meter's scale.",
    ),
    "month_clouds": (
        "Over the month the output does not follow the satellite's clouds.",
        "Check clock and place; if both are right, send the logger's own file and more of its history.",
    ),
    "month_totals": (
        "Over the month the days' sizes do not follow the satellite's.",
        "Check the dates of the readings; if they are right, send the logger's own file.",
    ),
    "month_sky": (
        "Within the days and from day to day together, the output does not follow the satellite's sky.",
        "Check dates and place; if they are right, send the logger's own file and more of its history.",
    ),
    "month_shape": (
        "The days differ in size, but nothing moves within them: clouds that dim a day pass within it as well.",
        "Send the logger's own file: smoothed values, or days drawn from their totals, cannot be judged.",
    ),
    "day_stands_out": (
        "The day stands out above its month.",
        "Say what was different on it (a wash, a repair, another meter), or correct the readings.",
    ),
    "month_outliers": (
        "Several days stand out above their month: which of them are true is not known.",
        "Say what was different on them, or correct their readings.",
    ),
    "copied_digits": ("The day repeats an earlier one digit for digit.", SEND_FILE),
    "registered_twice": (
        "The same readings already stand under another inverter on the same roof.",
        "Retire the second registration, or send this inverter's own readings.",
    ),
    "near_copy": (
        "The month is nearly another inverter's, too far away to share its clouds.",
        "If both stand on one roof, correct the place that is wrong; otherwise send the logger's own file.",
    ),
    "repeated_curve": ("One curve comes again whatever the sky does.", SEND_FILE),
}
"""For each cause what it means and what cures it."""

TITLES = {UNJUDGED: "Not judged yet", AWAITS_AUDITOR: "Awaits an auditor", FINDING: "A finding"}


def cause_of(name: str) -> Cause:
    """A cause in words; one without a row by its own name."""
    sentence, cure = WORDS.get(name, ("The check of this name does not pass.", "See the day's verdict."))
    return Cause(name, sentence, cure)


def is_cause(name: str) -> bool:
    """Whether anything can wait for it."""
    return name in WORDS


def title_of(name: str) -> str:
    """What a page calls a cause."""
    return TITLES.get(name) or words_of(name).name
