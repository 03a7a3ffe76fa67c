"""Instants are spelt as the database under test holds them."""

import numpy as np
import pytest
from django.db import connection

from inverters.curves import microseconds
from inverters.instants import sql_instants, sqlite_text
from inverters.models import InverterReading
from tests.inverters.factories import send

pytestmark = pytest.mark.django_db
SENT = ["2025-01-15T00:00:00", "2025-01-15T00:00:00.500000", "2025-01-15T00:00:01"]


@pytest.fixture
def stored(inverter):
    send(inverter, [(stamp, 1.0) for stamp in SENT])
    return list(InverterReading.objects.order_by("timestamp"))


@pytest.mark.sqlite
def test_stamps_are_spelt_as_the_orm_spells_them(stored):
    for row in stored:
        row.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT timestamp || '' FROM inverters_inverterreading ORDER BY timestamp")
        spelt = [text for (text,) in cursor.fetchall()]
    assert spelt == sqlite_text(np.array([microseconds(row.timestamp) for row in stored]))


def test_an_instant_given_as_a_parameter_finds_its_reading(stored):
    for row in stored:
        with connection.cursor() as cursor:
            instants = sql_instants(np.array([microseconds(row.timestamp)]))
            cursor.execute("SELECT id FROM inverters_inverterreading WHERE timestamp = %s", instants)
            assert cursor.fetchall() == [(row.pk,)]
