"""How the checks of the numbers themselves are told."""

from credits.verification.check import Check
from credits.verification.checks import quality
from credits.verification.finding import Outcome, Status

PASS, FAIL, INCONCLUSIVE = Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE

QUALITY_CHECKS = (
    Check(
        "interpolated", Status.PENDING, "hours", quality.interpolated,
        {
            PASS: "No {threshold:.0f} hours lie on one straight line (longest: {figure:.0f}).",
            FAIL: "{figure:.0f} hours lie on one straight line: a gap was filled in.",
            INCONCLUSIVE: "The readings are too far apart to look for filled gaps.",
        },
        "Upload the logger's own values, and leave gaps empty.",
    ),
    Check(
        "resolution", Status.PENDING, "kWh", quality.resolution,
        {
            PASS: "The readings are written in steps of less than {threshold:g} kWh.",
            FAIL: "All readings of the month are whole steps of {figure:g} kWh: rounded too far to show a cloud.",
            INCONCLUSIVE: "There are too few readings to tell how finely they are written.",
        },
        "Upload the logger's own values with all their digits.",
        needed=False,
    ),
    Check(
        "typed", Status.PENDING, "share of the readings", quality.typed,
        {
            PASS: "The readings' last digits are a machine's, or too few to tell.",
            FAIL: (
                "{figure:.0%} of {readings:.0f} readings end in 0 or 5, one in five would by chance: they look typed "
                "in or "
                "estimated."
            ),
        },
        "Upload the logger's own file.",
    ),
)  # fmt: skip
