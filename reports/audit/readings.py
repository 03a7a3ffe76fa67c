"""The lists of an inverter's readings, ready to be set or exported: the same columns on the page and in the file."""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse

from inverters.models import DecidedConflict, Inverter, InverterReading, ReadingBatch, ReadingConflict
from inverters.selectors import equipment_on
from lumix.ledger.selectors import read_snapshot
from reports import presenters
from reports.audit import reading_selectors as selectors
from reports.paging import Order, Page, page
from reports.presenters import Badge, Moment, moment, number

READINGS, UPLOADS, SECOND, GAPS = "readings", "uploads", "second", "gaps"
LABELS = {READINGS: "Readings", UPLOADS: "Uploads", SECOND: "Second values", GAPS: "Gaps"}
SIZES = {READINGS: 100, UPLOADS: 25, SECOND: 50}
KWH_DIGITS = 3
MOST_GAPS = 200

STATES = {
    InverterReading.State.FINAL: Badge("Counts", "pass"),
    InverterReading.State.PROVISIONAL: Badge("Provisional", "unknown"),
    InverterReading.State.LATE: Badge("Too late", "fail"),
}
KINDS = {
    ReadingConflict.Kind.CONFLICT: Badge("Conflict", "fail"),
    ReadingConflict.Kind.PROVISIONAL: Badge("Replaced", "none"),
    ReadingConflict.Kind.LATE: Badge("Too late", "fail"),
}


@dataclass(frozen=True)
class Chip:
    """One of the lists."""

    label: str
    count: str
    address: str
    current: bool


@dataclass(frozen=True)
class Wanted:
    """Which list of which days. first, last: None is open."""

    name: str
    first: date | None
    last: date | None

    def address(self, inverter: Inverter, view: str = "audit_readings", **changes: str) -> str:
        """The page, or the file, that shows just this."""
        days = {name: of.isoformat() for name, of in (("first", self.first), ("last", self.last)) if of}
        return f"{reverse(view, args=[inverter.pk])}?{urlencode({'list': self.name} | days | changes)}"


ROWS: dict[str, tuple[Callable[..., QuerySet[Any]], Order]] = {
    READINGS: (selectors.readings, selectors.NEWEST_STAMP),
    UPLOADS: (selectors.uploads, selectors.NEWEST),
    SECOND: (selectors.second_values, selectors.NEWEST),
}

CSV_COLUMNS: dict[str, Mapping[str, Callable[[Any], object]]] = {
    READINGS: {
        "timestamp": lambda row: row.timestamp,
        "kwh": lambda row: row.kwh,
        "state": lambda row: InverterReading.State(row.state).name.lower(),
        "received_at": lambda row: row.batch.received_at,
        "received_by": lambda row: row.batch.actor,
        "file_name": lambda row: row.batch.file_name,
        "upload": lambda row: row.batch_id,
    },
    UPLOADS: {
        "upload": lambda row: row.pk,
        "received_at": lambda row: row.received_at,
        "received_by": lambda row: row.actor,
        "file_name": lambda row: row.file_name,
        "rows_sent": lambda row: row.rows_sent,
        "accepted": lambda row: row.accepted,
        "duplicate": lambda row: row.duplicate,
        "conflict": lambda row: row.conflict,
        "rejected": lambda row: row.rejected,
        "sha256_of_file": lambda row: row.sha256,
        "sha256_of_accepted_rows": lambda row: row.digest,
    },
    SECOND: {
        "timestamp": lambda row: row.timestamp,
        "kind": lambda row: row.kind,
        "kept_kwh": lambda row: row.kept_kwh,
        "other_kwh": lambda row: row.kwh,
        "decided": lambda row: _decided(row, "outcome"),
        "decided_by": lambda row: _decided(row, "actor"),
        "reason": lambda row: _decided(row, "reason"),
        "upload": lambda row: row.batch_id,
        "received_at": lambda row: row.batch.received_at,
        "received_by": lambda row: row.batch.actor,
        "file_name": lambda row: row.batch.file_name,
    },
    GAPS: {
        "first_day": lambda gap: gap.first,
        "last_day": lambda gap: gap.last,
        "days": lambda gap: gap.days,
    },
}


def rows_of(inverter: Inverter, wanted: Wanted) -> Any:
    """All rows of a list, for a file."""
    if wanted.name == GAPS:
        return selectors.gaps(inverter, wanted.first, wanted.last)
    choose, order = ROWS[wanted.name]
    rows = choose(inverter, wanted.first, wanted.last).order_by(*order.columns).iterator(chunk_size=2000)
    if wanted.name != READINGS:
        return rows
    away = selectors.archived(inverter, wanted.first, wanted.last)
    return heapq.merge(rows, away, key=lambda row: row.timestamp, reverse=True)


