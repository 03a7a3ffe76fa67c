"""Rows as columns: the same values as objects hold, without them."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from inverters.columns import DayOf, MicrosecondOf, columns
from inverters.curves import microseconds
from inverters.models import Inverter
from tests.inverters.factories import make_inverter

pytestmark = pytest.mark.django_db
INSTANTS = [datetime(1990, 1, 1, tzinfo=UTC), datetime(2025, 2, 28, 23, 59, 59, 123_456, tzinfo=UTC)]
DATES = [date(1990, 1, 1), date(2000, 2, 29), date(2025, 12, 31), None]


@pytest.mark.parametrize("instant", INSTANTS)
def test_an_instant_is_its_microsecond(instant):
    Inverter.objects.filter(pk=make_inverter().pk).update(created_at=instant)
    assert columns(Inverter.objects.values_list(MicrosecondOf("created_at"))) == [(microseconds(instant),)]


@pytest.mark.parametrize("day", DATES)
def test_a_date_is_the_number_of_its_day(day):
    Inverter.objects.filter(pk=make_inverter().pk).update(commissioned=day)
    [[found]] = columns(Inverter.objects.values_list(DayOf("commissioned")))
    assert found == (None if day is None else np.datetime64(day).astype(int))


def test_columns_stand_in_the_order_in_which_they_are_asked_for():
    one, two = make_inverter(gps_lat=1.5), make_inverter(gps_lat=2.5)
    asked = Inverter.objects.order_by("-pk").values_list("gps_lat", DayOf("commissioned"), "pk")
    assert columns(asked) == [(2.5, 1.5), (None, None), (two.pk, one.pk)]


@pytest.mark.parametrize("nothing", [Inverter.objects.none, lambda: Inverter.objects.filter(pk=0)])
def test_nothing_found_is_an_empty_column_each(nothing):
    assert columns(nothing().values_list("pk", DayOf("commissioned"))) == [(), ()]
