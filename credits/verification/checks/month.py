"""What the days around the judged one say. A failure is PENDING, unless it shows what no honest plant can do."""

import numpy as np

from credits.verification import theory
from credits.verification.checks.data import each
from credits.verification.evidence import Evidence
from credits.verification.finding import Finding


def clouds(evidence: Evidence) -> Finding:
    """Output follows the satellite's clouds within the days, by more than chance and more than any other day's.

    Each curve is taken against its own mean day, scaled to the day's size: invented bells, repeated and shifted curves
    leave nothing that agrees, whatever roof and orientation; outages and full batteries are left out.
    """
    month, rule = evidence.month, evidence.rule
    limit = theory.clouds_limit(month, rule)
    known = theory.conclusive(month, rule) & (evidence.clock.hours == 0)
    words = _counts(evidence) | {"hint": _other_days(evidence, limit), "because": too_little(evidence)}
    return Finding(month.within_r >= limit, known, month.within_r, np.where(known, limit, np.nan), words)


def _other_days(evidence: Evidence, limit: np.ndarray) -> np.ndarray:
    month = evidence.month
    hints = np.full(len(limit), "", dtype="U90")
    for row in np.flatnonzero((month.within_r < limit) & (month.other_r > limit)):
        away = month.other_day[row]
        way = "earlier" if away < 0 else "later"
        hints[row] = f" It follows the sky {abs(away):.0f} days {way} better ({month.other_r[row]:.2f})."
    return hints


def totals(evidence: Evidence) -> Finding:
    """The sizes of the days follow the satellite's, hours that were held down left out.

    References
    ----------
    House measurements at Golden: honest 0.76 to 0.97, invented 0.3 or less, for the totals themselves.
    """
    month, rule = evidence.month, evidence.rule
    known = theory.totals_conclusive(month, rule) & (evidence.clock.hours == 0)
    limit = np.where(known, rule.daily_r, np.nan)
    because = np.where(
        month.days < rule.month_days, too_little(evidence), "the satellite's days are too much alike, or too uncertain"
    )
    return Finding(month.daily_r >= rule.daily_r, known, month.daily_r, limit, _counts(evidence) | {"because": because})


def level(evidence: Evidence) -> Finding:
    """The month's output stays below the theoretical month: over many days no lucky cloud excuses more.

    A step in the month divides it, and only the judged day's own side counts. Where the array's size is unknown, the
    inverter's rating stands for it, as the most that may be taken without asking.
    """
    found, rule = _level(evidence), evidence.rule
    limit = np.where(evidence.days.array_known, rule.level, rule.level_ceiling)
    return Finding(found <= limit, _levelled(evidence), found, limit, _sides(evidence))


def ceiling(evidence: Evidence) -> Finding:
    """The month's output stays below all that satellite, ratings and weather can err by; low days share the verdict."""
    largest = np.where(evidence.days.array_known, 1.0, evidence.rule.array_per_inverter)
    found = _level(evidence) / largest
    limit = each(evidence, evidence.rule.level_ceiling)
    return Finding(found <= limit, _levelled(evidence), found, limit, _sides(evidence))


def stands_out(evidence: Evidence) -> Finding:
    """The day makes no more of its irradiation than its month's middle day does, within what days vary by."""
    levels = evidence.month.level
    known = _levelled(evidence) & np.isfinite(levels.day_ratio)
    limit = each(evidence, evidence.rule.outlier_ratio)
    return Finding(~levels.day_stands_out, known, levels.day_ratio, limit, {"because": too_little(evidence)})


def outliers(evidence: Evidence) -> Finding:
    """Few days of the month stand out above its level: where several do, which ones are true is not known."""
    found = evidence.month.level.outliers
    limit = each(evidence, evidence.rule.outlier_days)
    words = _counts(evidence) | {"ratio": each(evidence, evidence.rule.outlier_ratio), "because": too_little(evidence)}
    return Finding(found < limit, _levelled(evidence), found, limit, words)


