"""Production days as columns, against the rows themselves."""

from datetime import date, timedelta

import numpy as np
import pytest

from inverters.curves import MISSING
from inverters.models import ProductionDay
from inverters.production_selectors import DayMarks, Production, exactly, hours_since_previous, over_period
from tests.inverters.factories import make_inverter, send

pytestmark = pytest.mark.django_db
FIRST, FAR = date(2025, 3, 1), date(2025, 3, 31)


def day_of(inverter, after: int, hours: range) -> None:
    send(inverter, [(f"{FIRST + timedelta(days=after)}T{hour:02d}:00:00", 1.0) for hour in hours])


@pytest.fixture
def known() -> Production:
    """Two inverters with a day each, and the first with another one after a gap."""
    one, other = make_inverter(), make_inverter()
    for inverter, after, hours in ((other, 2, range(24)), (one, 0, range(18)), (one, 2, range(3))):
        day_of(inverter, after, hours)
    return Production.of_rows(over_period([one.pk, other.pk], FIRST, FAR))


def test_columns_are_the_rows_by_inverter_and_date(known):
    rows = list(ProductionDay.objects.order_by("inverter_id", "date"))
    assert known.owner.tolist() == [row.inverter_id for row in rows]
    assert known.dates.tolist() == [row.date for row in rows]
    assert known.counts.tolist() == [row.reading_count for row in rows]
    assert [known.digest(at) for at in range(3)] == [bytes(row.digest).hex() for row in rows]
    assert [known.total(at).kwh for at in range(3)] == [row.kwh for row in rows]
    assert [block.astype("<i8").tobytes() for block in known.milliwatt_hours] == [bytes(row.curve) for row in rows]


def test_a_gap_lasts_from_the_last_measured_slot_of_the_same_inverter(known):
    hours = hours_since_previous(known, np.arange(3), 31)
    assert np.isnan(hours[[0, 2]]).all()
    assert hours[1] == 6 + 24


def test_a_gap_longer_than_the_reach_is_unknown(known):
    assert np.isnan(hours_since_previous(known, np.arange(3), 1)).all()


def test_days_without_a_row_are_found_nowhere_and_stand_empty(known):
    owner, days = known.owner[:1], known.dates[:1] + 1
    assert exactly(known, owner, days).tolist() == [-1]
    nothing = Production.nothing(owner, days)
    assert (nothing.total(0), nothing.digest(0), nothing.counts.tolist()) == (None, "", [0])
    assert (nothing.milliwatt_hours == MISSING).all()
    both = known.beside(nothing)
    assert (np.diff(both.keys) > 0).all()
    assert exactly(both, owner, days).tolist() == [1]


def test_marks_are_the_same_days_in_fewer_columns(known):
    marks = DayMarks.of_rows(over_period(set(known.owner.tolist()), FIRST, FAR))
    assert np.array_equal(marks.keys, known.keys)
    assert np.array_equal(marks.digests, known.digests)
