"""Why tonnes wait: the PENDING credits added up by what each of them waits for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Sum

from credits.models import CarbonCredit, CreditTotal, Status
from reports.fleet.selectors import whole_number
from reports.paging import SEPARATOR, BadCursorError, Order, Page, page
from reports.pending.causes import Cause, cause_of

MILLION = 1_000_000
LIST_SIZE = 50


@dataclass(frozen=True)
class Waiting:
    """All PENDING credits of one cause. grams: of CO2, so that the sums are exact."""

    cause: Cause
    credits: int
    grams: int

    @property
    def tonnes(self) -> float:
        """What they come to."""
        return self.grams / MILLION

    @property
    def credits_url(self) -> str:
        """The list of them."""
        return "/reports/credits?" + urlencode({"status": Status.PENDING, "cause": self.cause.name})


def pending(cause: str = "", search: str = "") -> QuerySet[CarbonCredit]:
    """PENDING credits, of one cause, of inverters whose name holds `search`."""
    rows = CarbonCredit.objects.filter(status=Status.PENDING)
    rows = rows.filter(cause=cause) if cause else rows
    return rows.filter(inverter__name__icontains=search) if search else rows


def pending_by_cause(search: str = "") -> list[Waiting]:
    """What waits, the most tonnes first; one query, however many credits there are."""
    rows: QuerySet[Any] = pending(search=search) if search else CreditTotal.objects.filter(status=Status.PENDING)
    number = Count("id") if search else Sum("credits")
    found = rows.order_by().values("cause").annotate(count=number, mass=Sum("grams"))
    waiting = [Waiting(cause_of(row["cause"]), row["count"], row["mass"]) for row in found if row["count"]]
    return sorted(waiting, key=lambda one: (-one.grams, -one.credits, one.cause.name))


class DayAndInverter(Order):
    """By day, and within a day by inverter."""

    def values(self, cursor: str) -> list[Any]:
        """A day and a number of an inverter. Raises BadCursorError."""
        day, _, inverter_id = cursor.partition(SEPARATOR)
        try:
            return [date.fromisoformat(day), whole_number(inverter_id)]
        except ValueError as stray:
            raise BadCursorError(cursor) from stray


OLDEST_FIRST = DayAndInverter(("date", "inverter_id"), str)


def waiting_page(cause: str, search: str = "", *, after: str = "", before: str = "") -> Page:
    """The credits that wait for one cause, with their inverters. Raises BadCursorError."""
    rows = pending(cause, search).select_related("inverter")
    return page(rows, OLDEST_FIRST, LIST_SIZE, after=after, before=before)


def each_waiting(cause: str = "", search: str = "") -> Iterator[CarbonCredit]:
    """All of them, by day and inverter."""
    return pending(cause, search).select_related("inverter").order_by("date", "inverter_id").iterator(chunk_size=2_000)
