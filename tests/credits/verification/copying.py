"""Copy evidence for the tests: the real days of Golden, judged beside whatever they are said to resemble."""

from dataclasses import replace

import numpy as np

from credits.verification import expected
from credits.verification.copies.registry import COPY_CHECKS
from credits.verification.copies.rivals import CopyEvidence, Rivals, gather_copies
from credits.verification.days import DayBatch
from credits.verification.finding import Finding
from credits.verification.window import Window, nearest
from credits.verification.wording import CheckResult
from tests.credits.verification.making import golden

ENOUGH = 60


def days(n: int = ENOUGH) -> DayBatch:
    """The first real days of Golden."""
    return golden().take(slice(0, n))


def noisy(batch: DayBatch, share: float, seed: int = 1) -> DayBatch:
    """The same days with noise in every hour."""
    kwh = batch.kwh * (1 + np.random.default_rng(seed).normal(0, share, batch.kwh.shape))
    return replace(batch, kwh=kwh.clip(min=0))


def rounded(batch: DayBatch, kwh: float) -> DayBatch:
    """The same days as a logger with that resolution writes them."""
    return replace(batch, kwh=np.round(batch.kwh / kwh) * kwh)


def milliwatt_hours(batch: DayBatch) -> np.ndarray:
    return np.nan_to_num(np.rint(batch.kwh * 1e6), nan=-1.0).astype(np.int64)


def months(batch: DayBatch) -> Window:
    """Every day judged, with the days around it."""
    rows = np.arange(len(batch))
    return nearest(np.zeros(len(batch), np.int64), batch.midnight.astype("datetime64[D]"), rows)


def rivals(batch: DayBatch, **columns: object) -> Rivals:
    """One rival for each day: the same date of another inverter, 2.2 km away and received earlier, if not said else."""
    n, energy, window = len(batch), milliwatt_hours(batch), months(batch)
    month = np.where((window.days >= 0)[:, :, None], energy[window.days], -1)
    values = {"row": np.arange(n), "day": energy, "month": month} | {
        name: np.broadcast_to(np.asarray(columns.pop(name, value)), (n,)).copy()
        for name, value in {
            "earlier": True, "own": False, "same_date": True, "distance_km": 2.2, "name": "inverter 7",
            "date": "that day",
        }.items()
    }  # fmt: skip
    return Rivals(**{**values, **columns})


def beside(mine: DayBatch, theirs: DayBatch, **columns: object) -> CopyEvidence:
    """My days, judged beside another inverter's of the same dates."""
    return gather_copies(mine, expected.derive(mine), months(mine), rivals(theirs, **columns))


def alone(mine: DayBatch) -> CopyEvidence:
    """My days, where nothing resembles them."""
    return beside(mine, mine, earlier=False)


def finding(name: str, evidence: CopyEvidence) -> Finding:
    return next(check for check in COPY_CHECKS if check.name == name).measure(evidence)


def failing(evidence: CopyEvidence) -> dict[str, float]:
    """The share of days that each check fails, of those that fail any."""
    shares = {check.name: float(check.measure(evidence).failed.mean()) for check in COPY_CHECKS}
    return {name: share for name, share in shares.items() if share}


def told(name: str, evidence: CopyEvidence, row: int = 0) -> CheckResult:
    check = next(check for check in COPY_CHECKS if check.name == name)
    return check.result(check.measure(evidence), row)
