"""Readings wherever they lie: in the table, or in the files of the archive.

Only days whose credit was submitted are archived. Where a path can only meet other days (an upload's rows that are not
late, the days that they change) it asks `inverters.bulk`, which knows the table alone, and no more questions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import numpy as np
from django.db.models import Max, QuerySet, Sum

from inverters import archive_files, bulk
from inverters.archive_files import Archived
from inverters.constants import MILLIWATT_HOURS_PER_KWH
from inverters.curves import microseconds, utc
from inverters.errors import ArchiveFaultError
from inverters.models import InverterReading, ReadingArchive, ReadingBatch


def archives(inverter_id: int | None = None) -> QuerySet[ReadingArchive]:
    """Those whose readings are not in the table, of one inverter or all."""
    found = ReadingArchive.objects.filter(restored_at=None)
    return found if inverter_id is None else found.filter(inverter_id=inverter_id)


def content(of: ReadingArchive) -> Archived:
    """What its file holds. Raises ArchiveFaultError."""
    return archive_files.read(of.path, of.sha256)


def archived_between(inverter_id: int, start_us: int, stop_us: int) -> bulk.StoredRows:
    """The archived readings from start up to, and without, stop, in one query. Raises ArchiveFaultError."""
    return _of_span(archives(inverter_id), start_us, stop_us)


def readings_between(inverter_id: int, start_us: int, stop_us: int) -> bulk.StoredRows:
    """All readings from start up to, and without, stop. Raises ArchiveFaultError."""
    here, away = bulk.readings_between(inverter_id, start_us, stop_us), archived_between(inverter_id, start_us, stop_us)
    return bulk.joined((here, away)) if len(away.ids) else here


def all_readings(inverter_id: int) -> bulk.StoredRows:
    """Every reading of an inverter, but for files that cannot be read: the check of archives names those."""
    return bulk.joined((bulk.all_readings(inverter_id), *_readable(archives(inverter_id))))


def stored_readings(inverter_id: int, stamps_us: np.ndarray) -> bulk.StoredRows:
    """The readings at these instants (sorted), and possibly others between. Raises ArchiveFaultError.

    The archive is only asked where the table does not hold them all.
    """
    here = bulk.stored_readings(inverter_id, stamps_us)
    if not len(stamps_us) or np.isin(stamps_us, here.stamps_us, assume_unique=True).all():
        return here
    return bulk.joined((here, archived_between(inverter_id, int(stamps_us[0]), int(stamps_us[-1]) + 1)))


def _of_span(found: QuerySet[ReadingArchive], start_us: int, stop_us: int) -> bulk.StoredRows:
    overlapping = found.filter(first_stamp__lt=utc(stop_us), last_stamp__gte=utc(start_us))
    parts = [content(one).rows for one in overlapping]
    if not parts:
        return bulk.NO_ROWS
    rows = bulk.joined(parts)
    return bulk.chosen(rows, (rows.stamps_us >= start_us) & (rows.stamps_us < stop_us))


def _readable(found: Iterable[ReadingArchive]) -> Iterator[bulk.StoredRows]:
    for one in found:
        try:
            yield content(one).rows
        except ArchiveFaultError:
            continue


@dataclass(frozen=True)
class InArchive:
    """How much lies in the archive: how many readings, and their last local day; None where nothing does."""

    readings: int
    last_day: date | None


def in_archive(inverter_id: int | None = None) -> InArchive:
    """Of one inverter or all, in one query."""
    found = archives(inverter_id).order_by().aggregate(readings=Sum("readings", default=0), last=Max("last_day"))
    return InArchive(found["readings"], found["last"])


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
        away = as_objects(bulk.chosen(rows, inside[::-1][:count] if newest else inside[:count]), inverter_id)
        found = sorted([*found, *away], key=lambda row: row.timestamp, reverse=newest)[:count]
    return found


def latest_stamps(here: list[datetime], inverter_id: int, before_us: int, count: int) -> list[datetime]:
    """The stamps of the last readings before one, the latest first; here: those in the table."""
    rows = [InverterReading(timestamp=stamp) for stamp in here]
    return [row.timestamp for row in nearest(rows, inverter_id, (EVER_US[0], before_us), count, newest=True)]


def _is_beyond(one: ReadingArchive, last: datetime, *, newest: bool) -> bool:
    return one.last_stamp < last if newest else one.first_stamp > last


def as_objects(rows: bulk.StoredRows, inverter_id: int) -> list[InverterReading]:
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
        rows = bulk.joined(parts) if parts else bulk.NO_ROWS
        after, until = (None if bound is None else microseconds(bound) for bound in (start, end))
        inside = np.ones(len(rows.ids), bool)
        inside &= True if after is None else rows.stamps_us >= after
        inside &= True if until is None else rows.stamps_us <= until
        self._away = bulk.chosen(rows, inside)

    def count(self) -> int:
        """How many there are."""
        return int(self._here.count()) + len(self._away.ids)

    def __getitem__(self, cut: slice) -> list[tuple[int, datetime, float, int]]:
        """Some of them, from start to stop.

        Of the first `start` at least `start` less the archived ones lie in the table, and need not be read.
        """
        start, stop = cut.start or 0, cut.stop
        passed = max(0, start - len(self._away.ids))
        merged = sorted([*self._here[passed:stop], *_told(self._away)], key=lambda row: row[1])
        return merged[start - passed : None if stop is None else stop - passed]


def _told(rows: bulk.StoredRows) -> Iterator[tuple[int, datetime, float, int]]:
    kwh = rows.milliwatt_hours / MILLIWATT_HOURS_PER_KWH
    stamps = map(utc, rows.stamps_us.tolist())
    return zip(rows.ids.tolist(), stamps, kwh.tolist(), rows.states.tolist(), strict=True)


BESIDE = [timedelta(days=days) for days in (-1, 0, 1)]


class Received(NamedTuple):
    """When the readings of a file came that count: their stamps and the instants, int64 microseconds."""

    inverter_id: int
    stamps_us: np.ndarray
    came_us: np.ndarray


def received(owners: np.ndarray, days: np.ndarray) -> list[Received]:
    """Of the files that hold one of these days of these inverters (int64, datetime64[D]), or one beside it.

    One query, and one for the uploads where there are such files.
    """
    asked = {(owner, day + near) for owner, day in zip(owners.tolist(), days.tolist(), strict=True) for near in BESIDE}
    first, last = min(day for _, day in asked), max(day for _, day in asked)
    spans = ReadingArchive.objects.filter(restored_at=None, inverter_id__in=np.unique(owners).tolist())
    by_owner = defaultdict(list)
    for owner, day in asked:
        by_owner[owner].append(day)
    found = [
        one
        for one in spans.filter(first_day__lte=last, last_day__gte=first)
        if any(one.first_day <= day <= one.last_day for day in by_owner[one.inverter_id])
    ]
    return _came(found) if found else []


def _came(found: list[ReadingArchive]) -> list[Received]:
    held = [content(one).rows for one in found]
    keys = np.unique(np.concatenate([rows.batches for rows in held]))
    came = dict(ReadingBatch.objects.filter(pk__in=keys.tolist()).values_list("pk", "received_at"))
    instants = np.array([microseconds(came[key]) for key in keys.tolist()], np.int64)
    return [
        Received(one.inverter_id, rows.stamps_us, instants[np.searchsorted(keys, rows.batches)])
        for one, rows in zip(found, held, strict=True)
    ]
