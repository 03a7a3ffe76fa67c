import math
from dataclasses import replace

import numpy as np
import pytest

from credits.verification.finding import Outcome, Status
from credits.verification.wording import CheckResult, fields_of, finite, hours_told, plain_words, significant
from tests.credits.verification.test_check import ASKED

SLEEP = ASKED.wording


def test_a_check_is_told_by_its_wording_alone():
    words = {"hours": "none"}
    told = SLEEP.result(Outcome.PASS, 8.5, math.nan, words, waived=True)
    assert told == CheckResult("sleep", Outcome.PASS, Status.FLAGGED, 8.5, "h", None, "Slept 8.5 h at none.", "", True)
    assert SLEEP.result(Outcome.FAIL, 5.0, 7.0, {}).cure == "Sleep 7 h."


def test_a_word_that_is_no_finite_number_is_told_as_nan():
    assert SLEEP.result(Outcome.INCONCLUSIVE, 1.0, 2.0, {"why": None}).sentence == "nan"


def test_only_what_a_sentence_needs_is_asked_for_and_a_cure_only_where_it_is_told():
    assert [SLEEP.asks_for(outcome) for outcome in Outcome] == [("hours",), (), ("why",)]
    mending = replace(SLEEP, cure="Mend {part}.")
    assert [mending.asks_for(outcome) for outcome in Outcome] == [("hours",), ("part",), ("why", "part")]
    assert fields_of("{a} {figure:.1f} {b:.0%} {a} {threshold}") == ("a", "b")


def test_words_become_plain_values():
    slots = np.array([[True] * 2 + [False] * 22, [False] * 24])
    assert plain_words(slots, np.array([1, 0])) == ["none", "00:00 to 02:00"]
    assert plain_words(np.array([1 / 3, np.nan]), np.array([0, 1])) == [0.3333333333, None]
    assert plain_words(np.array(["a", "b"]), np.array([1])) == ["b"]
    assert plain_words(np.array([3, 4]), np.array([0])) == [3]


def test_an_answer_is_plain_text_and_every_field():
    plain = SLEEP.result(Outcome.FAIL, 5.0, 7.0, {}).as_json()
    assert plain == {
        "name": "sleep", "outcome": "fail", "effect": "FLAGGED", "figure": 5.0, "unit": "h", "threshold": 7.0,
        "sentence": "Slept 5.0 h, less than 7.", "cure": "Sleep 7 h.", "waived": False,
    }  # fmt: skip
    assert {type(plain["outcome"]), type(plain["effect"])} == {str}


def test_figures_are_kept_to_the_digits_that_are_told():
    values = np.array([1 / 3, 2e-9 / 3, 123456789012.5, -0.0, 0.0, np.nan, np.inf, 1e300, 5e-324])
    again = significant(values)
    assert [finite(value) for value in again] == [finite(value) for value in values]
    assert not np.signbit(again[3])
    assert significant(np.array([1 / 3 + 1e-16])).tobytes() == significant(np.array([1 / 3])).tobytes()


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
