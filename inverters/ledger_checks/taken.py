"""Which readings each upload brought that came to stand, put together again from all that was kept.

A reading may have given way since: a provisional value to the final one, a first value to a second that was
accepted. What stood before is kept beside it (`ReadingConflict`, `DecidedConflict`), so the digest of an upload can be
recomputed.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import numpy as np

from inverters.constants import MILLIWATT_HOURS_PER_KWH
from inverters.curves import digest_rows, microseconds
from inverters.models import ConflictDecision, DecidedConflict, ReadingConflict
from inverters.stored_rows import StoredRows

Rows = np.ndarray
"""int64 (n, 3): batch, stamp in microseconds, milliwatt-hours."""

ACCEPTED = ConflictDecision.Outcome.ACCEPTED
ROWS_AT_ONCE = 2_000


def taken_digests(inverter_id: int, stored: StoredRows) -> dict[int, str]:
    """The digest of what each upload brought, as `ReadingBatch.digest` was made. stored: the inverter's readings."""
    standing = np.column_stack((stored.batches, stored.stamps_us, stored.milliwatt_hours))
    rows = np.concatenate((standing, *_given_way(inverter_id)))
    if accepted := _accepted(inverter_id):
        rows = _without(rows, accepted)
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    starts = np.flatnonzero(np.diff(rows[:, 0], prepend=-1))
    pieces = np.split(rows, starts[1:]) if len(rows) else []
    return {int(piece[0, 0]): digest_rows(piece[:, 1], piece[:, 2]).hex() for piece in pieces}


def _given_way(inverter_id: int) -> list[Rows]:
    """Values that stood once: provisional ones, and first values in whose place second ones were accepted."""
    provisional = ReadingConflict.objects.filter(inverter_id=inverter_id, kind=ReadingConflict.Kind.PROVISIONAL)
    first = DecidedConflict.objects.filter(decision__inverter_id=inverter_id, decision__outcome=ACCEPTED)
    return [
        _rows(provisional.order_by().values_list("batch_id", "timestamp", "kwh").iterator(ROWS_AT_ONCE)),
        _rows(
            first.order_by().values_list("first_batch_id", "conflict__timestamp", "first_kwh").iterator(ROWS_AT_ONCE)
        ),
    ]


def _accepted(inverter_id: int) -> Counter[tuple[int, ...]]:
    """Values that came as second ones and were accepted later: their upload did not bring them to stand."""
    found = ReadingConflict.objects.filter(inverter_id=inverter_id, decided__decision__outcome=ACCEPTED)
    return Counter(map(tuple, _rows(found.order_by().values_list("batch_id", "timestamp", "kwh")).tolist()))


def _without(rows: Rows, less: Counter[tuple[int, ...]]) -> Rows:
    kept = []
    for row in rows.tolist():
        if less[tuple(row)]:
            less[tuple(row)] -= 1
        else:
            kept.append(row)
    return np.array(kept, np.int64).reshape(-1, 3)


def _rows(found: Iterable[tuple[int, datetime, float]]) -> Rows:
    told = [(batch, microseconds(stamp), round(kwh * MILLIWATT_HOURS_PER_KWH)) for batch, stamp, kwh in found]
    return np.array(told, np.int64).reshape(-1, 3)
