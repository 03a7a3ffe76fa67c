"""Which stored days resemble the judged ones, as the columns that the copy checks go by."""

from collections.abc import Sequence

import numpy as np

from credits.verification.copies.rivals import CopyEvidence, Rivals, gather_copies, no_rivals
from credits.verification.days import DayBatch
from credits.verification.expected import ExpectedCurves
from credits.verification.thresholds import Rule
from credits.verification.window import Window
from inverters.constants import SLOTS
from inverters.copy_selectors import InverterDay, Lookalike, lookalikes
from inverters.selectors import Evidence


def copies_of(evidence: Evidence, batch: DayBatch, curves: ExpectedCurves, window: Window, rule: Rule) -> CopyEvidence:
    """What the copy checks ask of the window's judged days; evidence, batch and curves hold them with their months."""
    months = np.where(window.days >= 0, evidence.dates[window.days], np.datetime64("NaT"))
    wanted = list(zip(evidence.owner[window.rows].tolist(), evidence.dates[window.rows].tolist(), strict=True))
    return gather_copies(batch, curves, window, rivals_of(wanted, months), rule)


def rivals_of(wanted: list[InverterDay], months: np.ndarray) -> Rivals:
    """The rivals of these days.

    months : datetime64[D] (n, w), the dates of each day's month; NaT is none.
    """
    found = lookalikes(wanted, months)
    if not found:
        return no_rivals(months.shape[1])
    keys = [wanted[like.row] for like in found]
    return Rivals(
        row=np.array([like.row for like in found], np.int64),
        day=_blocks(found),
        month=np.stack([like.month for like in found]),
        earlier=np.array([like.earlier for like in found]),
        own=np.array([like.day.inverter_id == key[0] for like, key in zip(found, keys, strict=True)]),
        same_date=np.array([like.day.date == key[1] for like, key in zip(found, keys, strict=True)]),
        distance_km=np.array([like.distance_km for like in found]),
        name=np.array([_name(like, key) for like, key in zip(found, keys, strict=True)]),
        date=np.array([like.day.date.isoformat() for like in found]),
    )


def _blocks(found: Sequence[Lookalike]) -> np.ndarray:
    return np.frombuffer(b"".join(like.day.curve for like in found), "<i8").astype(np.int64).reshape(-1, SLOTS)


def _name(like: Lookalike, key: InverterDay) -> str:
    return "this inverter" if like.day.inverter_id == key[0] else f"inverter {like.day.inverter_id}"
