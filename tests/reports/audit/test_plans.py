"""An inverter's pages take steps along an index where its rows grow by the hour."""

import pytest

from reports.audit.reading_selectors import NEWEST, second_values, uploads
from reports.audit.year import year_of
from reports.paging import page
from tests.inverters.factories import NOW, hourly, make_inverter, send
from tests.plans import plans

pytestmark = pytest.mark.django_db


@pytest.mark.sqlite
def test_the_first_and_the_last_year_are_two_steps_along_the_days():
    inverter = make_inverter()
    send(inverter, hourly("2024-01-15") + hourly("2025-01-15"))
    found = plans(lambda: year_of(inverter, 2023, NOW))[0]
    assert found.count("SUBQUERY") == 2 or found.count("Limit") == 3  # one of which is the inverter's own
    year = year_of(inverter, None, NOW)
    assert (year.first, year.last, year.year) == (2024, 2025, 2025)


@pytest.mark.sqlite
@pytest.mark.parametrize(("rows", "index"), [(uploads, "batch_newest_first"), (second_values, "conflict_newest_first")])
def test_uploads_and_second_values_come_in_the_order_of_their_index(rows, index):
    inverter = make_inverter()
    for kwh in (1.0, 2.0):
        send(inverter, hourly("2025-01-15", kwh))
    [found] = plans(lambda: page(rows(inverter, None, None), NEWEST, 50))
    assert index in found
    assert "Sort" not in found and "TEMP B-TREE" not in found
