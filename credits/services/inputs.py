"""What a verdict's month was made of, as digests: the same digests, the same verdict.

They are hashed from the digests kept with the readings and from the hours of the sky; no reading is read again.
"""

from hashlib import sha256

import numpy as np

from credits.verification.copies.rivals import Rivals
from credits.verification.window import Window
from inverters.production_selectors import DIGEST_BYTES
from inverters.selectors import Evidence


def month_digests(evidence: Evidence, window: Window) -> list[str]:
    """SHA-256 over the days around each judged one: date, readings, sky and equipment of each."""
    days, known = _days(evidence)
    whole, hours = bool(known.all()), evidence.hours_since_previous[window.rows].tolist()
    found = []
    for number, around in enumerate(window.days):
        month = around[around >= 0]
        said = days[month].tobytes() if whole else days[month][known[month]].tobytes()
        found.append(sha256(repr(hours[number]).encode() + said).hexdigest())
    return found


def _days(evidence: Evidence) -> tuple[np.ndarray, np.ndarray]:
    """What is said of each day, uint8 (n, bytes), and which of the bytes are: parts differ in length or are not there.

    Date, digests of readings and sky, kind of the reference, digest of equipment and place.
    """
    sky, production = evidence.sky, evidence.production
    kinds = np.array([kind.encode() for kind in sky.skies.kinds])
    parts = [
        _bytes(np.datetime_as_string(evidence.dates).astype("S10")),
        production.digests,
        _bytes(_digests(sky.skies.digests))[sky.of],
        _bytes(kinds)[sky.of],
        _bytes(_digests([bytes.fromhex(one) for one in evidence.setup_digests]))[evidence.setup],
    ]
    known = [np.ones(part.shape, bool) for part in parts]
    known[1][~production.stored] = False
    known[3] = parts[3] > 0
    return np.concatenate(parts, axis=1), np.concatenate(known, axis=1)


def _digests(column: list[bytes]) -> np.ndarray:
    return np.frombuffer(b"".join(column), f"V{DIGEST_BYTES}")


def _bytes(column: np.ndarray) -> np.ndarray:
    """Values of one width as uint8 (n, width)."""
    return column.view(np.uint8).reshape(len(column), column.itemsize)


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
