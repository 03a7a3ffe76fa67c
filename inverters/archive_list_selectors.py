"""Lists of readings by time, from the table and the archive together."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property

import numpy as np

from inverters.archive_selectors import archives, content
from inverters.constants import MILLIWATT_HOURS_PER_KWH
from inverters.curves import microseconds, utc
from inverters.models import InverterReading, ReadingBatch
from inverters.stored_rows import NO_ROWS, StoredRows, chosen, joined

EVER_US = (0, microseconds(datetime(9999, 12, 31, tzinfo=UTC)))
"""Between which stamps every reading lies."""


def nearest(
    here: list[InverterReading], inverter_id: int, span_us: tuple[int, int], count: int, *, newest: bool
) -> list[InverterReading]:
    """The first readings of a list that is sorted by time, those in the archive among them, each with its upload.

    here: as many of those in the table, in the same order. span_us: the list's stamps, from the first up to, and
    without, the second. newest: whether the latest come first. Only files that reach into what is shown are read.
    """
    found, start, stop = here, *span_us
    spans = archives(inverter_id).filter(first_stamp__lt=utc(stop), last_stamp__gte=utc(start))
    for one in spans.order_by("-last_stamp" if newest else "first_stamp"):
        if len(found) >= count and (
            found[-1].timestamp > one.last_stamp if newest else found[-1].timestamp < one.first_stamp
        ):
            break
        rows = content(one).rows
        inside = np.flatnonzero((rows.stamps_us >= start) & (rows.stamps_us < stop))
        away = as_objects(chosen(rows, inside[::-1][:count] if newest else inside[:count]), inverter_id)
        found = sorted([*found, *away], key=lambda row: row.timestamp, reverse=newest)[:count]
    return found


def latest_stamps(here: list[datetime], inverter_id: int, before_us: int, count: int) -> list[datetime]:
    """The stamps of the last readings before one, the latest first; here: those in the table."""
    rows = [InverterReading(timestamp=stamp) for stamp in here]
    return [row.timestamp for row in nearest(rows, inverter_id, (EVER_US[0], before_us), count, newest=True)]


def as_objects(rows: StoredRows, inverter_id: int) -> list[InverterReading]:
    """Archived rows as the objects that rows of the table are, with their uploads, in one query."""
    batches = ReadingBatch.objects.defer("answer", "body").in_bulk(set(rows.batches.tolist()))
    columns = zip(_told(rows), rows.batches.tolist(), strict=True)
    return [
        InverterReading(id=key, inverter_id=inverter_id, timestamp=stamp, kwh=kwh, state=state, batch=batches[batch])
        for (key, stamp, kwh, state), batch in columns
    ]


class ReadingList:
    """An inverter's readings by time as (id, timestamp, kwh, state), counted and cut as a queryset is.

    start, end: both included; None is open. One query says whether any are archived.
    """

    def __init__(self, inverter_id: int, start: datetime | None = None, end: datetime | None = None) -> None:
        found = InverterReading.objects.filter(inverter_id=inverter_id)
        self._here = found.between(start, end).order_by("timestamp").values_list("id", "timestamp", "kwh", "state")
        spans = archives(inverter_id)
        spans = spans if start is None else spans.filter(last_stamp__gte=start)
        parts = [content(one).rows for one in (spans if end is None else spans.filter(first_stamp__lte=end))]
        rows = joined(parts) if parts else NO_ROWS
        after, until = (None if bound is None else microseconds(bound) for bound in (start, end))
        inside = np.ones(len(rows.ids), bool)
        inside &= True if after is None else rows.stamps_us >= after
        inside &= True if until is None else rows.stamps_us <= until
        self._away = chosen(rows, inside)

    def count(self) -> int:
        """How many there are."""
        return self._count_here + len(self._away.ids)

    @cached_property
    def _count_here(self) -> int:
        return int(self._here.count())

    def __getitem__(self, cut: slice) -> list[tuple[int, datetime, float, int]]:
        """Some of them, from start up to, and without, stop.

        Of the first `start` at least `start` less all archived ones lie in the table, and the other way round: those
        need not be read, nor anything behind the first `stop` of either.
        """
        start, stop = cut.start, cut.stop
        here, away = max(0, start - len(self._away.ids)), max(0, start - self._count_here)
        rows = [*self._here[here:stop], *_told(chosen(self._away, slice(away, stop)))]
        return sorted(rows, key=lambda row: row[1])[start - here - away : stop - here - away]


def _told(rows: StoredRows) -> Iterator[tuple[int, datetime, float, int]]:
    kwh = rows.milliwatt_hours / MILLIWATT_HOURS_PER_KWH
    stamps = map(utc, rows.stamps_us.tolist())
    return zip(rows.ids.tolist(), stamps, kwh.tolist(), rows.states.tolist(), strict=True)
