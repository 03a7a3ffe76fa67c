from datetime import date

import pytest

from reports.audit import record_presenter
from tests.credits import factories

pytestmark = pytest.mark.django_db


def facts(**changes):
    inverter = factories.plant(**changes)
    return dict(record_presenter.equipment_facts(inverter, inverter.equipment.get()))


@pytest.mark.parametrize(
    ("tilt", "azimuth", "told"),
    [
        (45.0, 158.0, "45° tilt, facing south (158°)"),
        (0.0, None, "flat"),
        (0.0, 180.0, "flat"),
        (None, None, "not stated; the most favourable is assumed"),
        (10.0, None, "not stated; the most favourable is assumed"),
    ],
)
def test_an_orientation_is_told_in_words(tilt, azimuth, told):
    assert facts(surface_tilt=tilt, surface_azimuth=azimuth)["Orientation"] == told


def test_a_size_that_was_not_stated_is_not_invented():
    assert facts(dc_capacity_kwp=None)["Array"] == "size not stated"


@pytest.mark.parametrize(("minutes", "told"), [(420, "420 minutes ahead"), (-30, "30 minutes behind")])
def test_a_clock_that_is_off_is_told(minutes, told):
    assert facts(clock_offset_minutes=minutes)["Logger's clock"] == told
    assert "Logger's clock" not in facts()


def test_an_inverters_life_bounds_what_is_creditable():
    assert facts(commissioned=date(2016, 1, 2), retired=date(2017, 3, 4))["Creditable"] == (
        "from 2 Jan 2016 to 4 Mar 2017"
    )
