"""A month reaches as far as its days lie apart, and further days are read of those alone who have gaps."""

from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.services.months import NEAR_DAYS, MonthMarks, month_marks, with_months
from credits.verification.window import AROUND, REACH_DAYS
from inverters.models import Inverter
from tests.credits.factories import HONEST, golden_rows, plant, send

pytestmark = pytest.mark.django_db
LAST = HONEST + timedelta(days=90)


def with_days(*back: int) -> Inverter:
    """An inverter with readings so many days before the last."""
    inverter = plant()
    send(inverter, [row for days in back for row in golden_rows(LAST - timedelta(days=days))])
    return inverter


def month(inverter: Inverter) -> list[int]:
    """How many days back each day of the last one's month lies."""
    evidence, window = with_months([(inverter.pk, LAST)])
    around = window.days[0][window.days[0] >= 0]
    assert evidence.dates[window.rows].tolist() == [LAST]
    return (np.datetime64(LAST) - evidence.dates[around]).astype(int).tolist()


def test_a_month_without_gaps_is_the_thirty_days_before_and_the_day():
    assert month(with_days(*range(40))) == list(range(AROUND, -1, -1))


def test_a_month_with_gaps_reaches_as_far_as_it_may():
    back = [0, 3, NEAR_DAYS + 1, REACH_DAYS, REACH_DAYS + 1]
    assert month(with_days(*back)) == [REACH_DAYS, NEAR_DAYS + 1, 3, 0]


def test_a_day_without_readings_stands_in_its_month_all_the_same():
    assert month(with_days(2, 1)) == [2, 1, 0]


def test_what_came_before_the_first_day_is_known_beyond_the_month():
    evidence, window = with_months([(with_days(0, REACH_DAYS, REACH_DAYS + 20).pk, LAST)])
    first = window.days[0][window.days[0] >= 0][0]
    assert evidence.hours_since_previous[first] == 19 * 24 + 1 - 1


@pytest.mark.parametrize(("back", "queries"), [(range(40), 1), (range(5), 2)])
def test_further_days_are_read_only_of_who_may_have_gaps(back, queries):
    inverter = with_days(*back)
    with CaptureQueriesContext(connection) as captured:
        month_marks([(inverter.pk, LAST)])
    assert len(captured) == queries


def test_marks_are_those_of_the_evidence_and_change_with_it():
    inverter = with_days(*range(3))
    evidence, window = with_months([(inverter.pk, LAST)])
    marks = MonthMarks.of(evidence.production, window)
    assert marks == month_marks([(inverter.pk, LAST)])
    send(inverter, golden_rows(LAST - timedelta(days=9)))
    assert marks != month_marks([(inverter.pk, LAST)])


def test_nothing_wanted_is_nothing_found():
    evidence, window = with_months([])
    assert (len(evidence), len(window)) == (0, 0)
