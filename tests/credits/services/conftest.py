import pytest

from credits.services import runs
from tests.credits.factories import golden_rows, golden_sky, plant, send
from tests.credits.running import TWO


@pytest.fixture
def fleet():
    """Three honest plants of two days each under one sky; no two have the same digits."""
    golden_sky(*TWO)
    made = []
    for number in range(3):
        made.append(plant(name=f"Roof {number}"))
        for day in TWO:
            send(made[-1], golden_rows(day, times=1 - number / 100))
    return made


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(runs, "CHUNK_DAYS", 2)