def satellite_copy(evidence: Evidence) -> Finding:
    """Output is not one multiple of the satellite's own curve, hour for hour and day for day.

    A real roof's answer to the sun bends over the day with its modules' warmth and the sun's height, and its clouds are
    not the satellite's. Noise laid over a copy is even; what it would leave in the means is allowed for.
    """
    month, rule = evidence.month, evidence.rule
    by_hours = np.hypot(rule.copy_spread, np.sqrt(2.0) * month.residual / np.sqrt(np.maximum(month.days, 1)))
    per_day = np.maximum(month.hours / np.maximum(month.days, 1), 1)
    by_days = np.hypot(rule.copy_spread, np.sqrt(2.0) * month.residual / np.sqrt(per_day))
    same = (month.residual <= rule.copy_residual) & (month.slot_spread <= by_hours) & (month.day_spread <= by_days)
    known = theory.enough(month, rule) & (evidence.days.reference_kind == "satellite")
    words = _counts(evidence) | {
        "residual": month.residual,
        "because": np.where(
            evidence.days.reference_kind == "satellite", too_little(evidence), "the reference is a sensor on the ground"
        ),
    }
    return Finding(~same, known, month.slot_spread, by_hours, words)


def repeated(evidence: Evidence) -> Finding:
    """Not the same curve every day while the sky differed and the dull days could not have made it.

    A pump or a full battery may repeat a small curve honestly; one that exceeds the ceiling on the dull days may not.
    """
    month, rule = evidence.month, evidence.rule
    differed = (month.sky_daily >= rule.repeat_sky) & (month.days >= rule.month_days)
    same = (month.repeat <= rule.repeat_spread) & (_sized(evidence, month.dull_ratio) > rule.level_ceiling)
    words = _counts(evidence) | {
        "sky": month.sky_daily,
        "dull": month.dull_ratio,
        "because": np.where(
            month.days >= rule.month_days, "the satellite's days are alike as well", too_little(evidence)
        ),
    }
    return Finding(~same, differed & evidence.measurable, month.repeat, each(evidence, rule.repeat_spread), words)


def too_little(evidence: Evidence) -> np.ndarray:
    """Why the month cannot tell, as half a sentence; (n,)."""
    month, rule = evidence.month, evidence.rule
    return np.select(
        [evidence.clock.hours != 0, month.days < rule.clouds_days, month.hours < rule.month_hours],
        [
            "the clock must be corrected first",
            "too few days around it have readings and satellite hours",
            "outages or a full battery left too few undisturbed hours",
        ],
        "the satellite sees too little change of cloud in these weeks (clear sky, harmattan)",
    )


def _level(evidence: Evidence) -> np.ndarray:
    return evidence.month.level.level


def _sized(evidence: Evidence, ratio: np.ndarray) -> np.ndarray:
    return ratio / np.where(evidence.days.array_known, 1.0, evidence.rule.array_per_inverter)


def _levelled(evidence: Evidence) -> np.ndarray:
    enough = evidence.month.days >= evidence.rule.month_days
    return enough & np.isfinite(_level(evidence)) & evidence.measurable & ~evidence.far_clock


def _sides(evidence: Evidence) -> dict[str, np.ndarray]:
    step = evidence.month.level.step
    told = np.isfinite(step)
    words = np.full(len(step), "", dtype="U90")
    for row in np.flatnonzero(told):
        way = "rises" if step[row] > 1 else "falls"
        words[row] = f" The level {way} to {step[row]:.2f} times within the month; only this day's side counts."
    basis = np.where(evidence.days.array_known, "the stated array", "an array as large as the inverter's rating")
    return _counts(evidence) | {"step": words, "basis": basis, "because": too_little(evidence)}


def _counts(evidence: Evidence) -> dict[str, np.ndarray]:
    return {"days": evidence.month.days, "hours": evidence.month.hours}
