from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.services import allowed
from tests.credits import factories
from tests.credits.factories import HONEST, NOW

pytestmark = pytest.mark.django_db


def test_the_days_about_one_come_oldest_first_and_the_day_is_found_among_them():
    factories.golden_sky(HONEST, HONEST + timedelta(days=6))
    inverter = factories.calculate_days(7)[0].inverter
    day = HONEST + timedelta(days=3)

    found = allowed.around(inverter_id=inverter.pk, day=day, now=NOW)

    assert found.dates == sorted(found.dates)
    assert found.dates[found.at] == day
    assert len(found.dates) == 7
    assert np.isfinite(found.allowed.expected[found.at]).all()


def test_a_day_without_readings_has_what_its_sky_lets_expect_all_the_same():
    factories.golden_sky()
    inverter = factories.plant()

    found = allowed.around(inverter_id=inverter.pk, day=HONEST, now=NOW)

    assert found.evidence.production.total(0) is None
    assert found.allowed.expected[0].sum() > 10


def test_ceilings_are_those_that_the_verdict_names():
    credit = factories.verified()
    checks = factories.checks_of(credit.verdicts.get())

    found = allowed.around(inverter_id=credit.inverter_id, day=HONEST, now=NOW).ceilings

    for name, ceiling in (("rating", found.hour), ("satellite", found.satellite), ("cloudless", found.cloudless)):
        assert ceiling == pytest.approx(checks[name]["threshold"])


def test_a_month_takes_no_more_queries_than_a_day():
    few, many = (factories.calculate_days(count)[0].inverter_id for count in (1, 20))
    counts = []
    for inverter_id in (few, many):
        with CaptureQueriesContext(connection) as captured:
            allowed.around(inverter_id=inverter_id, day=HONEST, now=NOW)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 8


def test_any_days_of_an_inverter_are_told_each_by_itself():
    factories.golden_sky(HONEST, HONEST + timedelta(days=1))
    inverter = factories.calculate_days(2)[0].inverter

    evidence, found = allowed.over(inverter_id=inverter.pk, days=[HONEST, HONEST + timedelta(days=1)], now=NOW)

    assert evidence.dates.tolist() == [HONEST, HONEST + timedelta(days=1)]
    assert found.expected.shape == (2, 24)
