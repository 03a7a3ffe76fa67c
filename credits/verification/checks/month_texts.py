"""How the checks of the month are told."""

from credits.verification.check import Check
from credits.verification.checks import copied, month
from credits.verification.finding import Outcome, Status

PASS, FAIL, INCONCLUSIVE = Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE
CANNOT_TELL = "The month cannot tell: {because}."

MONTH_CHECKS = (
    Check(
        "month_ceiling", Status.FLAGGED, "of the theoretical month", month.ceiling,
        {
            PASS: (
                "The month makes {figure:.2f} of what the satellite lets the largest array make; up to {threshold:g} "
                "passes."
            ),
            FAIL: (
                "Over {days:.0f} days the output is {figure:.2f} times all that the satellite's sky gives the "
                "largest array; "
                "errors of satellite, rating and weather explain {threshold:g} at most.{step}"
            ),
            INCONCLUSIVE: CANNOT_TELL,
        },
        "Check the meter's unit and scale, and the array's size; a correction is countersigned by an auditor.",
        needed=False,
    ),
    Check(
        "month_copy", Status.FLAGGED, "of the output", copied.satellite_copy,
        {
            PASS: "{why} ({figure:.1%} over the hours of the day).",
            FAIL: (
                "Over {days:.0f} days the output is one multiple of the satellite's own curve, with {residual:.1%} "
                "of even "
                "noise and {figure:.1%} ({threshold:.1%} is noise) over the hours of the day: no real roof is so "
                "like it."
            ),
            INCONCLUSIVE: "Likeness to the satellite's own curve cannot be judged: {because}.",
        },
        "Send the logger's own file to an auditor.",
        needed=False,
    ),
    Check(
        "late_copy", Status.PENDING, "of the output", copied.late_copy,
        {
            PASS: "Output and satellite differ by {figure:.0%}, or not as noise laid over a copy does{when}.",
            FAIL: (
                "Over {days:.0f} days the output, received once NASA had published, is the satellite's own curve "
                "with {figure:.1%} of even noise laid over it; a real roof differs by more than {threshold:.0%}, and "
                "unevenly."
            ),
            INCONCLUSIVE: "Likeness to the satellite's own curve cannot be judged: {because}.",
        },
        "Send the logger's own file to an auditor; readings sent before NASA publishes cannot fail this.",
        needed=False,
    ),
    Check(
        "month_repeated", Status.FLAGGED, "of the mean output", month.repeated,
        {
            PASS: "The days' curves differ by {figure:.0%}, or stay within what the dullest days allow.",
            FAIL: (
                "The same curve, within {figure:.1%}, stands on {days:.0f} days whose sky differed by {sky:.0%}; on "
                "the "
                "dullest fifth it is {dull:.2f} times the theoretical output."
            ),
            INCONCLUSIVE: "Repetition cannot be judged: {because}.",
        },
        "Send the logger's own file to an auditor.",
        needed=False,
    ),
    Check(
        "month_level", Status.PENDING, "of the theoretical month", month.level,
        {
            PASS: "The month makes {figure:.2f} of the theoretical output of {basis}.{step}",
            FAIL: (
                "Over {days:.0f} days the output is {figure:.2f} times the theoretical output of {basis}: more than "
                "a plant "
                "makes, and less than errors of satellite and rating could explain.{step}"
            ),
            INCONCLUSIVE: CANNOT_TELL,
        },
        "State the array's true size and orientation, or check the meter's scale.",
        needed=False,
    ),
    Check(
        "month_clouds", Status.PENDING, "agreement", month.clouds,
        {
            PASS: (
                "Over {days:.0f} days output follows the satellite's clouds within the days: agreement {figure:.2f}, "
                "chance "
                "or another day reaches {threshold:.2f}."
            ),
            FAIL: (
                "Over {days:.0f} days output does not follow the satellite's clouds within the days: agreement "
                "{figure:.2f}, "
                "chance or another day reaches {threshold:.2f}.{hint}"
            ),
            INCONCLUSIVE: CANNOT_TELL,
        },
        "Check clock and place; if both are right, send the logger's own file and more of its history.",
        needed=False,
    ),
    Check(
        "month_totals", Status.PENDING, "r", month.totals,
        {
            PASS: "The days' sizes follow the satellite's: r = {figure:.2f}, {threshold:g} is needed.",
            FAIL: "The days' sizes do not follow the satellite's: r = {figure:.2f}, {threshold:g} is needed.",
            INCONCLUSIVE: CANNOT_TELL,
        },
        "Check the dates of the readings; if they are right, send the logger's own file and more of its history.",
        needed=False,
    ),
    Check(
        "month_sky", Status.PENDING, "σ", month.sky,
        {
            PASS: (
                "Over {days:.0f} days, within them and from day to day, output follows the satellite's sky by "
                "{figure:.1f} σ; an honest roof shows {honest:.1f} σ, {threshold:.1f} are needed."
            ),
            FAIL: (
                "Over {days:.0f} days, within them and from day to day, output follows the satellite's sky by only "
                "{figure:.1f} σ; an honest roof shows {honest:.1f} σ, {threshold:.1f} are needed."
            ),
            INCONCLUSIVE: CANNOT_TELL,
        },
        "Check the dates and the place; if they are right, send the logger's own file and more of its history.",
        needed=False,
    ),
    Check(
        "month_shape", Status.PENDING, "of the clouds' changes", month.shape,
        {
            PASS: (
                "Within the days output changes by {moves:.1%}, {figure:.0%} of what the days' sizes and the satellite "
                "tell of; {threshold:.0%} are needed."
            ),
            FAIL: (
                "Over {days:.0f} days output changes within them by only {moves:.1%} for longer than an hour, though "
                "their sizes or the satellite tell of clouds that change it by {told:.1%}: clouds that dim a day pass "
                "within it as well."
            ),
            INCONCLUSIVE: CANNOT_TELL,
        },
        "Send the logger's own file: smoothed values, or days drawn from their totals, cannot be judged.",
        needed=False,
    ),
    Check(
        "day_stands_out", Status.PENDING, "times the month's level", month.stands_out,
        {
            PASS: "The day makes {figure:.2f} times what its month's level lets expect.",
            FAIL: (
                "This day stands out: {figure:.2f} times what its month's level makes of the same irradiation "
                "({threshold:g} "
                "and far beyond the days' usual spread)."
            ),
            INCONCLUSIVE: CANNOT_TELL,
        },
        "Say what was different on this day (a wash, a repair, another meter), or correct the readings.",
        needed=False,
    ),
    Check(
        "month_outliers", Status.PENDING, "days", month.outliers,
        {
            PASS: "{figure:.0f} of {days:.0f} days stand out above the month's level; fewer than {threshold:g} pass.",
            FAIL: (
                "{figure:.0f} of {days:.0f} days stand out above the month's level by {ratio:g} times and more: "
                "which of "
                "the month's days are true is not known."
            ),
            INCONCLUSIVE: CANNOT_TELL,
        },
        "Say what was different on the days that stand out, or correct their readings.",
        needed=False,
    ),
)  # fmt: skip
