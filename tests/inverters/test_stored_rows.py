"""Stored readings come back as columns."""

import numpy as np
import pytest

from inverters import bulk, stored_rows
from tests.inverters.factories import MINUTE, START, insert

pytestmark = pytest.mark.django_db


def test_rows_in_many_pieces_are_one_upload(batch, monkeypatch):
    for module in (bulk, stored_rows):
        monkeypatch.setattr(module, "PIECE_ROWS", 300)
    stamps = START + np.arange(1_001) * MINUTE
    assert insert(batch, stamps) == 1_001
    assert stored_rows.stored_readings(batch.inverter_id, stamps).stamps_us.tolist() == stamps.tolist()


def test_a_window_holds_its_start_and_not_its_stop(batch):
    insert(batch, START + np.array([0, 1, 2]))
    assert stored_rows.readings_between(batch.inverter_id, START, START + 2).stamps_us.tolist() == [START, START + 1]


def test_nothing_stored_comes_back_as_empty_columns(inverter):
    found = stored_rows.readings_between(inverter.pk, START, START + MINUTE)
    assert [len(column) for column in vars(found).values()] == [0] * 5
    assert found.stamps_us.dtype == np.int64
