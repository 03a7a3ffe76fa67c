"""Checks asked of the database at once say what Django's own say, asked one by one."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from inverters.models import Equipment, Inverter
from lumix.constraints import CheckedTogether
from tests.inverters.factories import NOW, make_inverter

pytestmark = pytest.mark.django_db
NAN = float("nan")


def place(**changes):
    return Inverter(**{"name": "x", "gps_lat": 6.5, "gps_lon": 3.4, "created_at": NOW, **changes})


def version(**changes):
    named = {"capacity_kw": 10, "timezone": "Africa/Lagos", "valid_from": date(2025, 1, 1)}
    return Equipment(**{"inverter": make_inverter(), **named, **changes})


def said(validate, instance, **exclude):
    try:
        validate(instance, **exclude)
    except ValidationError as stray:
        return ValidationError(stray.update_error_dict({})).message_dict
    return None


LATE, EARLY = date(2026, 1, 1), date(2020, 1, 1)
PLACES = [
    {}, {"commissioned": EARLY, "retired": LATE}, {"gps_lat": 91.0}, {"gps_lon": -181.0}, {"gps_lat": NAN},
    {"gps_lat": -91.0, "gps_lon": 181.0}, {"commissioned": LATE, "retired": EARLY, "gps_lat": 91.0},
]  # fmt: skip
VERSIONS = [
    {}, {"dc_capacity_kwp": 12.0, "surface_tilt": 10.0, "surface_azimuth": 180.0}, {"capacity_kw": 0.0},
    {"capacity_kw": NAN}, {"surface_tilt": 91.0, "surface_azimuth": -1.0}, {"quantity": "?", "reading_stamps": "?"},
    {"clock_offset_minutes": 841}, {"dc_capacity_kwp": 0.0, "clock_offset_minutes": -841},
]  # fmt: skip


@pytest.mark.parametrize(
    ("made", "changes"), [*((place, one) for one in PLACES), *((version, one) for one in VERSIONS)]
)
def test_what_is_broken_is_said_as_django_says_it(made, changes):
    instance = made(**changes)
    ours, djangos = (said(kind.validate_constraints, instance) for kind in (CheckedTogether, models.Model))
    assert ours == djangos


def test_a_check_of_a_field_that_is_left_out_is_not_asked_and_the_others_are():
    wrong = place(gps_lat=91.0, gps_lon=181.0)
    ours, djangos = (
        said(kind.validate_constraints, wrong, exclude={"gps_lat"}) for kind in (CheckedTogether, models.Model)
    )
    assert ours == djangos
    assert "longitude" in str(ours)
    assert "latitude" not in str(ours)


def test_a_second_version_from_the_same_day_is_refused_though_all_checks_hold():
    first = make_inverter().equipment.get()
    second = version(inverter=first.inverter, valid_from=first.valid_from)
    ours, djangos = (said(kind.validate_constraints, second) for kind in (CheckedTogether, models.Model))
    assert ours == djangos
    assert "already exists" in str(ours)


def test_where_all_holds_the_database_is_asked_once(django_assert_num_queries):
    with django_assert_num_queries(3):  # between a savepoint and its release
        place().validate_constraints()
