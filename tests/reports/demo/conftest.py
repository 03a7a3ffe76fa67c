import numpy as np
import pytest

from reports.demo.scene import Scene
from reports.demo.simulate import SimulatedFleet, simulate

DAYS = 20
CAPACITY_KW = 10.0


@pytest.fixture(scope="session")
def fleet() -> SimulatedFleet:
    return simulate()


@pytest.fixture
def kw() -> np.ndarray:
    """A healthy plant's power over some days that differ in level: a half sine of daylight, shape (20, 96)."""
    daylight = np.sin((np.arange(96) - 22) * np.pi / 48).clip(min=0)
    daylight[[*range(22), *range(70, 96)]] = 0
    return 0.8 * CAPACITY_KW * np.linspace(0.5, 1.0, DAYS)[:, None] * daylight


@pytest.fixture
def scene(kw) -> Scene:
    clear = kw.reshape(DAYS, 24, 4).mean(axis=2).max(axis=0) * np.ones((DAYS, 1)) * 110
    rng = np.random.default_rng(7)
    return Scene(rng, CAPACITY_KW, clear * rng.uniform(0.3, 1, clear.shape), clear, {"elsewhere": kw * 0.9})
