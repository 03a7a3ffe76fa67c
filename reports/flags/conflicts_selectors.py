"""What the page of second values asks: those that wait, by the upload that brought them, beside what stands."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Min, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from inverters.conflict_selectors import conflicts, undecided
from inverters.models import Inverter, ReadingBatch, ReadingConflict
from reports.flags.selectors import Asked
from reports.fleet.selectors import whole_number
from reports.paging import Order, Page, page

GROUPS_A_PAGE = 10
VALUES_SHOWN = 12
"""Second values of one upload that are listed one by one; its own page lists all."""
VALUES_A_PAGE = 100

NEWEST_UPLOAD = Order(("-batch_id",), whole_number)
BY_ID = Order(("id",), whole_number)


@dataclass(frozen=True)
class ConflictGroup:
    """The second values that one upload brought and that wait. values: the first of `count`, by instant."""

    inverter: Inverter
    batch: ReadingBatch
    count: int
    first: datetime
    last: datetime
    second_kwh: float
    standing_kwh: float
    values: list[ReadingConflict]


def groups_page(asked: Asked, *, after: str = "", before: str = "") -> Page:
    """Uploads whose second values wait, the newest first. Raises BadCursorError."""
    rows = undecided().filter(asked.of_credits()).order_by().values("batch_id")
    sums = rows.annotate(count=Count("id"), first=Min("timestamp"), last=Max("timestamp"), second=Sum("kwh"))
    named = sums.values_list("batch_id", "count", "first", "last", "second", named=True)
    found = page(named, NEWEST_UPLOAD, GROUPS_A_PAGE, after=after, before=before)
    return Page(_groups(found.rows), found.previous, found.next)


def _groups(rows: list[Any]) -> list[ConflictGroup]:
    ids = [row.batch_id for row in rows]
    batches = ReadingBatch.objects.select_related("inverter").prefetch_related("inverter__equipment").in_bulk(ids)
    values, standing = _values_of(ids), _standing_of(ids)
    return [
        ConflictGroup(
            inverter=batches[row.batch_id].inverter,
            batch=batches[row.batch_id],
            count=row.count,
            first=row.first,
            last=row.last,
            second_kwh=row.second,
            standing_kwh=standing[row.batch_id],
            values=values[row.batch_id],
        )
        for row in rows
    ]


def _waiting_of(batch_ids: list[int]) -> QuerySet[ReadingConflict]:
    return undecided(conflicts()).filter(batch_id__in=batch_ids)


def _values_of(batch_ids: list[int]) -> dict[int, list[ReadingConflict]]:
    place = Window(RowNumber(), partition_by=[F("batch_id")], order_by=[F("timestamp").asc(), F("id").asc()])
    found: dict[int, list[ReadingConflict]] = defaultdict(list)
    for one in _waiting_of(batch_ids).annotate(place=place).filter(place__lte=VALUES_SHOWN).order_by("timestamp", "id"):
        found[one.batch_id].append(one)
    return found


def _standing_of(batch_ids: list[int]) -> dict[int, float]:
    sums = _waiting_of(batch_ids).order_by().values("batch_id").annotate(total=Sum("standing_kwh"))
    return dict(sums.values_list("batch_id", "total"))


def upload_page(batch: ReadingBatch, *, after: str = "", before: str = "") -> tuple[ConflictGroup | None, Page]:
    """One upload's second values one by one; None where none waits. Raises BadCursorError."""
    rows = undecided().filter(batch=batch).order_by().values("batch_id")
    sums = rows.annotate(count=Count("id"), first=Min("timestamp"), last=Max("timestamp"), second=Sum("kwh"))
    named = sums.values_list("batch_id", "count", "first", "last", "second", named=True)
    groups = _groups(list(named))
    found = page(_waiting_of([batch.pk]), BY_ID, VALUES_A_PAGE, after=after, before=before)
    return (groups[0] if groups else None), found


def batch_or_none(batch_id: int) -> ReadingBatch | None:
    """An upload by its number."""
    return ReadingBatch.objects.select_related("inverter").filter(pk=batch_id).first()
