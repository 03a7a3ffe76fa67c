from datetime import timedelta

import pytest

from reports.flags.presenter import HIGH, MODERATE, SEVERE, severity, stretch
from reports.flags.selectors import Asked, FlaggedDay, FlagGroup, groups_page
from tests.credits.factories import HONEST, flagged

pytestmark = pytest.mark.django_db


def group(**changes) -> FlagGroup:
    [found] = groups_page(Asked()).rows
    return FlagGroup(**{**vars(found), **changes})


def test_a_copy_is_severe_and_a_ceiling_passed_by_half_is_high():
    flagged()
    of = group()
    found = next(one for one in of.verdict.checks if one["name"] == of.cause)
    for times, expected in ((1.6, HIGH), (1.5, HIGH), (1.49, MODERATE)):
        found["figure"] = times * found["threshold"]
        assert severity(of) == expected
    assert severity(group(cause="copied_digits")) == SEVERE
    assert severity(group(verdict=None)) == MODERATE


@pytest.mark.parametrize(
    ("count", "last", "words"),
    [
        (1, 0, "4 Jul 2016"),
        (3, 2, "3 days on end, 4 Jul 2016 to 6 Jul 2016"),
        (2, 5, "2 days between 4 Jul 2016 and 9 Jul 2016"),
    ],
)
def test_days_are_told_as_a_person_would(count, last, words):
    flagged()
    newest = FlaggedDay(1, HONEST + timedelta(days=last))
    assert stretch(group(count=count, oldest=HONEST, days=[newest])) == words
