"""Whose day is this? Digits, clouds and repetition that belong to another day or another roof.

The earlier received stands and the later answers for it, so that nobody taints an owner by copying him.
"""

import numpy as np

from credits.verification.copies.digits import agreement, month_agreement
from credits.verification.copies.likeness import least_residual, likeness
from credits.verification.copies.repeats import dull_days, repeats
from credits.verification.copies.rivals import CopyEvidence, Rivals, kwh
from credits.verification.finding import Finding


def digits(evidence: CopyEvidence) -> Finding:
    """The day does not repeat, digit for digit, a day that was received before.

    References
    ----------
    The house's rule: an exact copy of another day or another inverter is evidence. How many bits are beyond chance
    stands in `thresholds`, what one hour's digits are worth in `inverters.prints.digit_bits`.
    """
    return _told(evidence, on_one_roof=False)


def registered_twice(evidence: CopyEvidence) -> Finding:
    """The day's readings do not already stand under another inverter on the same roof.

    Twins are alike and never agree in all digits. The likeliest cause is a second registration or a wrong file, which
    is put right without an auditor, and PENDING keeps the energy from being counted twice as well as a flag does.
    """
    return _told(evidence, on_one_roof=True)


def near_copy(evidence: CopyEvidence) -> Finding:
    """No roof at a distance, received earlier, saw the same broken clouds hour by hour: see `likeness.least_residual`.

    A likeness alone is no proof, so it is PENDING; twins and near neighbours share their clouds and are left out.
    """
    rule = evidence.rule
    distant = evidence.rivals.distance_km >= rule.clouds_apart_km
    rivals = evidence.rivals.take(evidence.rivals.earlier & ~evidence.rivals.own & distant)
    residual = likeness(kwh(evidence.months(rivals.row)), kwh(rivals.month), rule).residual
    least = least_residual(rivals.distance_km, rule)
    ratio = residual / least
    chosen, found = _strongest(rivals, -np.nan_to_num(ratio, nan=np.inf), len(evidence))
    ratio, residual, least = (_pick(values, chosen, found, np.nan) for values in (ratio, residual, least))
    words = _names(rivals, chosen, found) | {"distance": _pick(rivals.distance_km, chosen, found, 0.0)}
    return Finding(~(ratio < 1.0), np.ones(len(evidence), bool), residual, least, words)


def repeated(evidence: CopyEvidence) -> Finding:
    """The month does not show one curve on clear and on dull days alike.

    Only months in which the sky itself differed tell; the figure is the share of dull days that show the typical curve.
    """
    rule, n = evidence.rule, len(evidence)
    dull, energy = _days_of_months(evidence)
    counted = dull.sum(axis=1)
    suspects = np.flatnonzero(_as_large_when_dull(dull, energy, evidence))
    share, today = np.zeros(n), np.zeros(n, bool)
    found = repeats(kwh(evidence.months(suspects)), dull[suspects], rule)
    share[suspects] = found.repeated / np.maximum(found.dull, 1)
    here = evidence.month[suspects] == evidence.rows[suspects][:, None]
    today[suspects] = ((found.deviation <= rule.repeat_deviation) & here).any(axis=1)
    passes = ~(today & (share >= rule.repeat_share))
    limit = np.full(n, rule.repeat_share)
    return Finding(passes, counted >= rule.dull_days, share, limit, {"dull": counted.astype(float)})


def _days_of_months(evidence: CopyEvidence) -> tuple[np.ndarray, np.ndarray]:
    """Which days of each month were dull and measured, bool (n, w), and each day's energy, int64 (n, w). [mWh]"""
    day_energy = np.maximum(evidence.history, 0).sum(axis=1)
    there = evidence.month >= 0
    sky = np.where(there, evidence.sky[evidence.month], np.nan)
    return dull_days(sky, evidence.rule) & there, np.where(there, day_energy[evidence.month], 0)


def _as_large_when_dull(dull: np.ndarray, energy: np.ndarray, evidence: CopyEvidence) -> np.ndarray:
    """A quick look at sums, which spares honest months the look at hours; bool (n,)."""
    rule = evidence.rule
    lit = np.where(energy > 0, energy, np.nan)
    measured = np.isfinite(lit)
    typical = np.sort(lit, axis=1)[np.arange(len(lit)), np.maximum(measured.sum(axis=1) - 1, 0) // 2]
    large = measured & dull & (energy >= (1 - 2 * rule.repeat_deviation) * typical[:, None])
    counted = dull.sum(axis=1)
    return (counted >= rule.dull_days) & (large.sum(axis=1) >= rule.repeat_share * counted)


def _told(evidence: CopyEvidence, *, on_one_roof: bool) -> Finding:
    """The most surprising agreement with an earlier rival, of those on the same roof or of all others."""
    rule, rivals = evidence.rule, evidence.rivals
    twin = ~rivals.own & rivals.same_date & (rivals.distance_km <= rule.roof_km)
    rivals = rivals.take(rivals.earlier & (twin == on_one_roof))
    bits, share = agreement(evidence.days[rivals.row], rivals.day, rule.like_day_spread)
    bits = np.maximum(bits, _bits_of_month(evidence, rivals))
    bits = np.where(share >= rule.copied_share, bits, 0.0)
    chosen, found = _strongest(rivals, bits, len(evidence))
    most, limit = _pick(bits, chosen, found, 0.0), np.full(len(evidence), rule.copy_bits)
    could = evidence.bits
    words = _names(rivals, chosen, found) | {"could": could, "share": _pick(share, chosen, found, 0.0)}
    return Finding(most < limit, (could >= limit) | (most >= limit), most, limit, words)


def _bits_of_month(evidence: CopyEvidence, rivals: Rivals) -> np.ndarray:
    """Bits in which the months agree, where they agree for the most part: coarse digits tell only together; (m,)."""
    rule = evidence.rule
    bits, share = month_agreement(evidence.months(rivals.row), rivals.month, rule.like_day_spread)
    return np.where(share >= rule.copied_share, bits, 0.0)


def _strongest(rivals: Rivals, score: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """For each judged day the position of its rival of highest score, the first of equals, and whether it has any."""
    order = np.lexsort((-np.arange(len(rivals)), score, rivals.row))
    chosen, found = np.zeros(n, np.int64), np.zeros(n, bool)
    chosen[rivals.row[order]], found[rivals.row] = order, True
    return chosen, found


def _pick(values: np.ndarray, chosen: np.ndarray, found: np.ndarray, otherwise: float) -> np.ndarray:
    return np.where(found, np.append(values, otherwise)[np.where(found, chosen, -1)], otherwise)


def _names(rivals: Rivals, chosen: np.ndarray, found: np.ndarray) -> dict[str, np.ndarray]:
    at = np.where(found, chosen, -1)
    return {"rival": np.append(rivals.name, "")[at], "date": np.append(rivals.date, "")[at]}
