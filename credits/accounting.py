"""Energy to carbon dioxide avoided, exactly: whole milliwatt-hours times a decimal factor, rounded down to the gram."""

from decimal import Decimal

import numpy as np

MILLIWATT_HOURS_PER_GRAM_UNIT = 1000
"""1 mWh × 1 kg/kWh = 10⁻⁶ kWh × 10³ g/kWh = 1/1000 g."""

GRAMS_PER_TONNE_EXPONENT = 6


def grams(milliwatt_hours: int, kg_per_kwh: Decimal) -> int:
    """Carbon dioxide avoided by an amount of energy, rounded down to the whole gram.

    Parameters
    ----------
    milliwatt_hours : whole milliwatt-hours, not negative.
    kg_per_kwh : the emission factor, finite and not negative. [kg CO₂/kWh]

    Raises
    ------
    TypeError : a float where exactness is promised.
    ValueError : a negative or infinite amount.
    """
    numerator, denominator = _ratio(kg_per_kwh)
    if isinstance(milliwatt_hours, bool) or not isinstance(milliwatt_hours, (int, np.integer)):
        raise TypeError("milliwatt-hours are a whole number")
    if milliwatt_hours < 0:
        raise ValueError("milliwatt-hours are never negative")
    return int(milliwatt_hours) * numerator // denominator


def tonnes(grams_of_co2: int) -> Decimal:
    """Grams as tonnes with their six decimals, exactly."""
    return Decimal(grams_of_co2).scaleb(-GRAMS_PER_TONNE_EXPONENT)


def _ratio(kg_per_kwh: Decimal) -> tuple[int, int]:
    """The factor in grams for each milliwatt-hour as a fraction of whole numbers."""
    if not isinstance(kg_per_kwh, Decimal):
        raise TypeError("an emission factor is a Decimal: a float is not the number that was written")
    if not kg_per_kwh.is_finite() or kg_per_kwh < 0:
        raise ValueError("an emission factor is finite and not negative")
    numerator, denominator = kg_per_kwh.as_integer_ratio()
    return numerator, denominator * MILLIWATT_HOURS_PER_GRAM_UNIT
