"""What sun, array and inverter make impossible."""

from dataclasses import dataclass

from credits.verification.limits.row import limit


@dataclass(frozen=True)
class PhysicsLimits:
    """What sun, array and inverter make impossible."""

    array_gain: float = limit(
        1.15,
        "of the array's rating",
        "cold, clean modules under cloud edges: hourly 1.1 kW/m², + 5 % at 10 °C, class 1 meter",
    )
    meter_gain: float = limit(1.05, "of the AC rating", "overload an inverter holds for an hour, with a class 1 meter")
    array_per_inverter: float = limit(
        1.5, "kWp/kW", "house rule: an excess up to 1.5 times asks for the array's size, above it flags"
    )
    night_of_peak: float = limit(0.5, "of the day's highest hour", "house rule: power at night near daytime size")
    night_of_rating: float = limit(
        0.1, "of the AC rating", "below this the night's energy is a standing load or an offset"
    )
    load_running: float = limit(
        0.6,
        "of the dark hours",
        "a judgement: a home's load runs through most of the night, until its battery is empty",
    )
    load_of_rating: float = limit(
        0.3, "of the AC rating", "a judgement: a home's mean load at night against the inverter chosen for its peak"
    )
    cloudless_gain: float = limit(
        1.1, "of the clean sky's day", "cold modules, + 5 %; stated ratings, + 3 %; meter, + 1 %"
    )
    satellite_gain: float = limit(
        1.15, "of the satellite's day", "house rule 1.15 to 1.3; honest Golden stays at 1.08 or below, Cocoa at 0.83"
    )
    theoretical_gain: float = limit(
        1.0, "of the satellite's day", "the published rule's theoretical output, to the letter"
    )
    satellite_slack_wh_m2: float = limit(
        500.0, "Wh/m² a day", "SYN1deg hourly σ 83 W/m² is 290 a day; 150 W/m², West Africa, is 520"
    )
    sensor_slack_wh_m2: float = limit(
        300.0, "Wh/m² a day", "5 % of a clear day, a pyranometer of good quality (WMO-No. 8, chapter 7)"
    )
