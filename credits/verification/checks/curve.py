"""Does the day's output follow the day's sky?"""

import numpy as np

from credits.verification.checks.data import each, unmeasurable
from credits.verification.evidence import Evidence
from credits.verification.finding import Finding


def correlation(evidence: Evidence) -> Finding:
    """Signed r of the day's output with what the satellite lets expect: the published rule's criterion.

    By itself a day is held against GHI and plane of array, all 24 hours, as published. Where it has a month
    that does not deny it, hours that outage or full battery held down are left out, and the satellite's index over
    five hours may stand for its single hours, which err by more than a roof does; an unstated orientation is the one
    the month shows.

    References
    ----------
    The published rule, correlation above 90 %. A low r never flags: outages and full batteries lower it too.
    """
    r, alone = evidence.correlation, evidence.clock.correlation
    outage = (evidence.days.kwh == 0) & (evidence.curves.cosine_zenith > evidence.rule.sun_cosine)
    reason = np.select(
        [~evidence.hourly, ~evidence.published],
        [unmeasurable(evidence), "the satellite's hours are not published"],
        "one of the two curves is flat, or too few of its hours are known",
    )
    limit = each(evidence, evidence.rule.correlation)
    return Finding(
        r > limit, np.isfinite(r), r, limit, {"because": reason, "zero": outage, "basis": _basis(evidence, alone)}
    )


def _basis(evidence: Evidence, alone: np.ndarray) -> np.ndarray:
    """What r was taken against, as half a sentence; (n,)."""
    by_month = evidence.supported & (evidence.correlation > np.nan_to_num(alone, nan=-1.0))
    stated = evidence.days.orientation_known
    return np.select(
        [by_month & stated, by_month],
        [
            " (undisturbed hours, the satellite's index over five hours)",
            " (undisturbed hours, the satellite's index over five hours, orientation inferred from the month)",
        ],
        np.where(stated, "", " (orientation unknown: the most favourable one)"),
    )
