import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inverters.selectors import evidence_of
from reports.flags.thumbs_selectors import thumbs
from tests.credits.factories import GOLDEN_CELL, HONEST, golden_rows, golden_sky, golden_sky_hours, plant, send, sky
from tests.reports.making import NEXT

pytestmark = pytest.mark.django_db


def test_a_small_picture_has_the_hours_that_the_days_judging_has():
    golden_sky(HONEST, NEXT)
    inverter = plant()
    send(inverter, golden_rows())
    wanted = [(inverter.pk, HONEST), (inverter.pk, NEXT)]
    evidence, found = evidence_of(wanted), thumbs(wanted)
    for row, key in enumerate(wanted):
        np.testing.assert_array_equal(found[key].kwh, evidence.curve.kwh[row])
        np.testing.assert_array_equal(found[key].ghi_wh_m2, evidence.sky.ghi_wh_m2[row])
    assert found[wanted[0]].rating_kw == 6.0


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Africa/Lagos", "America/Denver"])
def test_zones_of_half_hours_take_the_satellites_hours_by_their_shares(zone):
    golden_sky(HONEST, NEXT)
    inverter = plant(timezone=zone)
    send(inverter, golden_rows())
    key = (inverter.pk, HONEST)
    np.testing.assert_allclose(thumbs([key])[key].ghi_wh_m2, evidence_of([key]).sky.ghi_wh_m2[0])


def test_a_revised_hour_is_shown_as_revised():
    golden_sky()
    sky(GOLDEN_CELL, [(at, ghi / 2, clear) for at, ghi, clear in golden_sky_hours()])
    key = (plant().pk, HONEST)
    np.testing.assert_allclose(thumbs([key])[key].ghi_wh_m2, evidence_of([key]).sky.ghi_wh_m2[0])


def test_the_number_of_queries_is_the_same_for_many_cells():
    keys = [(plant(gps_lat=5.5 + number, name=f"Roof {number}").pk, HONEST) for number in range(8)]
    counts = []
    for some in (keys[:1], keys):
        with CaptureQueriesContext(connection) as queries:
            assert len(thumbs(some)) == len(some)
        counts.append(len(queries))
    assert counts[0] == counts[1] == 4


def test_no_days_ask_nothing():
    with CaptureQueriesContext(connection) as queries:
        assert thumbs([]) == {}
    assert not queries
