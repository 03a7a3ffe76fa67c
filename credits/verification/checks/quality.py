"""Are these a logger's own numbers? A failure is PENDING: numbers filled in or typed in prove nothing either way."""

import numpy as np

from credits.verification.checks.data import each
from credits.verification.evidence import Evidence
from credits.verification.finding import Finding
from credits.verification.statistics import run_lengths

STRAIGHT = 1e-6
"""kWh, by which binary rounding may bend a straight line."""


def interpolated(evidence: Evidence) -> Finding:
    """No stretch of daylight hours lies on one rising or falling straight line, as filled gaps do.

    References
    ----------
    pvanalytics.quality.gaps.interpolation_diff.
    """
    kwh, rule = evidence.days.kwh, evidence.rule
    change = np.diff(kwh, axis=1)
    sloped = np.abs(change) > rule.least_spread_kwh_per_kw * evidence.days.capacity_kw[:, None]
    straight = np.zeros(kwh.shape, bool)
    straight[:, 2:] = (np.abs(np.diff(change, axis=1)) < STRAIGHT) & sloped[:, 1:] & sloped[:, :-1]
    runs = run_lengths(straight)
    longest = runs.max(axis=1) + 2 * (runs.max(axis=1) > 0)
    passes = longest < rule.interpolated_hours
    return Finding(passes, ~evidence.coarse, longest.astype(float), each(evidence, rule.interpolated_hours))


def resolution(evidence: Evidence) -> Finding:
    """The month's readings are written finely enough to show clouds; tenths of a kWh are honest rounding."""
    digits, rule = evidence.digits, evidence.rule
    limit = rule.coarse_step * evidence.days.capacity_kw
    return Finding(digits.step < limit, digits.readings >= rule.typed_readings, digits.step, limit)


def typed(evidence: Evidence) -> Finding:
    """The last digits are a machine's, each as common as the next: people who invent numbers prefer 0 and 5.

    A logger that counts in steps of five writes nothing else, and is judged by its resolution alone.

    References
    ----------
    S. Dlugosz, U. Mueller-Funk, The value of the last digit: statistical fraud detection with digit analysis, Adv. Data
    Anal. Classif. 3, 2009.
    """
    digits, rule = evidence.digits, evidence.rule
    known = (digits.readings >= rule.typed_readings) & np.isfinite(digits.fives)
    by_machine = (digits.fives < rule.typed_share) | (digits.fives == 1.0)
    words = {"readings": digits.readings, "step": digits.step}
    return Finding(
        by_machine | ~known,
        np.ones(len(known), bool),
        np.where(known, digits.fives, np.nan),
        np.where(known, rule.typed_share, np.nan),
        words,
    )
