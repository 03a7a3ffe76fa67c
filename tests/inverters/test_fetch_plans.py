"""Reads of the satellite's answers that do not grow with their history: rows are wide, one for each cell and day."""

from datetime import UTC, date, datetime, time, timedelta
from unittest import mock

import numpy as np
import pytest

from inverters import publication_selectors
from inverters.curves import HOUR_US, microseconds, midnights_us
from inverters.models import SatelliteFetch
from inverters.models.satellite import ReferenceKind
from inverters.publication_selectors import Publication, publications
from inverters.selectors import evidence_of
from inverters.services.satellite import Reply, store_reply
from inverters.sky_selectors import sky_over
from inverters.sources.irradiance import IrradianceHours
from tests.inverters.factories import NOW, make_inverter
from tests.plans import plans

pytestmark = pytest.mark.django_db
CELL, SATELLITE = (6.5, 3.5), ReferenceKind.SATELLITE
DAY = date(2025, 1, 15)


@pytest.mark.sqlite
def test_sensors_near_by_are_sought_by_their_kinds_and_never_among_the_satellites_answers():
    inverter = make_inverter()
    midnight = midnights_us(np.array(["2025-01-15"], "datetime64[D]"), inverter.equipment.get().zone)
    found = plans(lambda: sky_over([inverter], midnight))[0]
    assert "satellite_fetch_by_kind" in found
    assert "kind=?" in found or "Index Cond: (kind = ANY" in found


def answers(first: date, count: int) -> None:
    """The sky of so many days over the inverter's cell, asked for day by day."""
    for day in (first + timedelta(days=number) for number in range(count)):
        start = microseconds(datetime.combine(day, time(), UTC))
        hours = IrradianceHours(start + np.arange(24) * HOUR_US, np.full(24, 100.0), np.full(24, 200.0))
        store_reply(reply=Reply(CELL, SATELLITE, "TEST", day, day, hours, b"{}", "http://t"), actor="ada", now=NOW)


def read_for(day: date) -> int:
    """How many answers are read to say when a day's hours were public."""
    evidence = evidence_of([(make_inverter().pk, day)])
    read: list[int] = []
    with mock.patch.object(
        publication_selectors, "_of_day", lambda midnight, stored, fetches: read.append(len(fetches))
    ):
        publications(evidence)
    return sum(read)


def test_a_days_publication_is_told_by_the_answers_about_it_alone():
    answers(DAY - timedelta(days=20), 40)
    assert read_for(DAY) == 2  # in Lagos it is of two UTC days


def test_an_answer_that_brought_hours_of_other_days_is_found_by_its_number():
    answers(DAY - timedelta(days=1), 2)
    SatelliteFetch.objects.update(first_day=DAY - timedelta(days=9), last_day=DAY - timedelta(days=9))
    [found] = publications(evidence_of([(make_inverter().pk, DAY)]))
    assert found == Publication(NOW, None, False)


@pytest.mark.sqlite
def test_answers_about_a_day_are_sought_from_its_last_ones_on():
    answers(DAY - timedelta(days=1), 2)
    evidence = evidence_of([(make_inverter().pk, DAY)])
    assert "satellite_fetch_by_last_day" in plans(lambda: publications(evidence))[1]
