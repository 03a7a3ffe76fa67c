"""Does the day's output follow the day's sky?"""

import numpy as np

from credits.verification.checks.data import unmeasurable
from credits.verification.evidence import Evidence
from credits.verification.finding import Finding


def correlation(evidence: Evidence) -> Finding:
    """Signed r of the day's 24 hours against the better of GHI and plane of array: the published rule's criterion.

    References
    ----------
    The published rule, correlation above 90 %. A low r never flags: outages and full batteries lower it too.
    """
    r = np.where(evidence.published & evidence.hourly, evidence.clock.correlation, np.nan)
    outage = (evidence.days.kwh == 0) & (evidence.curves.cosine_zenith > evidence.rule.sun_cosine)
    reason = np.select(
        [~evidence.hourly, ~evidence.published],
        [unmeasurable(evidence), "the satellite's hours are not published"],
        "one of the two curves is flat, or too few of its hours are known",
    )
    limit = np.full(len(r), evidence.rule.correlation)
    return Finding(r > limit, np.isfinite(r), r, limit, {"because": reason, "zero": outage})
