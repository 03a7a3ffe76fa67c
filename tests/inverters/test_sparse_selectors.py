from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inverters.models import Inverter
from inverters.selectors import evidence_of
from inverters.sparse_selectors import sparse_evidence
from tests.credits import factories
from tests.credits.factories import HONEST

pytestmark = pytest.mark.django_db
FAR = HONEST + timedelta(days=50)


def asked(*names: str) -> list[tuple[int, object]]:
    return [(one.pk, day) for one in Inverter.objects.filter(name__in=names) for day in (HONEST, FAR)]


def same(one: np.ndarray, other: np.ndarray) -> bool:
    return np.array_equal(one, other, equal_nan=True)


@pytest.fixture
def two_cells():
    factories.golden_sky(last=FAR)
    for facts in (
        {"name": "Golden"},
        {"name": "Half", "timezone": "Asia/Kolkata"},
        {"name": "Lagos", **factories.LAGOS},
    ):
        factories.send(factories.plant(**facts), factories.golden_rows(HONEST) + factories.golden_rows(FAR))


@pytest.mark.parametrize("names", [["Golden"], ["Half"], ["Lagos"], ["Golden", "Half", "Lagos"]])
def test_it_is_the_evidence_that_a_verdict_would_see(two_cells, names):
    wanted = asked(*names)
    inverters = list(Inverter.objects.with_equipment())

    sparse, whole = sparse_evidence(inverters, wanted), evidence_of(wanted)

    assert same(sparse.curve.kwh, whole.curve.kwh)
    assert same(sparse.sky.ghi_wh_m2, whole.sky.ghi_wh_m2)
    assert same(sparse.midnights_us, whole.midnights_us)
    for row in range(len(wanted)):
        assert sparse.equipment(row).pk == whole.equipment(row).pk


def test_the_latest_revision_of_an_hour_is_taken(two_cells):
    factories.sky(factories.GOLDEN_CELL, [(at, ghi + 1, clear) for at, ghi, clear in factories.golden_sky_hours()])
    inverters, wanted = list(Inverter.objects.with_equipment()), asked("Golden")

    assert same(sparse_evidence(inverters, wanted).sky.ghi_wh_m2, evidence_of(wanted).sky.ghi_wh_m2)


def test_a_day_without_readings_is_all_missing(two_cells):
    [inverter] = Inverter.objects.with_equipment().filter(name="Golden")

    found = sparse_evidence([inverter], [(inverter.pk, HONEST + timedelta(days=3))])

    assert np.isnan(found.curve.kwh).all()
    assert found.production.total(0) is None


def test_nothing_asked_is_nothing_found():
    assert len(sparse_evidence([], [])) == 0


def test_many_days_and_cells_take_two_queries(two_cells):
    inverters, wanted = list(Inverter.objects.with_equipment()), asked("Golden", "Half", "Lagos")

    with CaptureQueriesContext(connection) as captured:
        sparse_evidence(inverters, wanted)

    assert len(captured) == 2
