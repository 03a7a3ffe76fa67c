"""Copies: of another day or roof, of the satellite, and of one curve every day."""

from dataclasses import dataclass

from credits.verification.limits.row import limit


@dataclass(frozen=True)
class CopiesLimits:
    """Copies: of another day or roof, of the satellite, and of one curve every day."""

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
    late_residual: float = limit(
        0.12,
        "of the output",
        "asked of what came once NASA had published: SYN1deg's σ of 83 W/m² is 0.17 of an hour's 500, two thirds of it "
        "are stricter than a copy's limit; Golden's honest months leave 0.20, the demo's simulated ones 0.14",
    )
    repeat_spread: float = limit(
        0.1, "of the mean output", "Golden and Cocoa: one curve with 3 % noise 0.03, with 5 % 0.09; real months 0.26"
    )
    repeat_sky: float = limit(
        0.1, "of the mean day", "the satellite's own error spreads days by 0.06; below this they are one another's like"
    )
