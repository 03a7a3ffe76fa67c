"""What the inverters page asks: the inverters that match a filter, the worst first, and what each row says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Floor, Least

from credits.models import CarbonCredit, InverterTotal, Status
from inverters.archive_selectors import archives
from inverters.models import Equipment, Inverter, InverterReading, ProductionDay
from inverters.querysets import HALF_A_CELL
from reports.fleet.selectors import MONTH, whole_number
from reports.inverter_list.forms import GAPS, NEVER, NO_CREDITS
from reports.paging import Order, Page, page

WORST_FIRST = Order(("-flagged", "-pending", "id"), whole_number)
PAGE_SIZE = 50
FILE_PAGE_SIZE = 200
"""Rows of the file that are looked up together."""


@dataclass(frozen=True)
class Particulars:
    """What a row says besides its columns. days: mWh of the month's measured days. counts: credits by status."""

    last_reading: datetime | None = None
    days: dict[date, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def matching(
    *,
    newest: date | None,
    today: date,
    q: str = "",
    status: str = "",
    gap: str = "",
    cell: tuple[float, float] | None = None,
    least: float | None = None,
    most: float | None = None,
    box: Sequence[float] = (),
) -> QuerySet[Inverter]:
    """The inverters that all of these hold of; what is empty asks nothing.

    newest: the fleet's newest day, up to which gaps are counted. cell: the centre of a satellite cell. box: south,
    west, north, east.
    """
    found = Inverter.objects.in_cell(cell) if cell else Inverter.objects.all()
    rows: QuerySet[Inverter] = found.filter(name__icontains=q) if q else found
    if box:
        south, west, north, east = box
        rows = rows.filter(gps_lat__range=(south, north), gps_lon__range=(west, east))
    rows = _of_size(rows, today, least, most)
    rows = _silent(rows, gap, newest) if gap else rows
    return _with_credits(rows, status) if status else rows


def _of_size(rows: QuerySet[Inverter], today: date, least: float | None, most: float | None) -> QuerySet[Inverter]:
    if least is None and most is None:
        return rows
    versions = Equipment.objects.filter(inverter=OuterRef("pk")).values("capacity_kw")
    stood = versions.filter(valid_from__lte=today).order_by("-valid_from")[:1]
    rows = rows.annotate(rating=Coalesce(Subquery(stood), Subquery(versions.order_by("valid_from")[:1])))
    bounds = {"rating__gte": least, "rating__lte": most}
    return rows.filter(**{name: bound for name, bound in bounds.items() if bound is not None})


def _silent(rows: QuerySet[Inverter], gap: str, newest: date | None) -> QuerySet[Inverter]:
    measured = ProductionDay.objects.filter(inverter=OuterRef("pk"), reading_count__gt=0)
    if gap == NEVER or newest is None:
        return rows.filter(~Exists(measured))
    since = newest - timedelta(days=GAPS[gap])
    served = Q(retired__isnull=True) | Q(retired__gte=newest)
    new = Q(created_at__date__gt=since) & ~Exists(measured)  # registered since: it has missed nothing yet
    return rows.filter(served & ~Exists(measured.filter(date__gt=since))).exclude(new)


def _with_credits(rows: QuerySet[Inverter], status: str) -> QuerySet[Inverter]:
    if status == NO_CREDITS:
        return rows.filter(~Exists(CarbonCredit.objects.filter(inverter=OuterRef("pk"))))
    mine = InverterTotal.objects.filter(inverter=OuterRef("pk")).order_by().values("inverter")
    return rows.filter(Exists(mine.annotate(count=Sum(status.lower())).filter(count__gt=0)))


def shown(rows: QuerySet[Inverter], size: int = 0, *, after: str = "", before: str = "") -> Page:
    """One page of them, most flags first, then most pending, with their equipment. Raises BadCursorError."""
    counted = rows.annotate(**{name: Coalesce(Sum(f"credit_totals__{name}"), 0) for name in ("flagged", "pending")})
    return page(counted.prefetch_related("equipment"), WORST_FIRST, size or PAGE_SIZE, after=after, before=before)


def each(rows: QuerySet[Inverter]) -> Iterator[list[Inverter]]:
    """All of them in the same order, some at a time."""
    after = None
    while after != "":
        found = shown(rows, FILE_PAGE_SIZE, after=after or "")
        yield found.rows
        after = found.next


def numbers(rows: QuerySet[Inverter]) -> list[int]:
    """The numbers of all of them."""
    return list(rows.order_by("pk").values_list("pk", flat=True))


def pending_of(inverter_ids: Sequence[int]) -> QuerySet[CarbonCredit]:
    """What waits for a verdict at these inverters."""
    return CarbonCredit.objects.filter(status=Status.PENDING, inverter_id__in=inverter_ids)


def particulars(ids: Sequence[int], newest: date | None) -> dict[int, Particulars]:
    """What the rows of these inverters say, in three queries."""
    last = InverterReading.objects.filter(inverter=OuterRef("pk")).order_by("-timestamp").values("timestamp")[:1]
    archived = archives().filter(inverter=OuterRef("pk")).order_by("-last_stamp").values("last_stamp")[:1]
    stamps = Inverter.objects.filter(pk__in=ids).values_list("pk", Subquery(last), Subquery(archived))
    found = {key: Particulars(max(filter(None, both), default=None)) for key, *both in stamps}
    if newest:
        month = ProductionDay.objects.filter(inverter_id__in=ids, date__gt=newest - MONTH, date__lte=newest)
        for key, day, energy in month.filter(reading_count__gt=0).values_list("inverter", "date", "milliwatt_hours"):
            found[key].days[day] = energy
    totals = InverterTotal.objects.filter(inverter_id__in=ids).order_by().values_list("inverter_id")
    for key, *counts in totals.annotate(**{status: Sum(status.lower()) for status in Status.values}):
        found[key].counts.update({status: count for status, count in zip(Status.values, counts, strict=True) if count})
    return found


def cells() -> list[tuple[float, float, int]]:
    """The satellite cells that inverters stand in, by their centres, and how many stand in each; north first."""
    south, west = (Floor(F(name), output_field=FloatField()) for name in ("gps_lat", "gps_lon"))
    found: QuerySet[Any, Any] = Inverter.objects.order_by().annotate(south=Least(south, 89.0), west=Least(west, 179.0))
    counted = found.values_list("south", "west").annotate(count=Count("id")).order_by("-south", "west")
    return [(lat + HALF_A_CELL, lon + HALF_A_CELL, count) for lat, lon, count in counted]
