"""What sun and ratings make impossible. Only a ceiling passed is evidence: low output never fails."""

import numpy as np

from credits.verification.checks.data import excused_by_the_sea, unmeasurable
from credits.verification.evidence import Evidence, hour_limit
from credits.verification.finding import Finding

POLAR_NIGHT = 1e-6
"""What 1 kWp makes at least of a clean sky: nothing to speak of, but what is divided by it stays a number. [kWh/kWp]"""


def rating(evidence: Evidence) -> Finding:
    """No hour holds more than the array can make, or than the largest array on this inverter could; a lump is left out.

    References
    ----------
    IEC 61215 (modules are rated at 1,000 W/m² and 25 °C); what may lie above the rating stands in `thresholds`.
    """
    hourly = np.where(evidence.lump | ~evidence.days.present, 0.0, evidence.days.kwh)
    most, limit = hourly.max(axis=1), hour_limit(evidence.days, evidence.rule)
    words = {
        "hours": hourly > limit[:, None],
        "basis": np.where(evidence.days.array_known, "the stated array", "the largest array that this inverter takes"),
        "because": unmeasurable(evidence),
    }
    return Finding(most <= limit, evidence.measurable, most, limit, words)


def array_size(evidence: Evidence) -> Finding:
    """Where the array's size is unknown, one as large as the inverter's rating would explain the day.

    The figure is the smallest array that explains the highest hour, the cloudless day and the satellite's day at once.
    """
    rule, unknown = evidence.rule, ~evidence.days.array_known
    hourly = np.where(evidence.lump | ~evidence.days.present, 0.0, evidence.days.kwh).max(axis=1)
    needed = np.maximum(hourly / rule.meter_gain, evidence.energy / cloudless_limit(evidence))
    by_satellite = np.where(_follows_satellite(evidence), evidence.energy / satellite_limit(evidence), 0.0)
    needed = np.where(unknown, np.fmax(needed, by_satellite), evidence.days.dc_capacity_kwp)
    rated = np.where(unknown, evidence.days.capacity_kw, np.nan)
    known = ~unknown | evidence.whole
    words = {"because": np.where(evidence.measurable, "a lump hides the day's own hours", unmeasurable(evidence))}
    return Finding(~unknown | (needed <= rated), known, needed, rated, words)


def night(evidence: Evidence) -> Finding:
    """No dark hour comes near the day's highest, unless one clock error or a household's load explains it.

    Steady small output through most of the night is a load's (the check `night_output`), and the clock is asked first.
    """
    rule, kwh = evidence.rule, np.where(evidence.lump | ~evidence.days.present, 0.0, evidence.days.kwh)
    rated = evidence.days.capacity_kw
    in_dark, in_light = (np.where(slots, kwh, 0.0).max(axis=1) for slots in (evidence.dark, ~evidence.dark))
    limit = np.maximum(rule.night_of_peak * in_light, rule.night_of_rating * rated)
    reason = np.where(evidence.far_clock, "the clock explains the energy in the dark", unmeasurable(evidence))
    words = {"hours": evidence.dark & (kwh > limit[:, None]), "peak": in_light, "because": reason}
    passes = in_dark <= limit
    return Finding(passes, evidence.measurable & (passes | ~evidence.far_clock), in_dark, limit, words)


def cloudless(evidence: Evidence) -> Finding:
    """The day's sum is below that of a cloudless sky cleaner than any real one; needs no satellite.

    References
    ----------
    P. Ineichen, R. Perez, Solar Energy 73, 2002, at the turbidity and height named in `expected`.
    """
    limit = evidence.array_kwp * cloudless_limit(evidence)
    words = {"array": evidence.array_kwp, "because": _no_sum(evidence)}
    return Finding(evidence.energy <= limit, evidence.whole, evidence.energy, limit, words)


