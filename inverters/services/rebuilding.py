"""Production days summed anew from their readings, and mended where they were not what those come to."""

from datetime import date, datetime

import numpy as np
from django.db import transaction

from inverters import day_rows
from inverters.loggers import locked
from inverters.models import Inverter
from inverters.services.days import all_days, store, summed_again
from inverters.signals import evidence_changed
from lumix.ledger.services import append

Apart = dict[date, list[str]]
"""By day, in order, the columns in which the stored production day was not the sum of its readings."""

LISTED_DAYS = 1_000
"""So many days an entry names one by one; of more it says how many there were, and the first and the last."""


@transaction.atomic
def rebuild_days(
    *, inverter_id: int, first: date | None, last: date | None, actor: str, now: datetime, check_only: bool = False
) -> tuple[int, Apart]:
    """Sum an inverter's days from first to last (both included, None is open) anew and mend those that differ.

    Credits of days that differed await their judging again, and an entry says which days those were; where none did,
    nothing is written. check_only: nothing is mended. Returns how many days were summed, and what differed.
    """
    clocks = locked(inverter_id).clocks
    days = _within(all_days(inverter_id, clocks), first, last)
    apart: Apart = {}
    for run, found in summed_again(inverter_id, clocks, days) if len(days) else ():
        begins, ends = run[0].item(), run[-1].item()
        differing = day_rows.differing(day_rows.stored(inverter_id, begins, ends), {row.date: row for row in found})
        if differing and not check_only:
            store(inverter_id, np.array(list(differing), "datetime64[D]"), [r for r in found if r.date in differing])
        apart |= differing
    if apart and not check_only:
        _tell(inverter_id, apart, actor, now)
    return len(days), apart


def _within(days: np.ndarray, first: date | None, last: date | None) -> np.ndarray:
    kept = np.ones(len(days), bool)
    if first is not None:
        kept &= days >= np.datetime64(first)
    if last is not None:
        kept &= days <= np.datetime64(last)
    return days[kept]


def _tell(inverter_id: int, apart: Apart, actor: str, now: datetime) -> None:
    days = list(apart)
    why = "its production day was rebuilt from the readings"
    evidence_changed.send(Inverter, inverter_id=inverter_id, days=days, since=None, why=why, actor=actor, now=now)
    data = {"count": len(days), "first_day": days[0], "last_day": days[-1]}
    if len(days) <= LISTED_DAYS:
        data["days"] = [{"date": day, "differed": columns} for day, columns in apart.items()]
    append(actor=actor, type="days.rebuilt", object=f"inverter:{inverter_id}", data=data, now=now)
