"""A day's own readings and curve."""

from dataclasses import dataclass

from credits.verification.limits.row import limit


@dataclass(frozen=True)
class DayLimits:
    """A day's own readings and curve."""

    correlation: float = limit(0.9, "", "the published rule: correlation above 90 %")
    least_spread_kwh_per_kw: float = limit(
        0.001, "kWh/kW", "a thousandth of the rating is below any meter's class: a flatter curve has no shape"
    )
    least_spread_wh_m2: float = limit(1.0, "Wh/m²", "POWER's hourly values are resolved to about this")
    least_pairs: float = limit(6, "hours", "fewer pairs give r > 0.9 by chance in 1 % of random days")
    sun_cosine: float = limit(
        0.174, "cosine of the zenith", "below 10° horizon and haze decide, not the sky (house rule)"
    )
    interval_minutes: float = limit(60.0, "minutes", "the rule compares hourly curves")
    daylight_share: float = limit(
        0.75, "of the cloudless energy", "one lost hour at noon weighs 0.13; two are a hole in what r is made of"
    )
    published_share: float = limit(
        0.9, "of the cloudless energy", "POWER publishes whole days; the edges of a day may be missing"
    )
    stuck_hours: float = limit(
        4,
        "hours",
        "pvanalytics stale_values_diff (window 6 at 15 min), stretched to hourly sums: 3 may be equal at noon",
    )
    clipping_share: float = limit(0.9, "of the AC rating", "an inverter at its rating repeats itself honestly")
    night_share: float = limit(
        0.02,
        "of the day's energy",
        "Golden and Cocoa: none on honest days; an hour of clock error leaves 0.02 or less on 19 of 20",
    )
    production_kwh_per_kw: float = limit(0.01, "kWh/kW", "below this a day is an outage or dirt on the meter")
    typed_share: float = limit(
        0.45, "of the readings", "last digits 0 and 5 are two of ten: 0.45 of 60 honest readings is 4.8 σ"
    )
    typed_readings: float = limit(60, "readings", "a week of daylight: fewer last digits tell nothing")
    coarse_step: float = limit(
        0.05, "of the rating", "pulses of a twentieth of the rating hide the clouds; meters count in thousandths"
    )
    interpolated_hours: float = limit(
        6, "hours", "pvanalytics interpolation_diff (window 3 at 15 min), made longer: rounded hours may lie on a line"
    )
