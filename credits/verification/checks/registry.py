"""The checks of a day in the order in which they are asked, shown, and named as the cause of a PENDING day.

A new check is one function in one of these modules, one row of limits in `thresholds`, one row here, or in the texts of
its room where those stand in a file of their own.
"""

from credits.verification.check import Check
from credits.verification.checks import clock, curve, data, physics
from credits.verification.checks.month_texts import MONTH_CHECKS
from credits.verification.checks.place_texts import NEIGHBOUR_CHECKS, SEA_CHECKS
from credits.verification.checks.quality_texts import QUALITY_CHECKS
from credits.verification.finding import Outcome, Status

PASS, FAIL, INCONCLUSIVE = Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE
UNKNOWN_SUN = "The sun does not rise here on this day, so there is no daylight to measure."

DATA_CHECKS = (
    Check(
        "quantity", Status.PENDING, "", data.quantity,
        {
            PASS: "The readings are the solar array's own yield.",
            FAIL: "The readings measure {quantity}; only PV generation can be verified against the sky.",
        },
        "Send the PV yield register of the inverter, or correct what the readings measure if it is PV generation.",
    ),
    Check(
        "day_over", Status.PENDING, "", data.day_over,
        {PASS: "The local day had ended when it was judged.", FAIL: "The local day has not ended yet."},
        "Nothing to do: the day is judged again when it is over.",
    ),
    Check(
        "provisional", Status.PENDING, "readings", data.provisional,
        {
            PASS: "Every reading came after its interval had ended.",
            FAIL: "{figure:.0f} readings came before their interval had ended and do not count yet.",
        },
        "Send the final values of these readings again.",
    ),
    Check(
        "interval", Status.PENDING, "minutes", data.interval,
        {
            PASS: (
                "The readings are {figure:.0f} minutes apart; up to {threshold:.0f} can be compared with hourly "
                "satellite values."
            ),
            FAIL: (
                "The readings are {figure:.0f} minutes apart; only {threshold:.0f} or fewer can be compared with "
                "hourly satellite values."
            ),
            INCONCLUSIVE: "There are too few readings to tell how far apart they are.",
        },
        "Set the logger or the export to hourly values or finer.",
    ),
    Check(
        "daylight", Status.PENDING, "share of the day", data.daylight,
        {
            PASS: "Measured hours cover {figure:.0%} of the daylight's energy; {threshold:.0%} is needed.",
            FAIL: (
                "Measured hours cover only {figure:.0%} of the daylight's energy, {threshold:.0%} is needed: nothing "
                "came for {hours}."
            ),
            INCONCLUSIVE: UNKNOWN_SUN,
        },
        "Upload the missing hours ({hours}) from the logger's memory or the portal's export.",
    ),
    Check(
        "lump", Status.PENDING, "kWh", data.lump,
        {
            PASS: "No reading after a gap holds more than an hour's energy.",
            FAIL: (
                "The reading at {hours} holds {figure:.2f} kWh, more than {threshold:g} kW make in an hour: it is the"
                " energy of the gap before it in one lump, too coarse to judge."
            ),
            INCONCLUSIVE: "The readings are too far apart to look for lumps.",
        },
        "Upload the hours before {hours}, so that the energy stands where it was made.",
    ),
    Check(
        "production", Status.PENDING, "kWh", data.production,
        {
            PASS: "The day's measured energy is {figure:.2f} kWh.",
            FAIL: (
                "The inverter reported {figure:.2f} kWh for the whole day: an outage, or the array was switched off; "
                "there is nothing to verify."
            ),
            INCONCLUSIVE: "No reading came for this day.",
        },
        "If the plant did run, upload its readings; otherwise nothing is to be done.",
    ),
    Check(
        "stuck", Status.PENDING, "hours", data.stuck,
        {
            PASS: "No value repeats through {threshold:.0f} daylight hours (longest: {figure:.0f}).",
            FAIL: (
                "The same value, {value:g} kWh, stands in {figure:.0f} daylight hours running: the logger looks "
                "stuck, or its values are typed in or rounded too far."
            ),
            INCONCLUSIVE: "The readings are too far apart to look for repeated values.",
        },
        "Upload the logger's own values with all their digits.",
    ),
    Check(
        "night_output", Status.PENDING, "share of the day", data.night_output,
        {
            PASS: (
                "{figure:.1%} of the day's energy came in the dark; up to {threshold:.0%} is a meter's or a clock's."
            ),
            FAIL: (
                "{energy:.2f} kWh, {figure:.1%} of the day's energy, came in the dark: this looks like load output, "
                "from a battery or the grid."
            ),
            INCONCLUSIVE: "The night cannot be judged: {because}.",
        },
        "Send the PV yield, not the inverter's load or AC output.",
    ),
    Check(
        "published", Status.PENDING, "share of the day", data.published,
        {
            PASS: "The satellite's hours cover {figure:.0%} of the daylight's energy; {threshold:.0%} is needed.",
            FAIL: (
                "The satellite's hours cover {figure:.0%} of the daylight's energy, {threshold:.0%} is needed. {note}"
            ),
            INCONCLUSIVE: UNKNOWN_SUN,
        },
        "Nothing to do: the day is taken up again when the hours appear.",
    ),
)  # fmt: skip

