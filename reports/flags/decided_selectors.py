"""What people have decided about flags, findings, waivers and second values, as one list by time, the newest first.

Four tables are read from the same place on and merged: each page costs four short reads, however long they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from credits.models import FindingDecision, FlagDecision, Waiver, WaiverState
from credits.models.finding import FINDING
from credits.waiver_selectors import waivers
from inverters.models import ConflictDecision
from reports.flags.selectors import Asked
from reports.fleet.selectors import whole_number
from reports.paging import SEPARATOR, BadCursorError, Page

DECIDED_A_PAGE = 30
FINDING_OF, FLAG, WAIVER, VALUES = "finding", "flag", "waiver", "values"
KINDS = (FINDING_OF, FLAG, VALUES, WAIVER)
"""By name, which is their order where two were decided at the same instant."""


@dataclass(frozen=True)
class Decision:
    """One decision; row: what its own table says of it."""

    kind: str
    at: datetime
    row: Any

    @property
    def cursor(self) -> str:
        """Its place in the list."""
        return SEPARATOR.join((self.at.isoformat(), self.kind, str(self.row.pk)))

    @property
    def order(self) -> tuple[float, str, int]:
        """The newest first, then by kind and number."""
        return -self.at.timestamp(), self.kind, self.row.pk


def decided_page(asked: Asked, *, after: str = "") -> Page:
    """One page of them, from a place on. Raises BadCursorError."""
    place = _read(after) if after else None
    streams = (_stream(kind, asked, place) for kind in KINDS)
    rows = list(islice(merge(*streams, key=lambda one: one.order), DECIDED_A_PAGE + 1))
    more, rows = len(rows) > DECIDED_A_PAGE, rows[:DECIDED_A_PAGE]
    return Page(rows, next=rows[-1].cursor if more else "")


def _stream(kind: str, asked: Asked, place: tuple[datetime, str, int] | None) -> list[Decision]:
    rows = READS[kind](asked)
    if place:
        at, other, key = place
        beyond = Q(at__lt=at)
        if kind >= other:
            beyond |= Q(at=at, pk__gt=key) if kind == other else Q(at=at)
        rows = rows.filter(beyond)
    return [Decision(kind, row.at, row) for row in rows.order_by("-at", "pk")[: DECIDED_A_PAGE + 1]]


def _flags(asked: Asked) -> QuerySet[Any]:
    # What a finding's decision did to its flag is told with the finding.
    rows = FlagDecision.objects.filter(asked.of_credits("credit__")).exclude(cause=FINDING)
    found = rows.select_related("credit__inverter")
    return _of_cause(found, "cause", asked).annotate(at=F("decided_at"))


def _findings(asked: Asked) -> QuerySet[Any]:
    rows = FindingDecision.objects.filter(asked.of_credits("finding__credit__")).annotate(at=F("decided_at"))
    return rows.none() if asked.cause else rows.select_related("finding__credit__inverter", "adjustment")


def _waivers(asked: Asked) -> QuerySet[Any]:
    found: QuerySet[Waiver] = waivers().filter(asked.of_credits("credit__")).exclude(state=WaiverState.PROPOSED)
    of = _of_cause(found.select_related("credit__inverter"), "check_name", asked)
    return of.annotate(at=Coalesce("ended_at", "countersigned_at"))


def _values(asked: Asked) -> QuerySet[Any]:
    found = ConflictDecision.objects.filter(asked.of_credits()).select_related("inverter").annotate(at=F("decided_at"))
    return found.none() if asked.cause else found


def _of_cause(rows: QuerySet[Any], column: str, asked: Asked) -> QuerySet[Any]:
    return rows.filter(**{column: asked.cause}) if asked.cause else rows


READS: dict[str, Callable[[Asked], QuerySet[Any]]] = {
    FINDING_OF: _findings,
    FLAG: _flags,
    WAIVER: _waivers,
    VALUES: _values,
}


def _read(cursor: str) -> tuple[datetime, str, int]:
    try:
        at, kind, key = cursor.split(SEPARATOR)
        found = datetime.fromisoformat(at.replace(" ", "+"))
        if found.tzinfo is None or kind not in KINDS:
            raise ValueError(cursor)
        return found, kind, whole_number(key)
    except ValueError as stray:
        raise BadCursorError(cursor) from stray
