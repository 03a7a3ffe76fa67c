"""The copy checks in the order in which they are asked and shown."""

from credits.verification.check import Check
from credits.verification.copies import checks
from credits.verification.finding import Outcome, Status

PASS, FAIL, INCONCLUSIVE = Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE
TOO_COARSE = (
    "The digits cannot tell a copy: they hold {could:.0f} bits, {threshold:.0f} are beyond chance; the logger writes "
    "too few digits, or the day has too few hours below its ceiling."
)

COPY_CHECKS = (
    Check(
        "copied_digits", Status.FLAGGED, "bits", checks.digits,
        {
            PASS: (
                "No day received before agrees to the digit: {figure:.0f} bits of agreement at most, {threshold:.0f} "
                "would be beyond chance."
            ),
            FAIL: (
                "The day repeats {date} of {rival}, received earlier, digit for digit: hours with {share:.0%} of its "
                "energy agree, {figure:.0f} bits, where {threshold:.0f} are beyond chance."
            ),
            INCONCLUSIVE: TOO_COARSE,
        },
        "Show an auditor the logger's own file of both days; a correction is countersigned.",
        needed=False,
    ),
    Check(
        "registered_twice", Status.PENDING, "bits", checks.registered_twice,
        {
            PASS: "No other inverter on this roof sent the same readings before.",
            FAIL: (
                "The same readings already stand under {rival}, on the same roof: was this inverter registered twice, "
                "or another one's file sent? Two inverters never agree in all digits ({figure:.0f} bits)."
            ),
            INCONCLUSIVE: TOO_COARSE,
        },
        "Retire the second registration, or send this inverter's own readings; nothing is lost, the first one's stand.",
        needed=False,
    ),
    Check(
        "near_copy", Status.PENDING, "of the clouds' changes", checks.near_copy,
        {
            PASS: "No roof at a distance, received earlier, shares this one's clouds hour by hour.",
            FAIL: (
                "Hour by hour the month differs from {rival}, {distance:.1f} km away and received earlier, by only "
                "{figure:.0%} of what the clouds changed; two roofs so far apart differ by at least {threshold:.0%}."
            ),
            INCONCLUSIVE: "The months cannot be compared.",
        },
        "If both stand on one roof, correct the place of the one that is wrong; otherwise send the logger's own file.",
        needed=False,
    ),
    Check(
        "repeated_curve", Status.FLAGGED, "of the dull days", checks.repeated,
        {
            PASS: (
                "{figure:.0%} of the month's {dull:.0f} dull days show its typical curve; {threshold:.0%} would not be "
                "weather."
            ),
            FAIL: (
                "The month's one curve comes again whatever the sky does: {figure:.0%} of its {dull:.0f} dull days "
                "show it too."
            ),
            INCONCLUSIVE: "The month has {dull:.0f} days that were surely dull, too few to tell a repeated curve.",
        },
        "Send the logger's own readings of the month; a correction is countersigned by an auditor.",
        needed=False,
    ),
)  # fmt: skip
