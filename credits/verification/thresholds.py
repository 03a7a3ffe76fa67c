"""Every limit of the rule in one table, each with its unit and where it comes from; a changed limit is a new version.

A rule is a value, so that another version can be tried on the same days without changing a credit.
"""

from dataclasses import dataclass, field, fields
from typing import Any

RULE_VERSION = "day-1"


def limit(value: float, unit: str, source: str) -> Any:
    """One row of the table: a default with its unit and source beside it."""
    return field(default=value, metadata={"unit": unit, "source": source})


@dataclass(frozen=True)
class Rule:
    """The limits of one version of the rule."""

    version: str = RULE_VERSION

    # The curve of the day
    correlation: float = limit(0.9, "", "the published rule: correlation above 90 %")
    least_spread_kwh_per_kw: float = limit(
        0.001, "kWh/kW", "a thousandth of the rating is below any meter's class: a flatter curve has no shape"
    )
    least_spread_wh_m2: float = limit(1.0, "Wh/m²", "POWER's hourly values are resolved to about this")
    least_pairs: float = limit(6, "hours", "fewer pairs give r > 0.9 by chance in 1 % of random days")

    sun_cosine: float = limit(
        0.174, "cosine of the zenith", "below 10° horizon and haze decide, not the sky (house rule)"
    )

    # Data
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

    # Clock
    near_shift_gain: float = limit(
        0.5,
        "of 1 − r",
        "Golden and Cocoa: 1 % of honest days gain as much by a shift of an hour, 50 to 100 % of shifted",
    )
    near_shift_correlation: float = limit(
        0.95, "", "a day cut off by a full battery gains by a shift too, but stays below"
    )
    far_shift_gain: float = limit(0.2, "of r", "Golden and Cocoa, 7 h off: r rises by 1.0 on every day")
    far_shift_hours: float = limit(
        2.0, "hours", "from here half of all shifted days reach into the dark, and r has fallen below the rule's"
    )
    named_shift_hours: float = limit(1.0, "hours", "half an hour may be the satellite's, the label's or the roof's")
    dark_share: float = limit(
        0.005, "of the day's energy", "the median day of Golden and Cocoa, 2 h off, has more than this in the dark"
    )
    clean_share: float = limit(0.01, "of the day's energy", "what rounding to half hours leaves in the dark")

    # Physics
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


RULE = Rule()


def table(rule: Rule = RULE) -> list[dict[str, object]]:
    """The rule's rows as name, value, unit and source, for pages and evidence."""
    return [
        {"name": row.name, "value": getattr(rule, row.name), **row.metadata} for row in fields(rule) if row.metadata
    ]
