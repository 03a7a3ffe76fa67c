import numpy as np
import pytest

from credits.verification.check import Check
from credits.verification.finding import Finding, Outcome, Status
from credits.verification.wording import CheckResult

ASKED = Check(
    "sleep",
    Status.FLAGGED,
    "h",
    lambda evidence: evidence,
    {
        Outcome.PASS: "Slept {figure:.1f} h at {hours}.",
        Outcome.FAIL: "Slept {figure:.1f} h, less than {threshold:.0f}.",
        Outcome.INCONCLUSIVE: "{why}",
    },
    "Sleep {threshold:.0f} h.",
)
FOUND = Finding(
    passes=np.array([True, False, True]),
    known=np.array([True, True, False]),
    figure=np.array([8.5, 5.0, np.nan]),
    threshold=np.array([7.0, 7.0, np.inf]),
    words={"hours": np.tile(np.arange(24) < 2, (3, 1)), "why": np.array(["", "", "Nobody looked."])},
)


@pytest.mark.parametrize(
    ("row", "waived", "told"),
    [
        (0, False, (Outcome.PASS, 8.5, 7.0, "Slept 8.5 h at 00:00 to 02:00.", "")),
        (1, True, (Outcome.FAIL, 5.0, 7.0, "Slept 5.0 h, less than 7.", "Sleep 7 h.")),
        (2, False, (Outcome.INCONCLUSIVE, None, None, "Nobody looked.", "Sleep inf h.")),
    ],
)
def test_a_check_tells_the_outcome_of_one_day(row, waived, told):
    outcome, figure, threshold, sentence, cure = told
    expected = CheckResult("sleep", outcome, Status.FLAGGED, figure, "h", threshold, sentence, cure, waived)
    assert ASKED.result(FOUND, row, waived=waived) == expected
    assert ASKED.result(FOUND, row).waived is False
