"""Is the month the satellite's own curve? Only what came once it was public can have been made from it."""

import numpy as np

from credits.verification import theory
from credits.verification.checks.data import each
from credits.verification.checks.month import counts, too_little
from credits.verification.evidence import Evidence
from credits.verification.finding import Finding


def satellite_copy(evidence: Evidence) -> Finding:
    """Output is not one multiple of the satellite's own curve, hour for hour and day for day.

    What is proven to have been here before NASA published was not copied from NASA, and passes whatever it looks like.
    A real roof's answer to the sun bends over the day with its modules' warmth and the sun's height, and its clouds are
    not the satellite's. Noise laid over a copy is even; what it would leave in the means is allowed for. Without
    clouds the satellite's own even error is all that tells a roof from it, and a copy must be nearer than that.
    """
    month, rule = evidence.month, evidence.rule
    like, by_hours = _one_multiple(evidence)
    cloudy = theory.conclusive(month, rule) & (month.sky_moves >= rule.day_moves)
    nearest = np.where(cloudy, rule.copy_residual, rule.copy_residual_clear)
    same = like & (month.residual <= nearest) & evidence.days.received_after_public
    before = "The readings were here before NASA had published, so they are no copy of its curve"
    words = counts(evidence) | {
        "residual": month.residual,
        "why": np.where(evidence.days.received_after_public, "Output and satellite differ as a real roof does", before),
        "because": _no_likeness(evidence),
    }
    return Finding(~same, _comparable(evidence), month.slot_spread, by_hours, words)


def late_copy(evidence: Evidence) -> Finding:
    """What came once NASA had published is no multiple of its curve under even noise, more of it than a copy's.

    A forger who lays noise over the published curve leaves it even over hours and days, where a real roof's is not. It
    is a likeness and no proof, so it is PENDING, and asked only where clouds tell a roof from its satellite.
    """
    month, rule = evidence.month, evidence.rule
    like, _ = _one_multiple(evidence)
    same = like & (month.residual <= rule.late_residual) & evidence.days.received_after_public
    known = _comparable(evidence) & theory.conclusive(month, rule) & (evidence.clock.hours == 0)
    words = counts(evidence) | {
        "when": np.where(evidence.days.received_after_public, "", "; the readings were here before NASA had published"),
        "because": _no_likeness(evidence),
    }
    return Finding(~same, known, month.residual, each(evidence, rule.late_residual), words)


def _one_multiple(evidence: Evidence) -> tuple[np.ndarray, np.ndarray]:
    """Whether the means over hours and days differ from the satellite's by no more than noise leaves; and the limit."""
    month, rule = evidence.month, evidence.rule
    by_hours = np.hypot(rule.copy_spread, np.sqrt(2.0) * month.residual / np.sqrt(np.maximum(month.days, 1)))
    per_day = np.maximum(month.hours / np.maximum(month.days, 1), 1)
    by_days = np.hypot(rule.copy_spread, np.sqrt(2.0) * month.residual / np.sqrt(per_day))
    return (month.slot_spread <= by_hours) & (month.day_spread <= by_days), by_hours


def _comparable(evidence: Evidence) -> np.ndarray:
    return theory.enough(evidence.month, evidence.rule) & (evidence.days.reference_kind == "satellite")


def _no_likeness(evidence: Evidence) -> np.ndarray:
    by_satellite = evidence.days.reference_kind == "satellite"
    return np.where(by_satellite, too_little(evidence), "the reference is a sensor on the ground")
