"""What the days around the judged one say. A failure is PENDING, unless it shows what no honest plant can do."""

import numpy as np

from credits.verification import theory
from credits.verification.checks.data import each, excused_by_the_sea
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
    hint = np.char.add(_other_days(evidence, limit), _neighbours_agree(evidence, limit))
    words = counts(evidence) | {"hint": hint, "because": too_little(evidence)}
    return Finding(month.within_r >= limit, known, month.within_r, np.where(known, limit, np.nan), words)


def _other_days(evidence: Evidence, limit: np.ndarray) -> np.ndarray:
    month = evidence.month
    hints = np.full(len(limit), "", dtype="U90")
    for row in np.flatnonzero((month.within_r < limit) & (month.other_r > limit)):
        away = month.other_day[row]
        way = "earlier" if away < 0 else "later"
        hints[row] = f" It follows the sky {abs(away):.0f} days {way} better ({month.other_r[row]:.2f})."
    return hints


def _neighbours_agree(evidence: Evidence, limit: np.ndarray) -> np.ndarray:
    """What an auditor should know: the neighbours saw these clouds. They are claimants too, so it lifts nothing."""
    beside, rule = evidence.beside, evidence.rule
    shared = (beside.count >= rule.least_neighbours) & (beside.agreement >= rule.neighbour_agreement)
    hints = np.full(len(limit), "", dtype="U140")
    for row in np.flatnonzero((evidence.month.within_r < limit) & shared):
        hints[row] = (
            f" Its {beside.count[row]:.0f} neighbours share its clouds ({beside.agreement[row]:.2f}): the satellite "
            "may see another sky, which an auditor can accept."
        )
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
    return Finding(month.daily_r >= rule.daily_r, known, month.daily_r, limit, counts(evidence) | {"because": because})


def sky(evidence: Evidence) -> Finding:
    """Output follows the satellite's sky within the days and from day to day, both taken together.

    Where either alone is too little to tell an honest roof from an invented one, both may be enough. What has to be
    shown is two thirds of what an honest roof shows, and never more than is beyond chance.
    """
    shown, honest = theory.follows_sky(evidence.month, evidence.rule)
    limit = theory.sky_limit(honest, evidence.rule)
    known = (honest >= evidence.rule.sky_conclusive) & (evidence.month.days >= evidence.rule.clouds_days)
    known &= (evidence.month.hours >= evidence.rule.month_hours) & (evidence.clock.hours == 0)
    words = counts(evidence) | {"honest": honest, "because": too_little(evidence)}
    return Finding(shown >= limit, known, shown, np.where(known, limit, np.nan), words)


def shape(evidence: Evidence) -> Finding:
    """Within the days output changes as the days' sizes, or the satellite's clouds, say that it must.

    Clouds that dim a whole day pass within it as well; bells drawn larger and smaller, and blocks, do not know that.
    What is asked is only that output changes, not when: no error of the satellite can hide it. Noise laid over a bell
    does not last from one hour to the next, and counts nothing.
    """
    month, rule = evidence.month, evidence.rule
    seen = np.where(month.sky_sure >= rule.sky_moves_sure, month.sky_moves, 0.0)
    told = np.maximum(rule.moves_per_size * month.apart, seen)
    known = (told >= rule.day_moves) & (month.days >= rule.clouds_days) & (month.hours >= rule.shape_hours)
    known &= evidence.measurable & ~evidence.far_clock
    words = counts(evidence) | {"moves": month.moves, "told": told, "because": too_little(evidence)}
    return Finding(
        month.moves >= rule.day_shape * told,
        known,
        month.moves / np.maximum(told, rule.day_moves),
        each(evidence, rule.day_shape),
        words,
    )


def level(evidence: Evidence) -> Finding:
    """The month's output stays below the theoretical month: over many days no lucky cloud excuses more.

    A step in the month divides it, and only the judged day's own side counts. Where the array's size is unknown, the
    inverter's rating stands for it, as the most that may be taken without asking.
    """
    found, rule = _level(evidence), evidence.rule
    stated = np.where(evidence.coastal, rule.coastal_level, evidence.best_level)
    limit = np.where(evidence.days.array_known, stated, rule.level_ceiling)
    return Finding(found <= limit, _levelled(evidence), found, limit, _sides(evidence))


def ceiling(evidence: Evidence) -> Finding:
    """The same as `above_ceiling`; in a cell of more sea than the rule allows an excess is unknown."""
    return excused_by_the_sea(evidence, above_ceiling(evidence))


def above_ceiling(evidence: Evidence) -> Finding:
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
    words = counts(evidence) | {"ratio": each(evidence, evidence.rule.outlier_ratio), "because": too_little(evidence)}
    return Finding(found < limit, _levelled(evidence), found, limit, words)


def repeated(evidence: Evidence) -> Finding:
    """The same as `same_curve`; by the sea the dull days are not sure to have been so."""
    return excused_by_the_sea(evidence, same_curve(evidence))


def same_curve(evidence: Evidence) -> Finding:
    """Not the same curve every day while the sky differed and the dull days could not have made it.

    A pump or a full battery may repeat a small curve honestly; one that exceeds the ceiling on the dull days may not.
    """
    month, rule = evidence.month, evidence.rule
    differed = (month.sky_daily >= rule.repeat_sky) & (month.days >= rule.month_days)
    same = (month.repeat <= rule.repeat_spread) & (_sized(evidence, month.dull_ratio) > rule.level_ceiling)
    words = counts(evidence) | {
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
    return counts(evidence) | {"step": words, "basis": basis, "because": too_little(evidence)}


def counts(evidence: Evidence) -> dict[str, np.ndarray]:
    """How much the month holds, for the sentences."""
    return {"days": evidence.month.days, "hours": evidence.month.hours}
