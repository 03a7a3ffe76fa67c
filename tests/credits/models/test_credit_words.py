"""The digest by which an entry says what a credit's words are."""

import pytest

from credits.models import CarbonCredit

SAID = {"flagged_reason": "No sky.", "cause": "published", "provisional": {"share": 0.5, "likely": True}}


def digest(**changed):
    return CarbonCredit(**{**SAID, **changed}).words_digest


@pytest.mark.parametrize(
    "changed",
    [{"flagged_reason": "No sky"}, {"flagged_reason": None}, {"cause": ""}, {"provisional": {"share": 0.6}}],
)
def test_any_changed_word_gives_another_digest(changed):
    assert digest(**changed) != digest()


def test_the_order_in_which_a_database_keeps_the_provisional_outcome_does_not_count():
    assert digest(provisional={"likely": True, "share": 0.5}) == digest()
