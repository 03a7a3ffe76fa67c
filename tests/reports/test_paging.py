from datetime import date

import pytest
from django.db.models import Q

from inverters.models import Inverter
from reports.fleet.selectors import whole_number
from reports.paging import BadCursorError, Order, page
from tests.credits.factories import NOW

BY_PLACE = Order(("-gps_lat", "id"), float)
SIZE = 3


@pytest.fixture
def ids(db):
    """Ten inverters in the order of BY_PLACE, many of them on one latitude."""
    latitudes = [9, 9, 7, 7, 7, 7, 7, 2, 2, 1]
    rows = [Inverter(name="x", gps_lat=latitude, gps_lon=0, created_at=NOW) for latitude in latitudes]
    return [row.pk for row in Inverter.objects.bulk_create(rows)]


def walk(step, start=""):
    """Every page from a cursor on, by their ids."""
    found, cursor = [], start
    while True:
        shown = page(Inverter.objects.all(), BY_PLACE, SIZE, **({step: cursor} if cursor else {}))
        found.append([row.pk for row in shown.rows])
        cursor = shown.next if step == "after" else shown.previous
        if not cursor:
            return found


def test_going_on_meets_every_row_once(ids):
    assert walk("after") == [ids[0:3], ids[3:6], ids[6:9], ids[9:]]


def test_going_back_meets_the_same_rows_in_the_same_order(ids):
    last = page(Inverter.objects.all(), BY_PLACE, SIZE, after=f"2.0_{ids[8]}")

    assert walk("before", last.previous) == [ids[6:9], ids[3:6], ids[0:3]]


def test_the_first_page_has_nothing_before_it_and_the_last_nothing_after(ids):
    assert page(Inverter.objects.all(), BY_PLACE, SIZE).previous == ""
    assert page(Inverter.objects.all(), BY_PLACE, 10).next == ""


def test_a_row_that_goes_does_not_move_the_others(ids):
    first = page(Inverter.objects.all(), BY_PLACE, SIZE)
    Inverter.objects.filter(pk=ids[0]).delete()

    assert [row.pk for row in page(Inverter.objects.all(), BY_PLACE, SIZE, after=first.next).rows] == ids[3:6]


@pytest.mark.parametrize("cursor", ["x", "1", "1_2_3", "1_x", "_"])
def test_a_cursor_that_cannot_be_read_is_said_to_be_one(db, cursor):
    with pytest.raises(BadCursorError):
        page(Inverter.objects.all(), BY_PLACE, SIZE, after=cursor)


@pytest.mark.parametrize("text", ["", "-1", "1.0", "١", "9" * 16])
def test_a_number_no_column_holds_is_none(text):
    with pytest.raises(ValueError, match="^" + text):
        whole_number(text)


def test_a_day_is_a_cursor_too():
    order = Order(("-date",), date.fromisoformat)

    assert order.beyond("2025-10-31", backwards=False) == Q(date__lt=date(2025, 10, 31))
    assert order.beyond("2025-10-31", backwards=True) == Q(date__gt=date(2025, 10, 31))
