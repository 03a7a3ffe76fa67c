"""What the satellite's daily sum allows a day: a warning or a reassurance months before the hours are published.

A day's sum knows no curve, so nothing here verifies, and a fast product may be corrected, so nothing here flags.
"""

from dataclasses import dataclass

import numpy as np

from credits.verification.days import DayBatch
from credits.verification.expected import ExpectedCurves
from credits.verification.thresholds import RULE, Rule

WH_PER_KWH = 1_000.0


@dataclass(frozen=True)
class Provisional:
    """n days beside their daily sums.

    known : bool (n,), whether there is a daily sum, and a generation to hold beside it.
    possible : bool (n,), whether the day's energy stays below what the sum allows; meaningless where `known` is False.
    energy, limit : float64 (n,). [kWh]
    daily : float64 (n,), the day's irradiation by the daily product. [kWh/m²]
    array_kwp : float64 (n,), the array that the limit is for. [kWp]
    """

    known: np.ndarray
    possible: np.ndarray
    energy: np.ndarray
    limit: np.ndarray
    daily: np.ndarray
    array_kwp: np.ndarray

    def sentence(self, row: int) -> str:
        """What one day is told; empty where nothing is known."""
        if not self.known[row]:
            return ""
        value = f"NASA's daily value ({self.daily[row]:.2f} kWh/m²)"
        if self.possible[row]:
            return f"Provisional: consistent with {value}; awaits the hourly product."
        return (
            f"Provisional: {self.energy[row]:.2f} kWh are more than the {self.limit[row]:.2f} kWh that {value} allows "
            f"an array of {self.array_kwp[row]:g} kWp: check the meter's unit and scale and the stated ratings; the "
            "hourly product decides."
        )


def compare(days: DayBatch, curves: ExpectedCurves, daily_wh_m2: np.ndarray, rule: Rule = RULE) -> Provisional:
    """Hold each day's energy beside what the daily product's sum allows.

    Parameters
    ----------
    days : what was measured, n inverter-days.
    curves : `expected.derive(days)`; of it the clean sky alone is used.
    daily_wh_m2 : float64 (n,), irradiation of the local solar day on the horizontal; NaN is not published. [Wh/m²]

    Notes
    -----
    A sum has no beam and no diffuse part, so it is carried into the array's plane by the clean sky's own gain, which
    has more beam than any other: nothing gains more by its tilt. A plane that loses by it is taken as flat, since
    under clouds it loses less. Above that lie the rule's gain and slack for a satellite's day.
    """
    gain = _clean_gain(curves)
    array = np.where(days.array_known, days.dc_capacity_kwp, days.capacity_kw * rule.array_per_inverter)
    limit = array * (rule.satellite_gain * gain * daily_wh_m2 + rule.satellite_slack_wh_m2) / WH_PER_KWH
    energy = np.nansum(days.kwh, axis=1)
    hourly = ~(days.interval_minutes > rule.interval_minutes)
    known = np.isfinite(limit) & days.is_generation & days.day_over & days.present.any(axis=1) & hourly
    return Provisional(known, energy <= limit, energy, limit, daily_wh_m2 / WH_PER_KWH, array)


def _clean_gain(curves: ExpectedCurves) -> np.ndarray:
    """How much more the plane gets than the horizontal under the clean sky, at least 1; (n,)."""
    flat, plane = (curve.sum(axis=1) for curve in (curves.clean_ghi, curves.clean_poa))
    return np.maximum(np.divide(plane, flat, out=np.ones_like(flat), where=flat > 0), 1.0)
