"""An inverter's pages take steps along an index where its rows grow by the hour."""

import pytest

from reports.audit.year import year_of
from tests.inverters.factories import NOW, hourly, make_inverter, send
from tests.plans import plans

pytestmark = pytest.mark.django_db


def test_the_first_and_the_last_year_are_two_steps_along_the_days():
    inverter = make_inverter()
    send(inverter, hourly("2024-01-15") + hourly("2025-01-15"))
    found = plans(lambda: year_of(inverter, 2023, NOW))[0]
    assert found.count("SUBQUERY") == 2 or found.count("Limit") == 3  # one of which is the inverter's own
    year = year_of(inverter, None, NOW)
    assert (year.first, year.last, year.year) == (2024, 2025, 2025)
