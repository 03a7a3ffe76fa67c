"""Provisional outcomes: what the daily product says of a day that waits for nothing but its satellite hours.

It adds a sentence and an object to a PENDING verdict, and nothing to any other: no status follows from it.
"""

from datetime import date, datetime

import numpy as np

from credits.models import Status, Verdict
from credits.services.batches import day_batch
from credits.services.judging import Judged
from credits.verification import expected
from credits.verification.provisional import Provisional, compare
from inverters.daily_selectors import daily_values
from inverters.models import SatelliteDay
from inverters.models.satellite import ReferenceKind
from inverters.selectors import evidence_of
from inverters.sky_selectors import Place

AWAITED = "published"
"""The check whose failure means that the day waits for its satellite hours: all that the owner sent is in order."""

CONSISTENT, DOUBTFUL = "consistent", "doubtful"


def waits_for_hours(verdict: Verdict) -> bool:
    """Whether the satellite's hours are what the day is PENDING for."""
    by_satellite = verdict.reference["kind"] == ReferenceKind.SATELLITE
    return verdict.status == Status.PENDING and by_satellite and verdict.cause == AWAITED


def add_provisional(judged: list[Judged], now: datetime) -> None:
    """Tell the waiting days what the stored daily values say of them, in reason and reference."""
    waiting = [one for one in judged if waits_for_hours(one.verdict)]
    stored = daily_values({_key(one) for one in waiting})
    waiting = [one for one in waiting if _key(one) in stored]
    if not waiting:
        return
    evidence = evidence_of([(one.credit.inverter_id, one.credit.date) for one in waiting])
    batch = day_batch(evidence, now)
    daily = [stored[_key(one)] for one in waiting]
    found = compare(batch, expected.derive(batch), np.array([value.ghi_wh_m2 for value in daily]))
    for row, (one, value) in enumerate(zip(waiting, daily, strict=True)):
        if found.known[row]:
            one.verdict.reason = f"{one.verdict.reason.rstrip()} {found.sentence(row)}"
            one.verdict.reference["provisional"] = _told(found, row, value)


def _key(one: Judged) -> tuple[Place, date]:
    return one.credit.inverter.cell, one.credit.date


def _told(found: Provisional, row: int, value: SatelliteDay) -> dict[str, object]:
    return {
        "outcome": CONSISTENT if found.possible[row] else DOUBTFUL,
        "kwh": float(found.energy[row]),
        "limit_kwh": round(float(found.limit[row]), 3),
        "daily_kwh_m2": float(found.daily[row]),
        "source": value.fetch.source,
        "fetched_at": value.fetch.fetched_at.isoformat(),
        "sentence": found.sentence(row),
    }
