"""Reads of second values that wait: they do not look through the traces, one of each provisional reading."""

import pytest
from django.test import Client

from inverters.conflict_selectors import undecided
from reports.flags.conflicts_selectors import groups_page
from reports.flags.selectors import Asked, waiting
from tests.inverters.factories import hourly, make_inverter, send
from tests.plans import plans

pytestmark = pytest.mark.django_db
READERS = {
    "of the whole fleet": lambda: undecided().count(),
    "under their tab": lambda: waiting(Asked()),
    "by upload": lambda: groups_page(Asked()),
    "for a machine": lambda: Client().get("/conflicts"),
}


@pytest.mark.sqlite
@pytest.mark.parametrize("reader", READERS)
def test_what_waits_is_sought_among_what_can_be_decided_on(reader):
    inverter = make_inverter()
    for kwh in (1.0, 2.0):
        send(inverter, hourly("2025-01-15", kwh))
    found = [plan for plan in plans(READERS[reader]) if "inverters_readingconflict" in plan]
    assert found
    assert all("conflict_decidable" in plan for plan in found)
