"""What the neighbours and the place say. None of it is more than doubt: a failure is PENDING.

The neighbours are claimants as well, and all of a cell may belong to one owner. So their word never stands in for the
satellite's: agreeing with them lifts no failure of the month's clouds, which waits for an auditor; and where the
satellite shows that the output follows its clouds, no neighbour speaks against it, or strangers could hold an honest
owner back by inventing some.
"""

import numpy as np

from credits.verification import theory
from credits.verification.checks import month, physics
from credits.verification.checks.data import each
from credits.verification.evidence import Evidence
from credits.verification.finding import Finding


def sea_in_cell(evidence: Evidence) -> Finding:
    """The satellite's sky is not exceeded where much of its cell is sea: its mean sky is then not the roof's.

    The failures of the day's sum, of the month's and of a repeated curve, which flag inland, are doubts here.
    """
    failed = [check(evidence).failed for check in (physics.above_satellite, month.above_ceiling, month.same_curve)]
    share = evidence.days.land_share
    known = np.isfinite(share) & (evidence.days.reference_kind == "satellite")
    words = {"note": np.where(evidence.coastal, ", so its limits are widened", "")}
    return Finding(
        ~(evidence.coastal & np.any(failed, axis=0)), known, share, each(evidence, evidence.rule.land_share), words
    )


def smooth(evidence: Evidence) -> Finding:
    """The month varies as its neighbours' do: bells were invented where all around saw clouds.

    Only what lasts longer than an hour counts, so that noise laid over a bell does not make weather of it. Where the
    satellite shows that output follows its clouds, that is enough.
    """
    beside, rule = evidence.beside, evidence.rule
    ratio = beside.variation / np.maximum(beside.usual_variation, np.finfo(float).tiny)
    known = (
        _known(evidence) & theory.enough(evidence.month, rule) & (beside.usual_variation >= rule.neighbour_variation)
    )
    passes = (ratio >= rule.smooth_share) | _follows_satellite(evidence)
    return Finding(passes, known, ratio, each(evidence, rule.smooth_share), _words(evidence, "they saw too few clouds"))


def clouds(evidence: Evidence) -> Finding:
    """The month's clouds are its neighbours', where these agree with one another and stand near.

    References
    ----------
    T. E. Hoff, R. Perez, Modeling PV fleet output variability, Solar Energy 86 (8), 2012: correlation by distance.
    """
    beside, rule = evidence.beside, evidence.rule
    limit = rule.clouds_sigmas / np.sqrt(np.maximum(beside.hours, 1.0))
    near = beside.distance_km <= rule.neighbour_km
    agreed = beside.usual_agreement >= rule.neighbour_agreement
    known = _known(evidence) & near & agreed & (beside.hours >= rule.month_hours) & (evidence.clock.hours == 0)
    known &= evidence.month.days >= rule.clouds_days
    passes = (beside.agreement >= limit) | _follows_satellite(evidence)
    because = "they stand too far away, or agree too little with one another"
    return Finding(passes, known, beside.agreement, np.where(known, limit, np.nan), _words(evidence, because))


def envelope(evidence: Evidence) -> Finding:
    """The best hours of the month are not far above the best neighbour's, each for the size of its array.

    Where the array is not stated, the largest that the inverter's rating allows is taken for the judged one, and the
    rating itself for the neighbours: either favours the owner.
    """
    beside, rule = evidence.beside, evidence.rule
    largest = np.where(evidence.days.array_known, 1.0, rule.array_per_inverter)
    ratio = beside.envelope / largest / np.where(beside.best_envelope > 0, beside.best_envelope, np.nan)
    known = _known(evidence) & theory.enough(evidence.month, rule) & np.isfinite(ratio)
    words = _words(evidence, "their months are too short")
    return Finding(ratio <= rule.envelope_ratio, known, ratio, each(evidence, rule.envelope_ratio), words)


def _known(evidence: Evidence) -> np.ndarray:
    return (evidence.beside.count >= evidence.rule.least_neighbours) & evidence.measurable & ~evidence.far_clock


def _follows_satellite(evidence: Evidence) -> np.ndarray:
    month, rule = evidence.month, evidence.rule
    return theory.conclusive(month, rule) & theory.follows_clouds(month, rule)


def _words(evidence: Evidence, otherwise: str) -> dict[str, np.ndarray]:
    few = evidence.beside.count < evidence.rule.least_neighbours
    because = np.select(
        [few, ~_known(evidence)], ["too few have months of their own", "the day's hours are not its own"], otherwise
    )
    return {"count": evidence.beside.count, "days": evidence.month.days, "because": because}
