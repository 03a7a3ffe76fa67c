"""What a verdict's month was made of, as digests: the same digests, the same verdict.

They are hashed from the digests kept with the readings and from the hours of the sky; no reading is read again.
"""

from datetime import date
from hashlib import sha256

import numpy as np

from credits.verification.copies.rivals import Rivals
from credits.verification.window import Window
from inverters.models import Equipment, Inverter
from inverters.selectors import Evidence, equipment_digest

NOTHING = b""


def month_digests(evidence: Evidence, window: Window) -> list[str]:
    """SHA-256 over the days around each judged one: date, readings, sky and equipment of each."""
    days = _days(evidence, np.unique(window.days[window.days >= 0]))
    hours = evidence.hours_since_previous
    return [
        sha256(repr(float(hours[row])).encode() + b"".join(days[at] for at in around if at >= 0)).hexdigest()
        for row, around in zip(window.rows.tolist(), window.days.tolist(), strict=True)
    ]


def _days(evidence: Evidence, rows: np.ndarray) -> dict[int, bytes]:
    skies = dict(zip(rows.tolist(), evidence.sky.digests(rows), strict=True))
    versions: dict[tuple[int, int | None], bytes] = {}
    found = {}
    for row in rows.tolist():
        inverter, version, production = evidence.inverters[row], evidence.equipment[row], evidence.production[row]
        key = (inverter.pk, version.pk)
        if key not in versions:
            versions[key] = _stood(inverter, version)
        readings = bytes(production.digest) if production else NOTHING
        found[row] = (
            _iso(evidence.dates[row]) + readings + skies[row] + evidence.sky.kinds[row].encode() + versions[key]
        )
    return found


def _iso(day: date) -> bytes:
    return day.isoformat().encode()


def _stood(inverter: Inverter, version: Equipment) -> bytes:
    return bytes.fromhex(equipment_digest(version, inverter))


def rivals_digests(rivals: Rivals, judged: int) -> list[str]:
    """SHA-256 over the stored days that each judged one may have to answer for; empty where there are none.

    Only what was received before it counts: later ones change nothing, however many there are.
    """
    found = [""] * judged
    before = rivals.take(np.flatnonzero(rivals.earlier))
    order = np.lexsort((before.date, before.name, before.row))
    starts = np.flatnonzero(np.diff(before.row[order], prepend=-1))
    for rows in np.split(order, starts[1:]) if len(order) else ():
        seen = sha256()
        for at in rows.tolist():
            words = f"{before.name[at]} {before.date[at]} {float(before.distance_km[at])!r} {before.own[at]} "
            seen.update(words.encode() + before.day[at].tobytes() + before.month[at].tobytes())
        found[int(before.row[rows[0]])] = seen.hexdigest()
    return found


def others_digest(*parts: str) -> str:
    """One digest of what rivals and neighbours were; empty where there are neither."""
    return sha256(" ".join(parts).encode()).hexdigest() if any(parts) else ""
