"""Reads of the satellite's answers that do not grow with their history: rows are wide, one for each cell and day."""

import numpy as np
import pytest

from inverters.curves import midnights_us
from inverters.sky_selectors import sky_over
from tests.inverters.factories import make_inverter
from tests.plans import plans

pytestmark = pytest.mark.django_db


def test_sensors_near_by_are_sought_by_their_kinds_and_never_among_the_satellites_answers():
    inverter = make_inverter()
    midnight = midnights_us(np.array(["2025-01-15"], "datetime64[D]"), inverter.equipment.get().zone)
    found = plans(lambda: sky_over([inverter], midnight))[0]
    assert "satellite_fetch_by_kind" in found
    assert "kind=?" in found or "Index Cond: (kind = ANY" in found
