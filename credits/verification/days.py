"""What is judged: n inverter-days as columns, with a guard. A single day is a batch of one."""

from dataclasses import dataclass, fields
from typing import Literal, get_args

import numpy as np

from inverters.constants import SLOTS

Quantity = Literal["pv_generation", "ac_output", "load", "export"]
ReferenceKind = Literal["satellite", "ghi_sensor", "poa_sensor"]

CURVES = ("kwh", "ghi_wh_m2", "clearsky_wh_m2")
NUMBERS = (
    "latitude", "longitude", "capacity_kw", "dc_capacity_kwp", "surface_tilt", "surface_azimuth",
    "interval_minutes", "hours_since_previous", "land_share",
)  # fmt: skip
FACTS = ("day_over", "received_after_public")
NEVER_MISSING = ("latitude", "longitude", "capacity_kw")
WORDS = {"quantity": get_args(Quantity), "reference_kind": get_args(ReferenceKind)}


@dataclass(frozen=True)
class DayBatch:
    """n inverter-days, each of 24 slots from local midnight in the zone's standard time.

    kwh : float64 (n, 24), energy measured in each slot; NaN is missing, never zero. [kWh]
    ghi_wh_m2 : float64 (n, 24), the reference's irradiation in the same slots; NaN is not published. [Wh/m²]
        For the kind "poa_sensor" it was measured in the plane of the array and is not transposed.
    clearsky_wh_m2 : float64 (n, 24), POWER's cloudless irradiation; NaN is unknown. [Wh/m²]
    midnight : datetime64[us] (n,), the UTC instant at which the local day starts.
    latitude, longitude : float64 (n,). [degrees, north and east positive]
    capacity_kw : float64 (n,), the inverter's AC rating. [kW]
    dc_capacity_kwp : float64 (n,), the array's rating; NaN is unknown. [kWp]
    surface_tilt, surface_azimuth : float64 (n,), NaN is unknown. [degrees; azimuth clockwise from north]
    quantity : str (n,), what the readings measure, one of `Quantity`.
    interval_minutes : float64 (n,), the commonest spacing of the day's readings; NaN is unknown.
    hours_since_previous : float64 (n,), from the last reading before this day to its midnight; NaN is unknown. A
        row after a gap that began on an earlier day may hold the energy of all of it.
    reference_kind : str (n,), one of `ReferenceKind`.
    day_over : bool (n,), whether the local day had ended when it was judged.
    provisional : int64 (n,), readings left out because their interval had not ended when they came.
    received_after_public : bool (n,), whether the readings may have been made from the reference's published hours:
        False only where it is proven that they were here before.
    land_share : float64 (n,), the share of the satellite's cell that is land; NaN is unknown.
    reference_note : str (n,), why reference hours are missing, as a sentence; empty where there is nothing to say.
    """

    kwh: np.ndarray
    ghi_wh_m2: np.ndarray
    clearsky_wh_m2: np.ndarray
    midnight: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    capacity_kw: np.ndarray
    dc_capacity_kwp: np.ndarray
    surface_tilt: np.ndarray
    surface_azimuth: np.ndarray
    quantity: np.ndarray
    interval_minutes: np.ndarray
    hours_since_previous: np.ndarray
    reference_kind: np.ndarray
    day_over: np.ndarray
    provisional: np.ndarray
    received_after_public: np.ndarray
    land_share: np.ndarray
    reference_note: np.ndarray

    def __post_init__(self) -> None:
        for name in CURVES:
            _refuse_unless(getattr(self, name).shape == (len(self), SLOTS), f"{name} holds {SLOTS} slots for each day")
            _refuse_unless(not np.isinf(getattr(self, name)).any(), f"{name} is finite, or NaN where it is missing")
        for field in fields(self):
            if field.name not in CURVES:
                shape = getattr(self, field.name).shape
                _refuse_unless(shape == (len(self),), f"{field.name} holds one value for each day, not {shape}")
        for name in (*CURVES, *NUMBERS):
            _refuse_unless(getattr(self, name).dtype == np.float64, f"{name} is an array of float64")
        for name in NEVER_MISSING:
            _refuse_unless(bool(np.isfinite(getattr(self, name)).all()), f"{name} is always known")
        for name, allowed in WORDS.items():
            _refuse_unless(bool(np.isin(getattr(self, name), allowed).all()), f"{name} is one of {', '.join(allowed)}")
        _refuse_unless(self.midnight.dtype == np.dtype("datetime64[us]"), "midnight is datetime64[us]")
        for name in FACTS:
            _refuse_unless(getattr(self, name).dtype == np.bool_, f"{name} is an array of bool")
        _refuse_unless(bool((self.capacity_kw > 0).all()), "capacity_kw is above zero")
        _refuse_unless(bool((self.kwh[np.isfinite(self.kwh)] >= 0).all()), "kwh is never negative")

    def __len__(self) -> int:
        return len(self.kwh)

    def take(self, rows: np.ndarray | slice) -> "DayBatch":
        """The same columns for some of the days: a mask, positions or a slice."""
        return DayBatch(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    @property
    def present(self) -> np.ndarray:
        """Whether each slot was measured; bool (n, 24)."""
        return np.isfinite(self.kwh)

    @property
    def is_generation(self) -> np.ndarray:
        """Whether the readings are the array's own yield, the only quantity that can be credited; bool (n,)."""
        return self.quantity == "pv_generation"

    @property
    def orientation_known(self) -> np.ndarray:
        """Whether tilt and azimuth were stated, or the plane is flat and needs no azimuth; bool (n,)."""
        return np.isfinite(self.surface_tilt) & (np.isfinite(self.surface_azimuth) | (self.surface_tilt == 0))

    @property
    def array_known(self) -> np.ndarray:
        """Whether the size of the array was stated; bool (n,)."""
        return np.isfinite(self.dc_capacity_kwp)


def _refuse_unless(holds: bool, rule: str) -> None:
    if not holds:
        raise ValueError(f"a DayBatch is refused: {rule}")
