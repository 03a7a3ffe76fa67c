from datetime import UTC, date, datetime

import numpy as np
import pytest

from inverters.models import ProductionDay
from inverters.services.days import frozen_among, rebuild_all_days
from tests.inverters.factories import days_of, hourly, make_inverter, quarters, send

pytestmark = pytest.mark.django_db


def clocks(inverter):
    return [version.clock for version in inverter.equipment.order_by("valid_from")]


def test_days_that_were_lost_or_forged_are_rebuilt_from_the_readings(inverter):
    send(inverter, quarters(datetime(2024, 12, 20, tzinfo=UTC), 2_000))
    before = days_of(inverter)
    ProductionDay.objects.filter(date=date(2024, 12, 22)).delete()
    ProductionDay.objects.filter(date=date(2024, 12, 23)).update(milliwatt_hours=1, digest=b"")
    ProductionDay.objects.filter(date=date(2024, 12, 24)).update(date=date(2020, 1, 1))
    assert len(rebuild_all_days(inverter.pk, clocks(inverter))) > 20
    assert days_of(inverter) == before


def test_an_inverter_without_readings_has_no_days(inverter):
    assert len(rebuild_all_days(inverter.pk, clocks(inverter))) == 0


def test_rebuilding_keeps_to_its_own_inverter(inverter):
    other = make_inverter()
    send(inverter, hourly("2025-01-15"))
    send(other, hourly("2025-01-15", kwh=5.0))
    before = days_of(other)
    rebuild_all_days(inverter.pk, clocks(inverter))
    assert days_of(other) == before


def test_where_nobody_freezes_days_none_is_frozen(inverter):
    assert len(frozen_among(inverter.pk, np.array(["2025-01-15"], "datetime64[D]"))) == 0


def test_a_day_is_summed_from_readings_of_several_uploads_and_over_the_turn_of_a_year(inverter):
    for hour in (22, 23):
        send(inverter, [(f"2024-12-31T{hour}:30:00", 1.0), (f"2025-01-01T{hour}:30:00", 2.0)])
    rows = ProductionDay.objects.order_by("date").values_list("date", "milliwatt_hours", "reading_count")
    assert list(rows) == [(date(2024, 12, 31), 2_000_000, 2), (date(2025, 1, 1), 4_000_000, 2)]


def test_in_a_zone_that_changes_its_standard_time_with_the_year_no_reading_is_lost():
    rows = [(f"2018-12-31T{hour:02d}:30:00Z", 1.0) for hour in range(24)]
    rows += [(f"2019-01-01T{hour:02d}:30:00Z", 1.0) for hour in range(24)]
    whole, parts = (make_inverter(timezone="Africa/Casablanca") for _ in range(2))
    send(whole, rows)
    for row in rows:
        send(parts, [row])
    assert days_of(parts) == days_of(whole)
    assert sum(day.reading_count for day in ProductionDay.objects.filter(inverter=parts)) == 48
