"""Readings wherever they lie: in the table, or in the files of the archive.

Only days whose credit was submitted are archived. Where a path can only meet other days (an upload's rows that are not
late, the days that they change) it asks `inverters.stored_rows`, which knows the table alone, and no more questions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from django.db.models import Max, QuerySet, Sum

from inverters import archive_files, stored_rows
from inverters.archive_files import Archived
from inverters.curves import microseconds, utc
from inverters.errors import ArchiveFaultError
from inverters.models import ReadingArchive, ReadingBatch
from inverters.stored_rows import NO_ROWS, StoredRows, chosen, joined
from lumix.ledger.selectors import read_snapshot


def archives(inverter_id: int | None = None) -> QuerySet[ReadingArchive]:
    """Those whose readings are not in the table, of one inverter or all."""
    found = ReadingArchive.objects.filter(restored_at=None)
    return found if inverter_id is None else found.filter(inverter_id=inverter_id)


def content(of: ReadingArchive) -> Archived:
    """What its file holds. Raises ArchiveFaultError."""
    return archive_files.read(of.path, of.sha256)


def archived_between(inverter_id: int, start_us: int, stop_us: int) -> StoredRows:
    """The archived readings from start up to, and without, stop, in one query. Raises ArchiveFaultError."""
    return _of_span(archives(inverter_id), start_us, stop_us)


@read_snapshot()
def readings_between(inverter_id: int, start_us: int, stop_us: int) -> StoredRows:
    """All readings from start up to, and without, stop. Raises ArchiveFaultError.

    Both places are seen at one moment: else readings that are archived meanwhile would be there twice, and those
    brought back meanwhile not at all.
    """
    here, away = (
        stored_rows.readings_between(inverter_id, start_us, stop_us),
        archived_between(inverter_id, start_us, stop_us),
    )
    return joined((here, away)) if len(away.ids) else here


def all_readings(inverter_id: int) -> StoredRows:
    """Every reading of an inverter, but for files that cannot be read: the check of archives names those."""
    return joined((stored_rows.all_readings(inverter_id), *_readable(archives(inverter_id))))


def stored_readings(inverter_id: int, stamps_us: np.ndarray) -> StoredRows:
    """The readings at these instants (sorted), and possibly others between. Raises ArchiveFaultError.

    The archive is only asked where the table does not hold them all.
    """
    here = stored_rows.stored_readings(inverter_id, stamps_us)
    if not len(stamps_us) or np.isin(stamps_us, here.stamps_us, assume_unique=True).all():
        return here
    return joined((here, archived_between(inverter_id, int(stamps_us[0]), int(stamps_us[-1]) + 1)))


def _of_span(found: QuerySet[ReadingArchive], start_us: int, stop_us: int) -> StoredRows:
    overlapping = found.filter(first_stamp__lt=utc(stop_us), last_stamp__gte=utc(start_us))
    parts = [content(one).rows for one in overlapping]
    if not parts:
        return NO_ROWS
    rows = joined(parts)
    return chosen(rows, (rows.stamps_us >= start_us) & (rows.stamps_us < stop_us))


def _readable(found: Iterable[ReadingArchive]) -> Iterator[StoredRows]:
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
