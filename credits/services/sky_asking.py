"""Asking for the satellite hours that judged days and their months lack: once for each cell, whoever stands in it."""

from collections import defaultdict
from datetime import date, datetime, timedelta

import numpy as np

from credits.verification.window import Window
from inverters.curves import utc
from inverters.models.satellite import ReferenceKind
from inverters.selectors import Evidence
from inverters.services.satellite import SOURCE, fetch_missing
from inverters.sky_selectors import Place

LAST_HOUR = timedelta(hours=23)


def fetch_sky(evidence: Evidence, window: Window, actor: str, now: datetime) -> dict[Place, str | None]:
    """Ask for the satellite hours that the judged days and their months lack, once for each cell.

    Returns what became of each asking: None, or the sentence that says why hours are still missing.
    """
    days: dict[Place, set[date]] = defaultdict(set)
    for row in _worth_asking(evidence, window):
        start = utc(int(evidence.midnights_us[row]))
        days[evidence.inverter(row).cell] |= {start.date(), (start + LAST_HOUR).date()}
    return {
        place: fetch_missing(place=place, days=sorted(wanted), actor=actor, now=now) for place, wanted in days.items()
    }


def lacks_hours(evidence: Evidence) -> np.ndarray:
    """Whether hours of the satellite are missing of each day; bool (n,)."""
    skies = evidence.sky.skies
    by_satellite = np.array(skies.kinds, object) == str(ReferenceKind.SATELLITE)
    return (np.isnan(skies.ghi_wh_m2).any(axis=1) & by_satellite)[evidence.sky.of]


def _worth_asking(evidence: Evidence, window: Window) -> list[int]:
    """The days without all of their hours, but for months whose own day has them from a file: no network is there."""
    lacking = lacks_hours(evidence)
    online = evidence.sky.each([source == SOURCE for source in evidence.sky.skies.sources])
    around = window.days[(lacking | online)[window.rows]]
    rows = np.unique(around[around >= 0])
    return rows[lacking[rows]].tolist()
