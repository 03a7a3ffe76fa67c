"""Expected and cloudless curves, derived once and kept: beside the production day, and by what they were derived from.

A stored day counts only where its basis is today's: another place, orientation, zone, hour of the sky or version of the
model is another basis, and the day is derived anew. The same figures come out either way, to the last bit.
"""

from datetime import date
from hashlib import sha256

import numpy as np
from django.db import connection, transaction

from credits.models import ExpectedDay
from credits.services.batches import day_batch
from credits.verification import expected
from credits.verification.days import DayBatch
from credits.verification.expected import MODEL_VERSION, ExpectedCurves
from inverters.columns import DayOf, blocks, columns
from inverters.constants import SLOTS
from inverters.curves import utc
from inverters.production_selectors import keys_of
from inverters.selectors import Evidence, Setup, evidence_of

KEPT = ("cosine_zenith", "poa_global", "clean_ghi", "clean_poa")
"""The curves of a stored day. GHI is the satellite's own and is stored with it."""

ODD = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
"""Multipliers that mix three numbers into one: odd, so that no bit of them is lost."""

ROWS_AT_ONCE = 5_000
YEAR = 366
SAME = 1e-6
"""Wh/m², and relative: another processor may end in another last digit, and a forged curve does not."""

STORE = (
    "INSERT INTO credits_expectedday (inverter_id, date, basis, curves) VALUES (%s, %s, %s, %s) "
    "ON CONFLICT (inverter_id, date) DO UPDATE SET basis = excluded.basis, curves = excluded.curves"
)


def expected_of(evidence: Evidence, batch: DayBatch, *, keep: bool = False) -> ExpectedCurves:
    """The curves of a batch: stored ones where they are there, the others derived, and kept where that is asked for.

    A page keeps nothing, nor does a dry run: reading writes no rows.
    """
    basis = bases(evidence)
    curves, found = _stored(evidence, basis)
    if len(lacking := np.flatnonzero(~found)):
        derived = expected.derive(batch.take(lacking))
        curves[lacking] = np.stack([getattr(derived, name) for name in KEPT], axis=1)
        if keep:
            _keep(evidence.owner[lacking], evidence.dates[lacking], basis[lacking], curves[lacking])
    return ExpectedCurves(ghi=batch.ghi_wh_m2, **{name: curves[:, number] for number, name in enumerate(KEPT)})


def departing(inverter_id: int, days: list[date]) -> list[date]:
    """Which of an inverter's stored days are of today's basis and do not hold what is derived from it."""
    found: list[date] = []
    for start in range(0, len(days), YEAR):
        evidence = evidence_of([(inverter_id, day) for day in days[start : start + YEAR]])
        curves, current = _stored(evidence, bases(evidence))
        rows = np.flatnonzero(current)
        derived = expected.derive(day_batch(evidence.take(rows), utc(0)))
        again = np.stack([getattr(derived, name) for name in KEPT], axis=1)
        same = np.isclose(curves[rows], again, rtol=SAME, atol=SAME, equal_nan=True).all(axis=(1, 2))
        found += evidence.dates[rows[~same]].tolist()
    return found


def bases(evidence: Evidence) -> np.ndarray:
    """What names all that each day's curves follow from, in one number; int64 (n,).

    It tells what has changed, and proves nothing to anybody: `verify_ledger --deep` derives the curves again.
    """
    setups = np.array([_number(_facts(one)) for one in evidence.setups], np.uint64)
    pairs = zip(evidence.sky.skies.kinds, evidence.sky.skies.digests, strict=True)
    skies = np.array([_number(kind.encode() + digest) for kind, digest in pairs], np.uint64)
    mixed = np.zeros(len(evidence), np.uint64)
    parts = setups[evidence.setup], skies[evidence.sky.of], evidence.midnights_us.astype(np.uint64)
    for part, odd in zip(parts, ODD, strict=True):
        mixed = (mixed ^ part) * odd
        mixed ^= mixed >> np.uint64(31)
    return mixed.view(np.int64)


def _facts(one: Setup) -> bytes:
    inverter, version = one
    facts = MODEL_VERSION, inverter.gps_lat, inverter.gps_lon, version.surface_tilt, version.surface_azimuth
    return repr(facts).encode()


def _number(facts: bytes) -> int:
    return int.from_bytes(sha256(facts).digest()[:8], "big")


def _stored(evidence: Evidence, basis: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each day's stored curves, float64 (n, 4, 24), and whether they are there and of its basis, bool (n,)."""
    curves, found = np.empty((len(evidence), len(KEPT), SLOTS)), np.zeros(len(evidence), bool)
    if not len(evidence):
        return curves, found
    asked = ExpectedDay.objects.filter(
        inverter_id__in=np.unique(evidence.owner).tolist(),
        date__range=(evidence.dates.min().item(), evidence.dates.max().item()),
    )
    owner, day, kept, block = columns(asked.order_by().values_list("inverter_id", DayOf("date"), "basis", "curves"))
    if not owner:
        return curves, found
    keys = keys_of(np.array(owner, np.int64), np.array(day, np.int64))
    order, wanted = np.argsort(keys), keys_of(evidence.owner, evidence.dates)
    at = order[np.minimum(np.searchsorted(keys, wanted, sorter=order), len(order) - 1)]
    found = (keys[at] == wanted) & (np.array(kept, np.int64)[at] == basis)
    np.take(blocks(block, "<f8", len(KEPT) * SLOTS).reshape(-1, len(KEPT), SLOTS), at, axis=0, out=curves)
    return curves, found


def _keep(owner: np.ndarray, days: np.ndarray, basis: np.ndarray, curves: np.ndarray) -> None:
    """Store these days, in the place of what was stored of them before."""
    packed = [one.tobytes() for one in curves.astype("<f8", copy=False)]
    rows = list(zip(owner.tolist(), days.tolist(), basis.tolist(), packed, strict=True))
    for start in range(0, len(rows), ROWS_AT_ONCE):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(STORE, rows[start : start + ROWS_AT_ONCE])