CLOCK_CHECKS = (
    Check(
        "clock", Status.PENDING, "hours", clock.clock,
        {
            PASS: "The logger's clock agrees with the sun.",
            FAIL: (
                "The logger's clock runs {off:g} h {direction} the sun: corrected by {correction:+g} h, the "
                "{span}'s correlation goes from {before:.2f} to {after:.2f}.{also}"
            ),
            INCONCLUSIVE: "The clock cannot be judged: {because}.",
        },
        "Correct the clock by {correction:+g} h ({minutes:+.0f} minutes), as one dated correction.",
    ),
)  # fmt: skip

PHYSICS_CHECKS = (
    Check(
        "rating", Status.FLAGGED, "kWh", physics.rating,
        {
            PASS: "The highest hour holds {figure:.2f} kWh; {basis} makes at most {threshold:.2f} kWh.",
            FAIL: (
                "The highest hour holds {figure:.2f} kWh; {basis} makes at most {threshold:.2f} kWh (exceeded from "
                "{hours})."
            ),
            INCONCLUSIVE: "The ratings cannot bound this day: {because}.",
        },
        "Check the meter's unit and scale, and the stated ratings; a correction is countersigned by an auditor.",
    ),
    Check(
        "array_size", Status.PENDING, "kWp", physics.array_size,
        {
            PASS: "The stated ratings explain the day.",
            FAIL: (
                "The day needs an array of at least {figure:.1f} kWp; the inverter is rated {threshold:g} kW and the "
                "array's size is not stated."
            ),
            INCONCLUSIVE: "The array's size cannot be judged: {because}.",
        },
        "State the size of the array (dc_capacity_kwp).",
    ),
    Check(
        "night", Status.FLAGGED, "kWh", physics.night,
        {
            PASS: (
                "The highest hour without sun holds {figure:.2f} kWh; above {threshold:.2f} kWh would be output near "
                "daytime size."
            ),
            FAIL: (
                "{figure:.2f} kWh came in one hour without sun ({hours}), and the day's highest hour is {peak:.2f} "
                "kWh: no array does that, and no one error of the clock explains it."
            ),
            INCONCLUSIVE: "The night does not speak against the owner: {because}.",
        },
        "Explain the night's output to an auditor, with the logger's own file.",
    ),
    Check(
        "cloudless", Status.FLAGGED, "kWh", physics.cloudless,
        {
            PASS: "The day's {figure:.2f} kWh are possible: the cleanest cloudless sky allows {threshold:.2f} kWh.",
            FAIL: (
                "The day's {figure:.2f} kWh exceed {threshold:.2f} kWh, the most that the cleanest cloudless sky "
                "allows an array of {array:g} kWp."
            ),
            INCONCLUSIVE: "The day's sum cannot be bounded: {because}.",
        },
        "Check the meter's unit and scale, the array's size and its orientation; a correction is "
        "countersigned by an auditor.",
    ),
    Check(
        "satellite", Status.FLAGGED, "kWh", physics.satellite,
        {
            PASS: "The day's {figure:.2f} kWh are possible: the satellite's sky allows {threshold:.2f} kWh.",
            FAIL: (
                "The day's {figure:.2f} kWh are {ratio:.2f} times the most that the satellite's sky allows an array "
                "of {array:g} kWp ({threshold:.2f} kWh)."
            ),
            INCONCLUSIVE: "The satellite cannot bound this day: {because}.",
        },
        "Check the meter's unit and scale, the array's size and its orientation; a correction is "
        "countersigned by an auditor.",
    ),
    Check(
        "theoretical", Status.PENDING, "kWh", physics.theoretical,
        {
            PASS: "The day's {figure:.2f} kWh are below the theoretical {threshold:.2f} kWh.",
            FAIL: (
                "The day's {figure:.2f} kWh are {ratio:.2f} times the theoretical {threshold:.2f} kWh of an array of "
                "{array:g} kWp under the satellite's sky; the satellite's error could explain it."
            ),
            INCONCLUSIVE: "The theoretical output cannot be compared: {because}.",
        },
        "Nothing to do where it happens now and then; where it happens often, check the array's size and the "
        "meter's scale.",
    ),
)  # fmt: skip

CURVE_CHECKS = (
    Check(
        "correlation", Status.PENDING, "r", curve.correlation,
        {
            PASS: "The day's output follows the satellite's sky: r = {figure:.3f}, above {threshold:g}{basis}.",
            FAIL: (
                "The day's output does not follow the satellite's sky: r = {figure:.3f}, {threshold:g} must be "
                "exceeded{basis}. Daylight hours without output: {zero}."
            ),
            INCONCLUSIVE: "The day's output cannot be compared with the sky: {because}.",
        },
        "Outages, a full battery, shade or clouds smaller than the satellite's cell lower r; if none applies,"
        " check clock and orientation.",
    ),
)  # fmt: skip

DAY_CHECKS = (
    *DATA_CHECKS,
    *QUALITY_CHECKS,
    *CLOCK_CHECKS,
    *SEA_CHECKS,
    *PHYSICS_CHECKS,
    *MONTH_CHECKS,
    *NEIGHBOUR_CHECKS,
    *CURVE_CHECKS,
)
