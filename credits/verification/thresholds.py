"""Every limit of the rule in one table, each with its unit and where it comes from; a changed limit is a new version.

A rule is a value, so that another version can be tried on the same days without changing a credit.
"""

from dataclasses import dataclass, field, fields
from typing import Any

RULE_VERSION = "month-3"


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

    # Month
    outage_share: float = limit(
        0.05, "of the day's best level", "an inverter that stands still makes nothing; the darkest cloud leaves a tenth"
    )
    curtailed_share: float = limit(
        0.3,
        "of the day's best level",
        "a household's load is a tenth of a plant; clouds unseen for 2 h rarely take 70 %",
    )
    partial_share: float = limit(
        0.7, "of the day's best level", "an hour beside an outage that lost a third may have lost it to the outage"
    )
    least_day_wh_m2: float = limit(
        1000.0, "Wh/m² a day", "a day darker than this is within reach of the satellite's own error (σ 290 a day)"
    )
    level_noise: float = limit(
        0.06, "of the level", "SYN1deg σ 83 W/m² an hour is 290 of a day's 5,000 Wh/m²: no month is steadier"
    )
    outlier_sigmas: float = limit(
        2.0, "σ", "one of 44 normal days; three of them, far above their level, make a pattern"
    )
    outlier_ratio: float = limit(
        1.4, "of the level", "a wash gives back a third at most, and stays; the sky has no such days"
    )
    step_ratio: float = limit(1.25, "of the level", "a wash gives back up to a third; smaller steps are weather")
    step_sigmas: float = limit(6.0, "σ", "the best of 21 splits of steady noise stays below 4")

    late_residual: float = limit(
        0.12,
        "of the output",
        "asked of what came once NASA had published: SYN1deg's σ of 83 W/m² is 0.17 of an hour's 500, two thirds of it "
        "are stricter than a copy's limit; Golden's honest months leave 0.20, the demo's simulated ones 0.14",
    )

    # Neighbours and place
    land_share: float = limit(0.7, "of the cell", "house rule: below it the satellite's mean sky is the sea's as well")
    coastal_slack_wh_m2: float = limit(
        750.0, "Wh/m² a day", "a judgement: the slack of inland cells and half of it for the sea breeze's other sky"
    )
    coastal_level: float = limit(
        1.05, "of the theoretical month", "the level of inland cells and a tenth: a judgement, as the slack"
    )
    least_neighbours: float = limit(3, "neighbours", "house rule; of fewer, one that errs is no minority")
    neighbour_variation: float = limit(
        0.08, "of the mean output", "Golden's months have 0.12 to 0.20: neighbours that vary less saw hardly a cloud"
    )
    smooth_share: float = limit(
        0.35, "of the neighbours' variation", "Golden: invented bells with 20 % noise 0.3 at most, honest months 0.8"
    )
    neighbour_agreement: float = limit(
        0.4, "", "as a roof with a satellite's clouds: neighbours that agree less see weather of their own each"
    )
    neighbour_km: float = limit(
        25.0, "km", "hourly clearsky indices of sites so far apart still agree by half (Hoff, Perez 2012, hourly means)"
    )
    envelope_ratio: float = limit(
        1.3, "of the best neighbour", "dust takes 20 to 40 %, but hardly from the best of three; a wash gives 1.3"
    )

    # Copies
    copy_bits: float = limit(
        48.0,
        "bits",
        "a fleet-year of 10,000 has some 2³² pairs of like days (estates of like plants under clear skies): one "
        "agreement by chance in 65,000 years",
    )
    like_day_spread: float = limit(
        0.01,
        "of an hour's energy",
        "the closest two of 35,000 pairs of days at Cocoa differ by 1.2 % an hour, at Golden by 3.7 %",
    )
    copied_share: float = limit(
        0.75, "of the day's energy", "a portal that fills a gap with yesterday's hours is not a copied day"
    )
    roof_km: float = limit(0.2, "km", "one roof or yard, with the coordinates as owners read them off a phone")
    clouds_apart_km: float = limit(
        1.0, "km", "a judgement: nearer, and within the rounding of typed coordinates, two roofs share their clouds"
    )
    cloud_speed_km_h: float = limit(
        60.0, "km/h", "twice and more the 5 to 10 m/s of cloud speeds in Lave, Kleissl, Stein 2013"
    )
    residual_kept: float = limit(
        0.5,
        "of the modelled residual",
        "2 km apart, simulated cloud fields adrift at 5 to 10 m/s leave 0.20 to 0.41 and half the model is 0.18; "
        "copies of Golden and Cocoa with 2 % noise have 0.16 at most",
    )
    residual_most: float = limit(0.25, "of the changes", "a front moves roofs 30 km apart together now and then")
    high_hour: float = limit(0.15, "of the day's highest mean hour", "below it the horizon and rounding decide")
    rough_change: float = limit(
        0.15, "of the mean hour", "root mean square of a day's hourly changes; a cloudless day has 0.05"
    )
    rough_changes: float = limit(40, "hours", "five broken days: a median of fewer is off by 20 %")
    clear_quantile: float = limit(0.9, "of the month's days", "the tenth clearest day of a hundred is a clear one")
    dull_day: float = limit(
        0.7, "of a clear day's sky", "a satellite hour's σ of 150 W/m² is 8 % of a day: three σ below a clear one"
    )
    dull_days: float = limit(3, "days", "one may be the satellite's error, three of a month are not")
    repeat_deviation: float = limit(
        0.05, "of the typical curve", "median over the hours: noise of 7 % stays below, a cloud does not"
    )
    repeat_share: float = limit(0.6, "of the dull days", "a judgement: most of them; honest months at Golden have none")
    ceiling_hours: float = limit(
        0.5, "of the curve's high hours", "a clear day stands within 5 % of its top for a third of them"
    )
    month_days: float = limit(10, "days", "fewer days than this are one spell of weather")
    clouds_days: float = limit(
        15,
        "days",
        "the mean day of fewer takes too much of their clouds with it: ten honest days at Golden agree by 0.3",
    )
    month_hours: float = limit(60, "hours", "below this chance alone agrees by 0.45 once in a thousand months")
    sky_within: float = limit(
        25.0, "Wh/m²", "a third of SYN1deg's σ: where its lasting clouds vary less within days, these are bells"
    )
    clouds_sigmas: float = limit(
        2.75, "of 1/√hours", "chance agreement of n hours is 1/√n, and passes this once in 300 months"
    )
    roof_agreement: float = limit(
        0.4, "", "Golden 0.6, Cocoa 0.7 and more with a satellite's lasting clouds; one degree sees fewer of a roof's"
    )
    daily_r: float = limit(
        0.3, "", "Golden and Cocoa, changes from day to day: honest 0.6 and more; curves of other days about 0 or below"
    )
    totals_sure: float = limit(
        0.8,
        "of the satellite's variation",
        "below this its own errors make the days' sizes differ as much as weather does",
    )
    roof_days: float = limit(
        0.8, "", "agreement of a roof's days with a satellite's: Golden and Cocoa 0.85 and more, simulated Nigeria 0.88"
    )
    sky_conclusive: float = limit(
        2.25, "σ", "what an honest roof shows of its sky beyond chance: with less, the two are too near each other"
    )
    sky_share: float = limit(
        0.7,
        "of what an honest roof shows",
        "nearer to a roof under this sky than to none; honest months at Golden, Cocoa and of simulated roofs have 0.8 "
        "and more, with 150 W/m² of further noise too; other days' curves 0.6 at most",
    )
    day_shape: float = limit(
        0.3,
        "of the clouds that days' sizes tell of",
        "Golden and Cocoa: within days output strays 0.5 and more of what its days differ by; bells scaled to each "
        "day's size, with 5 % of noise, 0.1",
    )
    day_moves: float = limit(
        0.05, "of the mean output", "days that differ by less than a tenth tell of too few clouds to look for them"
    )
    moves_per_size: float = limit(
        0.5, "", "clouds that make days differ pass within them as well: by half as much or more at Golden and Cocoa"
    )
    sky_moves_sure: float = limit(
        0.4, "of the satellite's variation", "below this what lasts of it may be its errors of two hours running"
    )
    shape_hours: float = limit(
        150, "hours", "chance alone leaves a fifth of white noise over so many; northern winters have fewer"
    )
    undisturbed_share: float = limit(
        0.33,
        "of the cloudless energy",
        "what was held down holds next to no energy: the rest is nearly all that counts",
    )
    lag_sigmas: float = limit(2.5, "of 1/√hours", "one-sided 99 % for a difference of two agreements")
    lag_clouds_sigmas: float = limit(
        4.8, "of 1/√hours", "the best of five lags, each month looked at again for thirty days: 3.5 comes by chance"
    )
    lag_sun: float = limit(
        0.65, "of 1 − r", "Golden and Cocoa: an hour leaves 0.02 to 0.61 of what the stamped curve leaves, honest 1.0"
    )
    lag_rise: float = limit(
        0.06,
        "of r",
        "an hour moved takes 0.09 to 0.27 from r with the sun's path, under 150 W/m² of noise as well; honest months "
        "gain 0.01 at most by any",
    )
    lag_bend: float = limit(
        0.02,
        "of r",
        "an hour's change in the middle of a month gains 0.01 to 0.09 by each side's own lag; honest months 0.003, "
        "with a full battery 0.015",
    )
    lag_bend_share: float = limit(
        0.15, "of 1 − r", "two sides that each choose their lag gain by noise as well: 0.1 with 150 W/m² of it"
    )
    bend_undisturbed: float = limit(
        0.87,
        "of the hours",
        "a battery full at 85 % leaves 0.76 to 0.86 undisturbed, and bends the path on the days that it fills early",
    )
    lag_doubt: float = limit(
        1.0, "of 1/√hours", "clouds that agree less by no more than chance do not deny what the sun's path shows"
    )
    lag_path: float = limit(0.7, "r", "with less the hours hold too little of the sun's path to tell the time by it")
    lag_undisturbed: float = limit(
        0.6,
        "of the hours",
        "an hour of clock error itself leaves 0.7 that look undisturbed, a half-size battery 0.4 to 0.6",
    )
    month_dark: float = limit(
        0.00015,
        "of the month's energy",
        "Golden and Cocoa: none on honest months, an hour's error leaves 0.001 to 0.004; twilight a tenth of that",
    )
    dark_left: float = limit(
        0.1, "of the dark share", "a load or a meter's offset stays in the dark whatever the shift"
    )
    copy_residual: float = limit(
        0.08, "of the output", "a satellite of one degree, and one of 4 km, miss a real roof's hours by 20 % and more"
    )
    copy_residual_clear: float = limit(
        0.04,
        "of the output",
        "without clouds roofs and satellite differ by its errors alone: a simulated desert by 8 %",
    )
    copy_spread: float = limit(
        0.01, "of the output", "warm modules and low sun bend a real roof's answer by 3 % over the day (0.4 % a kelvin)"
    )
    repeat_spread: float = limit(
        0.1, "of the mean output", "Golden and Cocoa: one curve with 3 % noise 0.03, with 5 % 0.09; real months 0.26"
    )
    repeat_sky: float = limit(
        0.1, "of the mean day", "the satellite's own error spreads days by 0.06; below this they are one another's like"
    )
    change_sigmas: float = limit(
        2.0,
        "of 1/√hours",
        "Golden and Cocoa: the best split of an unchanged month gains 1.0 to 1.9, of a changed one 2 to 4",
    )
    typed_share: float = limit(
        0.45, "of the readings", "last digits 0 and 5 are two of ten: 0.45 of 60 honest readings is 4.8 σ"
    )
    change_days: float = limit(7, "days", "a month with clouds places a change to about a week")
    typed_readings: float = limit(60, "readings", "a week of daylight: fewer last digits tell nothing")
    coarse_step: float = limit(
        0.05, "of the rating", "pulses of a twentieth of the rating hide the clouds; meters count in thousandths"
    )
    interpolated_hours: float = limit(
        6, "hours", "pvanalytics interpolation_diff (window 3 at 15 min), made longer: rounded hours may lie on a line"
    )
    level: float = limit(
        0.95,
        "of the theoretical month",
        "the best plants keep 0.90 (IEA PVPS T13, performance ratios), and a satellite's month errs by 5 %",
    )
    tropics: float = limit(23.5, "degrees of latitude", "no winter cools the modules there")
    warm_level: float = limit(
        0.92,
        "of the theoretical month",
        "0.90 was found in cool climates; air 10 K warmer takes 3 to 4 % (0.3 to 0.4 % a kelvin, crystalline silicon)",
    )
    level_ceiling: float = limit(
        1.15, "of the theoretical month", "satellite's monthly bias 8 %, stated ratings + 3 %, cold modules + 4 %"
    )
    fair_share: float = limit(
        0.75, "of the day's hours", "a morning alone, or what outages leave, has a level of its own"
    )
    outlier_days: float = limit(
        3, "days", "one may be the satellite's error, two its luck; Golden and Cocoa have no honest month of three"
    )


RULE = Rule()


def table(rule: Rule = RULE) -> list[dict[str, object]]:
    """The rule's rows as name, value, unit and source, for pages and evidence."""
    return [
        {"name": row.name, "value": getattr(rule, row.name), **row.metadata} for row in fields(rule) if row.metadata
    ]
