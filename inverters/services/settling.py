"""What becomes of each row of an upload: new, said again, in conflict, or in the place of a provisional value."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import numpy as np

from inverters import bulk, stored_rows
from inverters.archive_list_selectors import latest_stamps
from inverters.archive_selectors import archived_between
from inverters.curves import DAY_US, MINUTE_US, Placed, digest_rows, microseconds, utc
from inverters.models import InverterReading, ReadingBatch, ReadingConflict
from inverters.sources.columns import ReadingColumns
from inverters.stored_rows import NO_ROWS, StoredRows, joined

Values = tuple[np.ndarray, np.ndarray]
"""Milliwatt-hours and the batches they came in, for each row of an upload."""

DEFAULT_INTERVAL_US = 60 * MINUTE_US
"""The interval of a lone reading, until its neighbours show another."""


LOOKED_BACK = 3
"""So many readings before a lone one show its interval."""


@dataclass(frozen=True)
class Rows:
    """An upload's readings by instant: where they lie, in which state they are to be stored, the columns as read."""

    stamps_us: np.ndarray
    milliwatt_hours: np.ndarray
    placed: Placed
    states: np.ndarray
    columns: ReadingColumns


@dataclass(frozen=True)
class Settled:
    """Masks over `Rows`; what is in none of them was said before."""

    accepted: np.ndarray
    replaced: np.ndarray
    conflict: np.ndarray

    @property
    def taken(self) -> np.ndarray:
        """The rows that now stand in the table with this upload's value."""
        return self.accepted | self.replaced


def provisional_rows(
    inverter_id: int, stamps_us: np.ndarray, instants_us: np.ndarray, marks_end: np.ndarray, now: datetime
) -> np.ndarray:
    """Which readings came before their interval had ended (a mask)."""
    now_us = microseconds(now)
    if marks_end.all() or (instants_us + DAY_US <= now_us).all():
        return instants_us > now_us
    return instants_us + np.where(marks_end, 0, _interval_us(inverter_id, stamps_us)) > now_us


def _interval_us(inverter_id: int, stamps_us: np.ndarray) -> int:
    """The commonest spacing of the upload's readings, or of a lone one's predecessors."""
    if len(stamps_us) == 1:
        before = stored_rows.stamps_before(inverter_id, int(stamps_us[0]), LOOKED_BACK)
        if len(before) < LOOKED_BACK:
            here = [utc(stamp) for stamp in before[::-1].tolist()]
            recent = latest_stamps(here, inverter_id, int(stamps_us[0]), LOOKED_BACK)
            before = np.array([microseconds(stamp) for stamp in reversed(recent)], np.int64)
        stamps_us = np.append(before, stamps_us)
    if len(stamps_us) == 1:
        return DEFAULT_INTERVAL_US
    spacings, times = np.unique(np.diff(stamps_us), return_counts=True)
    return min(int(spacings[times.argmax()]), DAY_US)


def settle(batch: ReadingBatch, rows: Rows) -> Settled:
    """Store what is new, put final values in the place of provisional ones, keep conflicts in quarantine."""
    count = len(rows.stamps_us)
    none = np.zeros(count, bool)
    away = archived(batch.inverter_id, rows)
    free = ~np.isin(rows.stamps_us, away.stamps_us) if len(away.ids) else slice(None)
    columns = (column[free] for column in (rows.stamps_us, rows.milliwatt_hours, rows.states))
    if not count or bulk.insert_readings(batch.inverter_id, batch.pk, *columns) == count:
        return Settled(~none, none, none)
    stored = stored_rows.stored_readings(batch.inverter_id, rows.stamps_us)
    stored = joined((stored, away)) if len(away.ids) else stored
    settled, at = compare(rows, stored, batch.pk)
    mine = np.full(count, batch.pk)
    sent, kept = (rows.milliwatt_hours, mine), (stored.milliwatt_hours[at], stored.batches[at])
    bulk.replace_readings(
        stored.ids[at][settled.replaced],
        rows.milliwatt_hours[settled.replaced],
        rows.states[settled.replaced],
        mine[settled.replaced],
    )
    _set_aside(batch.inverter_id, ReadingConflict.Kind.PROVISIONAL, rows.stamps_us, kept, sent, settled.replaced)
    _set_aside(batch.inverter_id, ReadingConflict.Kind.CONFLICT, rows.stamps_us, sent, kept, settled.conflict)
    return settled


def archived(inverter_id: int, rows: Rows) -> StoredRows:
    """The archived readings among which an upload's rows may stand.

    Only submitted days are archived, so that only late rows can meet them; about others nothing is asked.
    """
    late = rows.stamps_us[rows.states == InverterReading.State.LATE]
    return archived_between(inverter_id, int(late[0]), int(late[-1]) + 1) if len(late) else NO_ROWS


def stored_beside(inverter_id: int, rows: Rows) -> StoredRows:
    """The stored rows at an upload's instants, in the table or archived, and possibly others between them."""
    here, away = stored_rows.stored_readings(inverter_id, rows.stamps_us), archived(inverter_id, rows)
    return joined((here, away)) if len(away.ids) else here


def keep_late(batch: ReadingBatch, rows: Rows, settled: Settled) -> None:
    """Let what came for submitted days wait for somebody's decision, each beside the nothing that counts there."""
    late = settled.taken & (rows.states == InverterReading.State.LATE)
    if late.any():
        count = len(late)
        mine, nothing = np.full(count, batch.pk), np.zeros(count, np.int64)
        _set_aside(
            batch.inverter_id,
            ReadingConflict.Kind.LATE,
            rows.stamps_us,
            (rows.milliwatt_hours, mine),
            (nothing, mine),
            late,
        )


def compare(rows: Rows, stored: StoredRows, batch_id: int = 0) -> tuple[Settled, np.ndarray]:
    """What becomes of each row beside what is stored, and where in `stored` its instant stands.

    batch_id: the upload whose rows among the stored ones are its own; 0 where nothing of it is stored yet.
    """
    count = len(rows.stamps_us)
    if not len(stored.stamps_us):
        return Settled(np.ones(count, bool), *np.zeros((2, count), bool)), np.zeros(count, np.int64)
    at = np.minimum(np.searchsorted(stored.stamps_us, rows.stamps_us), len(stored.stamps_us) - 1)
    known = (stored.stamps_us[at] == rows.stamps_us) & (stored.batches[at] != batch_id)
    equal = stored.milliwatt_hours[at] == rows.milliwatt_hours
    was_provisional = known & (stored.states[at] == InverterReading.State.PROVISIONAL)
    ended = rows.states != InverterReading.State.PROVISIONAL
    replaced = was_provisional & (ended | ~equal)
    return Settled(~known, replaced, known & ~replaced & ~equal), at


def fingerprint(rows: Rows, settled: Settled) -> str:
    """What an upload comes to, for telling whether it still does: its rows, where they lie, what becomes of each."""
    late = rows.states == InverterReading.State.LATE
    digest = sha256(digest_rows(rows.stamps_us, rows.milliwatt_hours))
    for part in (rows.placed.days, rows.placed.slots, late, *vars(settled).values()):
        digest.update(part.tobytes())
    digest.update(str(len(rows.columns.rejected)).encode())
    return digest.hexdigest()


def _set_aside(
    inverter_id: int, kind: str, stamps_us: np.ndarray, aside: Values, standing: Values, which: np.ndarray
) -> None:
    """Keep the values that do not stand, each with the batch that brought it; a conflict said again is kept once."""
    bulk.set_aside(inverter_id, kind, *(column[which] for column in (stamps_us, *aside, standing[0])))
