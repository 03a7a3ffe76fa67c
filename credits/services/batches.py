"""The evidence of many inverter-days as the columns that the pure rules judge."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from credits.verification.days import DayBatch
from inverters.curves import DAY_US, microseconds
from inverters.selectors import Evidence
from inverters.sky_selectors import Place
from inverters.sources.land import land_share

NO_NOTES: Mapping[Place, str | None] = {}


def day_batch(
    evidence: Evidence,
    now: datetime,
    notes: Mapping[Place, str | None] = NO_NOTES,
    received_after_public: np.ndarray | None = None,
) -> DayBatch:
    """The columns of n inverter-days.

    notes : by cell, why hours of its sky are missing. received_after_public : bool (n,); without it nothing is proven.
    """
    production, sky = evidence.production, evidence.sky
    after = np.ones(len(evidence), bool) if received_after_public is None else received_after_public

    def stated(name: str) -> np.ndarray:
        return evidence.each(lambda one: _number(getattr(one.equipment, name)), np.float64)

    return DayBatch(
        kwh=evidence.curve.kwh,
        ghi_wh_m2=sky.ghi_wh_m2,
        clearsky_wh_m2=sky.clearsky_wh_m2,
        midnight=evidence.midnights_us.astype("datetime64[us]"),
        latitude=evidence.each(lambda one: one.inverter.gps_lat, np.float64),
        longitude=evidence.each(lambda one: one.inverter.gps_lon, np.float64),
        capacity_kw=stated("capacity_kw"),
        dc_capacity_kwp=stated("dc_capacity_kwp"),
        surface_tilt=stated("surface_tilt"),
        surface_azimuth=stated("surface_azimuth"),
        quantity=evidence.each(lambda one: str(one.equipment.quantity), np.str_),
        interval_minutes=production.interval_minutes,
        hours_since_previous=evidence.hours_since_previous,
        reference_kind=sky.each(sky.skies.kinds),
        day_over=evidence.midnights_us + DAY_US <= microseconds(now),
        provisional=production.provisional,
        received_after_public=after,
        land_share=evidence.each(lambda one: land_share(*one.inverter.cell), np.float64),
        reference_note=evidence.each(lambda one: notes.get(one.inverter.cell) or "", np.str_),
    )


def _number(value: float | None) -> float:
    return np.nan if value is None else value
