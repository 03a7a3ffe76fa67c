import struct

import numpy as np
import pytest

from credits.verification import kept
from credits.verification.checks.registry import DAY_CHECKS
from credits.verification.copies.registry import COPY_CHECKS
from tests.credits.verification.test_check import ASKED, FOUND

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


def test_templates_are_read_back_and_named_by_what_they_say():
    texts = kept.texts_of(CHECKS)
    assert kept.read_texts(texts) == tuple(check.wording for check in CHECKS)
    assert kept.digest_of(texts) != kept.digest_of(kept.texts_of(CHECKS[1:]))


def test_a_day_of_other_templates_is_refused():
    columns = kept.keep([ASKED], [FOUND], NOBODY)
    with pytest.raises(ValueError, match="shorter"):
        kept.tell([ASKED.wording, ASKED.wording], columns.outcomes[0], columns.figures[0], columns.words[0])


def test_equal_values_are_written_letter_for_letter_alike():
    assert kept.written({"b": "Größe", "a": [1, None]}) == '{"a":[1,null],"b":"Größe"}' == kept.written(
        {"a": [1, None], "b": "Größe"}
    )  # fmt: skip


def test_figures_are_pairs_of_little_endian_doubles_one_for_each_check():
    columns = kept.keep([ASKED, ASKED], [FOUND, FOUND], np.zeros((2, 3), bool))
    assert columns.figures[0] == struct.pack("<4d", 8.5, 7.0, 8.5, 7.0)
    assert told_twice(columns, 0) == [ASKED.result(FOUND, 0)] * 2


def told_twice(columns: kept.Kept, row: int):
    return kept.tell([ASKED.wording] * 2, columns.outcomes[row], columns.figures[row], columns.words[row])
