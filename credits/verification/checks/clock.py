"""Does the logger's clock agree with the sun?"""

import re

import numpy as np

from credits.verification.checks.data import unmeasurable
from credits.verification.evidence import Evidence
from credits.verification.finding import Finding
from credits.verification.timing import changing

CHANGES = "The lag changes within the month"
GOES = re.compile(r"correlation goes from (-?\d\.\d+) to (-?\d\.\d+)")


def clock(evidence: Evidence) -> Finding:
    """No constant shift of the stamps explains the day much better than none; see `clock.fit_clock`."""
    fit = evidence.clock
    limit = np.full(len(fit.hours), evidence.rule.named_shift_hours)
    known = evidence.hourly & np.isfinite(fit.correlation)
    by_month = np.zeros(len(limit), bool) if fit.by_month is None else fit.by_month
    before = fit.correlation if fit.stamped_correlation is None else fit.stamped_correlation
    words = {
        "span": np.where(by_month, "month", "day"),
        "minutes": -60 * fit.hours,
        "also": np.where(by_month, _also(evidence), ""),
        "off": np.abs(fit.hours),
        "direction": np.where(fit.hours > 0, "ahead of", "behind"),
        "correction": -fit.hours,
        "before": before,
        "after": fit.shifted_correlation,
        "because": np.where(evidence.hourly, "too little output to tell the time by", unmeasurable(evidence)),
    }
    return Finding(np.abs(fit.hours) < limit, known | (fit.hours != 0), fit.hours, limit, words)


def _also(evidence: Evidence) -> np.ndarray:
    """What else a constant lag of the month may be, as a sentence; (n,)."""
    lag, interval = evidence.clock.hours, evidence.days.interval_minutes / 60
    changes = changing(evidence.month, evidence.days.orientation_known, evidence.rule)
    return np.select(
        [changes, np.abs(lag) == interval],
        [
            f" {CHANGES}: daylight saving where there should be none, or a clock set anew.",
            " Stamps at the other end of their interval look the same.",
        ],
        "",
    )


def doubtful(sentence: str) -> bool:
    """Whether no one constant correction can be advised, by what the check itself says of the lag it found."""
    goes = GOES.search(sentence)
    return CHANGES in sentence or (goes is not None and float(goes[2]) <= float(goes[1]))
