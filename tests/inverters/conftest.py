from collections.abc import Iterator
from datetime import date

import pytest
from django.dispatch import receiver

from inverters.models import Inverter, ReadingBatch
from inverters.signals import frozen_days
from tests.inverters.factories import make_inverter, send


@pytest.fixture
def inverter(db: None) -> Inverter:
    """Ten kilowatts in Lagos."""
    return make_inverter()


@pytest.fixture
def batch(inverter: Inverter) -> ReadingBatch:
    """An upload of one reading, long before `START`, for rows that need one."""
    return send(inverter, [("2020-01-01T00:00:00", 1.0)]).batch


@pytest.fixture
def frozen() -> Iterator[set[date]]:
    """Days that were submitted: none, until a test adds some."""
    days: set[date] = set()

    @receiver(frozen_days, dispatch_uid="a test's")
    def tell(**kwargs: object) -> set[date]:
        return days

    yield days
    frozen_days.disconnect(dispatch_uid="a test's")
