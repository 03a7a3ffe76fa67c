"""How the checks of neighbours and place are told."""

from credits.verification.check import Check
from credits.verification.checks import place
from credits.verification.finding import Outcome, Status

PASS, FAIL, INCONCLUSIVE = Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE
CANNOT_TELL = "The neighbours in the satellite's cell cannot tell: {because}."

SEA_CHECKS = (
    Check(
        "sea_in_cell", Status.PENDING, "of the cell", place.sea_in_cell,
        {
            PASS: "{figure:.0%} of the satellite's cell is land{note}.",
            FAIL: (
                "Day or month stand against the satellite's sky, but only {figure:.0%} of its cell is land, and below "
                "{threshold:.0%} the sea's sky is part of what it shows: doubt, and no evidence."
            ),
            INCONCLUSIVE: "No satellite is the reference, or how much of its cell is land is not known.",
        },
        "Check the meter's scale and the array's size; a sensor on the ground near by settles it, or an auditor does.",
        needed=False,
    ),
)  # fmt: skip

NEIGHBOUR_CHECKS = (
    Check(
        "neighbour_variation", Status.PENDING, "of the neighbours'", place.smooth,
        {
            PASS: (
                "The month varies {figure:.2f} times as much as its {count:.0f} neighbours' (at least {threshold:g}), "
                "or the satellite's clouds show in it."
            ),
            FAIL: (
                "Over {days:.0f} days the output varies {figure:.2f} times as much as that of {count:.0f} neighbours, "
                "who saw clouds; {threshold:g} is the least of a roof under the same sky."
            ),
            INCONCLUSIVE: CANNOT_TELL,
        },
        "Send the logger's own file; if the values are smoothed by the logger or the portal, send them as measured.",
        needed=False,
    ),
    Check(
        "neighbour_clouds", Status.PENDING, "agreement", place.clouds,
        {
            PASS: (
                "The month's clouds agree by {figure:.2f} with those that {count:.0f} neighbours share (chance: "
                "{threshold:.2f}), or with the satellite's."
            ),
            FAIL: (
                "Over {days:.0f} days the clouds that {count:.0f} near neighbours share do not show in the output: "
                "agreement {figure:.2f}, chance reaches {threshold:.2f}."
            ),
            INCONCLUSIVE: CANNOT_TELL,
        },
        "Check clock, dates and place; if they are right, send the logger's own file.",
        needed=False,
    ),
    Check(
        "neighbour_envelope", Status.PENDING, "times the best neighbour", place.envelope,
        {
            PASS: "The best hours are {figure:.2f} times the best neighbour's, for their arrays; {threshold:g} passes.",
            FAIL: (
                "The month's best hours are {figure:.2f} times those of the best of {count:.0f} neighbours, for the "
                "size of their arrays; up to {threshold:g} is a cleaner or better roof."
            ),
            INCONCLUSIVE: CANNOT_TELL,
        },
        "Check the stated size of the array and the meter's scale.",
        needed=False,
    ),
)  # fmt: skip
