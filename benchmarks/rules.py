"""The two rules that are compared: Lumix's, through its own pure path, and the published one taken literally."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np

from benchmarks.cases import Case, Target
from credits.verification.copies.rivals import Rivals, gather_copies, no_rivals
from credits.verification.days import DayBatch
from credits.verification.expected import ExpectedCurves
from credits.verification.finding import Status
from credits.verification.statistics import pearson
from credits.verification.verdict import assess
from credits.verification.window import Window, nearest
from inverters.constants import MILLIWATT_HOURS_PER_KWH

SCORED_FROM = 30
"""The 31st day is the first with a month of history."""

PUBLISHED_CORRELATION = 0.9


@dataclass(frozen=True)
class Shares:
    """Of the scored days by status, and of their energy verified."""

    verified: float
    flagged: float
    pending: float
    energy: float

    def meets(self, target: Target) -> bool:
        """Whether the target is met in all it asks."""
        most = ((self.flagged, target.flagged_most), (self.verified, target.verified_most))
        least = ((self.flagged, target.flagged_least), (self.energy, target.energy_least))
        return all(share <= limit for share, limit in most if limit is not None) and all(
            share >= limit for share, limit in least if limit is not None
        )


def shares(status: np.ndarray, kwh: np.ndarray) -> Shares:
    """Count the scored days."""
    scored, energy = status[SCORED_FROM:], np.nansum(kwh, axis=1)[SCORED_FROM:]
    of_days = {kind: float((scored == str(kind)).mean()) for kind in Status}
    verified = energy[scored == str(Status.VERIFIED)].sum() / energy.sum()
    return Shares(of_days[Status.VERIFIED], of_days[Status.FLAGGED], of_days[Status.PENDING], float(verified))


def lumix(case: Case, site: DayBatch, sent: DayBatch, curves: ExpectedCurves) -> np.ndarray:
    """Status of every day, each judged with the days around it and with what it might be a copy of."""
    window = one_inverter(site)
    rivals = no_rivals(window.days.shape[1])
    if case.beside_km is not None:
        rivals = received_before(site, window, case.beside_km)
    copies = gather_copies(sent, curves, window, rivals)
    return assess(sent, curves, window=window, copies=copies).status


def published(days: DayBatch) -> np.ndarray:
    """Status of every day by the published rule: the day's r, and a strict ceiling on every hour."""
    r = pearson(days.kwh, days.ghi_wh_m2, least_pairs=2, spread_x=0.0, spread_y=0.0)
    above = (days.kwh > days.capacity_kw[:, None] * days.ghi_wh_m2 / 1000).any(axis=1)
    follows = np.where(r > PUBLISHED_CORRELATION, str(Status.VERIFIED), str(Status.PENDING))
    return np.where(above, str(Status.FLAGGED), follows)


def one_inverter(days: DayBatch) -> Window:
    """Every day of one inverter with the days around it."""
    return nearest(np.zeros(len(days), np.int64), days.midnight.astype("datetime64[D]"), np.arange(len(days)))


def received_before(site: DayBatch, window: Window, distance_km: float) -> Rivals:
    """The roof's own readings as another inverter's, so far away, that were received earlier."""
    energy = np.rint(site.kwh * MILLIWATT_HOURS_PER_KWH).astype(np.int64)
    every, some = np.ones(len(site), bool), np.zeros(len(site), bool)
    return Rivals(
        row=np.arange(len(site)),
        day=energy,
        month=np.where((window.days >= 0)[:, :, None], energy[window.days], -1),
        earlier=every,
        own=some,
        same_date=every,
        distance_km=np.full(len(site), distance_km),
        name=np.full(len(site), "the roof itself"),
        date=site.midnight.astype("datetime64[D]").astype(str),
    )


@dataclass(frozen=True)
class View:
    """One draw of chance over a site: its days as satellite and owner tell of them, and the curves of that sky."""

    site: DayBatch
    curves: ExpectedCurves
    draw: int = 0


def judged(case: Case, views: Sequence[View]) -> tuple[Shares, Shares]:
    """What becomes of a case by Lumix's rule and by the published one, in the mean over the draws."""
    ours, literal = [], []
    for view in views:
        sent = case.sent(view.site, view.draw)
        ours.append(shares(lumix(case, view.site, sent, view.curves), sent.kwh))
        literal.append(shares(published(sent), sent.kwh))
    return mean(ours), mean(literal)


def mean(drawn: Sequence[Shares]) -> Shares:
    """The mean of every share."""
    return Shares(*np.mean([astuple(one) for one in drawn], axis=0).tolist())
