"""What a behaviour may look at when it turns a healthy plant's power into what its owner sends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from reports.demo.sky import Floats


@dataclass(frozen=True)
class Scene:
    """One plant's surroundings.

    ghi_wh_m2, clearsky_wh_m2: the satellite's published hours over the plant, shape (days, 24).
    sent: power [kW] that earlier plants of the fleet reported, by site, each of shape (days, 96).
    """

    rng: np.random.Generator
    capacity_kw: float
    ghi_wh_m2: Floats
    clearsky_wh_m2: Floats
    sent: Mapping[str, Floats]


Behaviour = Callable[[Floats, Scene], Floats]
"""Power [kW] of shape (days, 96) as the roof made it, to power as it is sent; NaN is never sent."""
