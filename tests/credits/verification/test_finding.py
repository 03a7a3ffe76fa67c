import numpy as np
import pytest

from credits.verification.check import Check
from credits.verification.finding import Finding, Outcome, Status
from credits.verification.wording import CheckResult, finite, hours_told

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
    assert FOUND.failed.tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("slots", "told"),
    [
        ([], "none"),
        ([0], "00:00 to 01:00"),
        ([23], "23:00 to 24:00"),
        (range(24), "00:00 to 24:00"),
        ([6, 7, 8, 17], "06:00 to 09:00 and 17:00 to 18:00"),
        ([0, 2, 4, 5], "00:00 to 01:00, 02:00 to 03:00 and 04:00 to 06:00"),
    ],
)
def test_hours_are_told_as_spans_of_local_time(slots, told):
    assert hours_told(np.isin(np.arange(24), list(slots))) == told


@pytest.mark.parametrize(("value", "plain"), [(np.float64(1.5), 1.5), (np.nan, None), (np.inf, None), (-np.inf, None)])
def test_only_finite_numbers_are_told(value, plain):
    assert finite(value) == plain
