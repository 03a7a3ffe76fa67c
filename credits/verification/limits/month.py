"""The days around one: what was held down, their level, and the clouds in them."""

from dataclasses import dataclass

from credits.verification.limits.row import limit


@dataclass(frozen=True)
class MonthLimits:
    """The days around one: what was held down, their level, and the clouds in them."""

    month_days: float = limit(10, "days", "fewer days than this are one spell of weather")
    clouds_days: float = limit(
        15,
        "days",
        "the mean day of fewer takes too much of their clouds with it: ten honest days at Golden agree by 0.3",
    )
    month_hours: float = limit(60, "hours", "below this chance alone agrees by 0.45 once in a thousand months")
    least_day_wh_m2: float = limit(
        1000.0, "Wh/m² a day", "a day darker than this is within reach of the satellite's own error (σ 290 a day)"
    )
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
    undisturbed_share: float = limit(
        0.33,
        "of the cloudless energy",
        "what was held down holds next to no energy: the rest is nearly all that counts",
    )
    clouds_sigmas: float = limit(
        2.75, "of 1/√hours", "chance agreement of n hours is 1/√n, and passes this once in 300 months"
    )
    roof_agreement: float = limit(
        0.4, "", "Golden 0.6, Cocoa 0.7 and more with a satellite's lasting clouds; one degree sees fewer of a roof's"
    )
    sky_within: float = limit(
        25.0, "Wh/m²", "a third of SYN1deg's σ: where its lasting clouds vary less within days, these are bells"
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
    level_noise: float = limit(
        0.06, "of the level", "SYN1deg σ 83 W/m² an hour is 290 of a day's 5,000 Wh/m²: no month is steadier"
    )
    fair_share: float = limit(
        0.75, "of the day's hours", "a morning alone, or what outages leave, has a level of its own"
    )
    outlier_sigmas: float = limit(
        2.0, "σ", "one of 44 normal days; three of them, far above their level, make a pattern"
    )
    outlier_ratio: float = limit(
        1.4, "of the level", "a wash gives back a third at most, and stays; the sky has no such days"
    )
    outlier_days: float = limit(
        3, "days", "one may be the satellite's error, two its luck; Golden and Cocoa have no honest month of three"
    )
    step_ratio: float = limit(1.25, "of the level", "a wash gives back up to a third; smaller steps are weather")
    step_sigmas: float = limit(6.0, "σ", "the best of 21 splits of steady noise stays below 4")
