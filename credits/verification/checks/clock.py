"""Does the logger's clock agree with the sun?"""

import numpy as np

from credits.verification.checks.data import unmeasurable
from credits.verification.evidence import Evidence
from credits.verification.finding import Finding


def clock(evidence: Evidence) -> Finding:
    """No constant shift of the stamps explains the day much better than none; see `clock.fit_clock`."""
    fit = evidence.clock
    limit = np.full(len(fit.hours), evidence.rule.named_shift_hours)
    known = evidence.hourly & np.isfinite(fit.correlation)
    words = {
        "off": np.abs(fit.hours),
        "direction": np.where(fit.hours > 0, "ahead of", "behind"),
        "correction": -fit.hours,
        "before": fit.correlation,
        "after": fit.shifted_correlation,
        "because": np.where(evidence.hourly, "too little output to tell the time by", unmeasurable(evidence)),
    }
    return Finding(np.abs(fit.hours) < limit, known | (fit.hours != 0), fit.hours, limit, words)
