import pytest

from credits.models.credit import UNJUDGED
from credits.verification.checks.registry import DAY_CHECKS
from credits.verification.copies.registry import COPY_CHECKS
from credits.verification.waivers import AWAITS_AUDITOR
from reports.pending.causes import WORDS, cause_of, title_of

CHECKS = [check.name for check in (*DAY_CHECKS, *COPY_CHECKS)]


def test_every_check_and_every_other_cause_has_words_of_its_own_and_no_words_are_left_over():
    assert set(WORDS) == {*CHECKS, UNJUDGED, AWAITS_AUDITOR}


@pytest.mark.parametrize("name", WORDS)
def test_a_cause_is_told_in_sentences_without_a_days_figures(name):
    cause = cause_of(name)
    for told in (cause.sentence, cause.cure):
        assert told[0].isupper()
        assert told.endswith(".")
        assert "{figure" not in told


def test_a_cause_without_words_is_told_by_its_own_name():
    assert cause_of("moon_phase").cure == "See the day's verdict."
    assert title_of("moon_phase") == "Moon phase"


@pytest.mark.parametrize(("name", "title"), [(UNJUDGED, "Not judged yet"), ("clock", "The logger's clock")])
def test_a_page_calls_a_cause_by_a_title(name, title):
    assert title_of(name) == title
