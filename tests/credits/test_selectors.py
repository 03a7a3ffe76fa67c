from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits import selectors
from credits.models import CarbonCredit, Status
from tests.credits.factories import HALF_PAST, HONEST, again, calculate_days, flagged, send, submitted, verified

pytestmark = pytest.mark.django_db


def test_submitted_days_are_those_of_this_inverter_among_these_days():
    found = submitted()
    verified()
    days = [HONEST - timedelta(days=1), HONEST]
    assert selectors.submitted_days(found.inverter_id, days) == {HONEST}
    assert selectors.submitted_days(found.inverter_id, days[:1]) == set()
    assert selectors.submitted_days(found.inverter_id + 1, days) == set()


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.SUBMITTED}))
def test_a_day_in_any_other_status_is_not_frozen(status):
    found = verified()
    CarbonCredit.objects.update(status=status)
    assert selectors.submitted_days(found.inverter_id, [HONEST]) == set()


def test_the_newest_verdict_of_each_credit_is_found_in_one_query(django_assert_num_queries):
    first, second = verified(), flagged()
    send(first.inverter, [HALF_PAST])
    again(first)
    newest = first.verdicts.order_by("id").last()
    assert first.verdicts.count() == 2
    with django_assert_num_queries(1):
        found = selectors.latest_verdicts([first.pk, second.pk])
        assert {key: row.credit.date for key, row in found.items()} == {first.pk: HONEST, second.pk: HONEST}
    assert (found[first.pk], found[second.pk].status) == (newest, "FLAGGED")


def test_a_credit_that_was_not_judged_has_no_verdict():
    [made] = calculate_days(1)
    assert selectors.latest_verdicts([made.pk]) == {}
    assert selectors.latest_verdicts([]) == {}


def test_credits_come_with_their_factor():
    calculate_days(3)
    with CaptureQueriesContext(connection) as queries:
        assert {str(one.factor) for one in selectors.credits()} == {"NG-GENSET 1.2 kg/kWh"}
    assert len(queries) == 1
