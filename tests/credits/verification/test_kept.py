import numpy as np
import pytest

from credits.verification import kept
from credits.verification.checks.registry import DAY_CHECKS
from credits.verification.copies.registry import COPY_CHECKS
from credits.verification.wording import finite, significant
from tests.credits.verification.test_finding import ASKED, FOUND

NOBODY = np.zeros((1, 3), bool)
CHECKS = (*DAY_CHECKS, *COPY_CHECKS)


def told(columns: kept.Kept, row: int):
    return kept.tell([ASKED.wording], columns.outcomes[row], columns.figures[row], columns.words[row])


def test_a_kept_day_is_told_as_it_was_judged():
    columns = kept.keep([ASKED], [FOUND], NOBODY)
    assert [told(columns, row) for row in range(3)] == [[ASKED.result(FOUND, row)] for row in range(3)]


def test_a_capital_says_that_the_check_was_waived():
    columns = kept.keep([ASKED], [FOUND], np.array([[True, True, False]]))
    assert columns.outcomes == ["P", "F", "i"]
    assert [told(columns, row)[0].waived for row in range(3)] == [True, True, False]


def test_only_words_that_a_sentence_asks_for_are_kept():
    columns = kept.keep([ASKED], [FOUND], NOBODY)
    assert columns.words == ['{"sleep":{"hours":"00:00 to 02:00"}}', "{}", '{"sleep":{"why":"Nobody looked."}}']


def test_figures_are_kept_to_the_digits_that_are_told():
    values = np.array([1 / 3, 2e-9 / 3, 123456789012.5, -0.0, 0.0, np.nan, np.inf, 1e300, 5e-324])
    again = significant(values)
    assert [finite(value) for value in again] == [finite(value) for value in values]
    assert not np.signbit(again[3])
    assert significant(np.array([1 / 3 + 1e-16])).tobytes() == significant(np.array([1 / 3])).tobytes()


def test_templates_are_read_back_and_named_by_what_they_say():
    texts = kept.texts_of(CHECKS)
    assert kept.read_texts(texts) == tuple(check.wording for check in CHECKS)
    assert kept.digest_of(texts) != kept.digest_of(kept.texts_of(CHECKS[1:]))


def test_a_day_of_other_templates_is_refused():
    columns = kept.keep([ASKED], [FOUND], NOBODY)
    with pytest.raises(ValueError, match="shorter"):
        kept.tell([ASKED.wording, ASKED.wording], columns.outcomes[0], columns.figures[0], columns.words[0])