def context(inverter: Inverter, wanted: Wanted, after: str, before: str, now: datetime) -> dict[str, object]:
    """The list's page as the template names it. Raises BadCursorError."""
    zone = equipment_on(inverter, now.date()).zone
    found, count = _page(inverter, wanted, after, before), selectors.counts(inverter)
    stamps = [row.timestamp for row in found.rows] if wanted.name == READINGS else []
    corrections = selectors.corrected(inverter, stamps) if stamps and count.second else {}
    numbers = {READINGS: "", UPLOADS: number(count.uploads), SECOND: number(count.second), GAPS: ""}
    return {
        "wanted": wanted,
        "chips": [
            Chip(label, numbers[name], Wanted(name, wanted.first, wanted.last).address(inverter), name == wanted.name)
            for name, label in LABELS.items()
        ],
        "page": found,
        "rows": [_set(row, inverter, zone, now) | _was(row, corrections) for row in found.rows],
        "measured_days": number(count.measured_days),
        "csv_address": wanted.address(inverter, "audit_readings_csv"),
        "here": reverse("audit_readings", args=[inverter.pk]),
    }


def _page(inverter: Inverter, wanted: Wanted, after: str, before: str) -> Page:
    if wanted.name == GAPS:
        return Page(selectors.gaps(inverter, wanted.first, wanted.last)[:MOST_GAPS])
    choose, order = ROWS[wanted.name]
    rows, size = choose(inverter, wanted.first, wanted.last), SIZES[wanted.name]
    if wanted.name != READINGS:
        return page(rows, order, size, after=after, before=before)
    complete = selectors.with_archived(inverter, wanted.first, wanted.last)
    with read_snapshot():  # of table and archive together
        return page(rows, order, size, after=after, before=before, complete=complete)


def _set(row: Any, inverter: Inverter, zone: ZoneInfo, now: datetime) -> dict[str, object]:
    if isinstance(row, InverterReading):
        return _reading(row, inverter, zone)
    if isinstance(row, ReadingBatch):
        return _upload(row, zone, now)
    return _second(row, inverter, zone) if isinstance(row, ReadingConflict) else _gap(row, inverter)


def _was(row: Any, corrections: Mapping[datetime, DecidedConflict]) -> dict[str, object]:
    """The value that stood before a reading was corrected, and who accepted that why."""
    correction = corrections.get(row.timestamp) if isinstance(row, InverterReading) else None
    if correction is None:
        return {}
    decision = correction.decision
    return {
        "was": number(correction.first_kwh, KWH_DIGITS),
        "was_why": f"corrected by {decision.actor}: {decision.reason}",
    }


def _reading(row: InverterReading, inverter: Inverter, zone: ZoneInfo) -> dict[str, object]:
    return {
        "at": moment(row.timestamp, zone),
        "day": reverse("audit_day", args=[inverter.pk, row.timestamp.astimezone(zone).date()]),
        "kwh": number(row.kwh, KWH_DIGITS),
        "badge": STATES[InverterReading.State(row.state)],
        "received": moment(row.batch.received_at, zone),
        "actor": row.batch.actor,
        "file_name": row.batch.file_name or row.batch.media_type,
    }


def _upload(row: ReadingBatch, zone: ZoneInfo, now: datetime) -> dict[str, object]:
    names = ("rows_sent", "accepted", "duplicate", "conflict", "rejected")
    return {
        "id": row.pk,
        "at": moment(row.received_at, zone),
        "age": presenters.age(row.received_at, now),
        "actor": row.actor,
        "file_name": row.file_name or row.media_type,
        "sha256": row.sha256,
        "digest": row.digest,
        **{name: number(getattr(row, name)) for name in names},
    }


def _second(row: ReadingConflict, inverter: Inverter, zone: ZoneInfo) -> dict[str, object]:
    received: Moment = moment(row.batch.received_at, zone)
    return {
        "at": moment(row.timestamp, zone),
        "day": reverse("audit_day", args=[inverter.pk, row.timestamp.astimezone(zone).date()]),
        "kept": number(row.kept_kwh, KWH_DIGITS),
        "other": number(row.kwh, KWH_DIGITS),
        "badge": KINDS[ReadingConflict.Kind(row.kind)],
        "decided": _decided(row, "outcome"),
        "decided_why": f"{_decided(row, 'actor')}: {_decided(row, 'reason')}" if hasattr(row, "decided") else "",
        "received": received,
        "actor": row.batch.actor,
        "file_name": row.batch.file_name or row.batch.media_type,
    }


def _decided(row: ReadingConflict, name: str) -> str:
    """What was decided about a second value, by whom or why; empty where nobody did."""
    return str(getattr(row.decided.decision, name)) if hasattr(row, "decided") else ""


def _gap(gap: selectors.Gap, inverter: Inverter) -> dict[str, object]:
    return {
        "first": presenters.day(gap.first),
        "last": presenters.day(gap.last),
        "days": number(gap.days),
        "calendar": f"{reverse('audit_calendar', args=[inverter.pk])}?year={gap.first.year}&by=completeness",
    }