def satellite(evidence: Evidence) -> Finding:
    """The same as `above_satellite`; in a cell of more sea than the rule allows an excess is unknown."""
    return excused_by_the_sea(evidence, above_satellite(evidence))


def above_satellite(evidence: Evidence) -> Finding:
    """The day's sum is below the reference's day with all that its error and a good array may add: the rule's flag.

    References
    ----------
    NASA POWER, Hourly validation: SYN1deg GHI against ground stations, σ 83 W/m²; limits in `thresholds`.
    """
    return _below(evidence, evidence.array_kwp * satellite_limit(evidence))


def theoretical(evidence: Evidence) -> Finding:
    """The day's sum is below the reference's day taken literally, the array's rating times its irradiation.

    Above it and below the flag's ceiling lies what a satellite's error can explain: doubt, and no evidence. Where the
    month's level is known to lie below, this error is allowed the day, and only more than it is doubtful.
    """
    rule, month = evidence.rule, evidence.month
    by_satellite = evidence.days.reference_kind == "satellite"
    sound = by_satellite & (month.days >= rule.month_days) & (month.level.level <= evidence.best_level)
    slack = np.where(sound, satellite_slack(evidence), 0.0)
    return _below(evidence, evidence.array_kwp * (rule.theoretical_gain * best_day(evidence) + slack) / 1000)


def _below(evidence: Evidence, limit: np.ndarray) -> Finding:
    reason = np.select(
        [~evidence.whole, ~evidence.published],
        [_no_sum(evidence), "the satellite's hours are not published"],
        "the clock is so far off that the day holds hours of two days",
    )
    ratio = evidence.energy / np.where(limit > 0, limit, np.nan)
    words = {"array": evidence.array_kwp, "ratio": ratio, "because": reason}
    known = evidence.whole & _follows_satellite(evidence)
    return Finding(evidence.energy <= limit, known, evidence.energy, limit, words)


def cloudless_limit(evidence: Evidence) -> np.ndarray:
    """The most that 1 kWp can make under the clean sky, on the better of its plane and the flat one; (n,). [kWh/kWp]"""
    best = np.maximum(evidence.curves.clean_poa.sum(axis=1), evidence.curves.clean_ghi.sum(axis=1))
    return np.maximum(evidence.rule.cloudless_gain * best / 1000, POLAR_NIGHT)


def best_day(evidence: Evidence) -> np.ndarray:
    """The reference's day on the better of the array's own plane and the flat one; (n,), NaN where unpublished. [Wh/m²]

    Unpublished edges of an otherwise published day are filled with the clean sky, which favours the owner.
    """
    curves = evidence.curves
    poa = np.where(np.isfinite(curves.poa_global), curves.poa_global, curves.clean_poa).sum(axis=1)
    ghi = np.where(np.isfinite(curves.ghi), curves.ghi, curves.clean_ghi).sum(axis=1)
    return np.where(evidence.published, np.maximum(poa, ghi), np.nan)


def satellite_limit(evidence: Evidence) -> np.ndarray:
    """The most that 1 kWp can make of the reference's day, error included; (n,), NaN if unpublished. [kWh/kWp]"""
    rule = evidence.rule
    by_satellite = evidence.days.reference_kind == "satellite"
    slack = np.where(by_satellite, satellite_slack(evidence), rule.sensor_slack_wh_m2)
    return (rule.satellite_gain * best_day(evidence) + slack) / 1000


def satellite_slack(evidence: Evidence) -> np.ndarray:
    """What a satellite's day may err by, wider over a cell with much sea; (n,). [Wh/m²]"""
    return np.where(evidence.coastal, evidence.rule.coastal_slack_wh_m2, evidence.rule.satellite_slack_wh_m2)


def _follows_satellite(evidence: Evidence) -> np.ndarray:
    return evidence.published & ~evidence.far_clock


def _no_sum(evidence: Evidence) -> np.ndarray:
    return np.where(evidence.measurable, "a reading may hold the energy of another day", unmeasurable(evidence))
