"""The ledger's entries that some credits rest on: inverter and equipment, uploads, sky, factor, judging, decisions."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Min, Q, QuerySet

from credits.models import CarbonCredit, FlagDecision
from inverters.models import ReadingBatch
from lumix.ledger.models import LedgerEntry
from reports.audit.ledger_selectors import TOGETHER

PIECE = 500
MEMBERS = ("verdicts", "credits", "flags", "corrections", "adjustments")
"""Under which names an entry lists the days that it is about."""
AFTER_SUBMISSION = ("credits.corrected", "credits.adjusted")
"""Seldom, and always looked for: they change what a final credit comes to."""
MASTER_DATA = ("inverter.", "equipment.", "clock.")
CALCULATED, IMPORTED, VERIFIED = "credits.calculated", "readings.imported", "credits.verified"


@dataclass(frozen=True)
class Asked:
    """What entries are wanted of. instants: of verdicts, of the credits' making and last change, of
    decisions on flags."""

    credits: list[CarbonCredit]
    batches: Collection[int]
    fetches: Collection[int]
    instants: Collection[datetime]
    days: dict[int, set[date]] = field(init=False)

    def __post_init__(self) -> None:
        days: dict[int, set[date]] = {}
        for credit in self.credits:
            days.setdefault(credit.inverter_id, set()).add(credit.date)
        object.__setattr__(self, "days", days)


def instants_of(credits: list[CarbonCredit]) -> set[datetime]:
    """When entries that are about others too may have been about these credits, besides their judgings."""
    decided = FlagDecision.objects.filter(credit__in=[credit.pk for credit in credits])
    moments = {moment for credit in credits for moment in (credit.created_at, credit.updated_at)}
    return moments | set(decided.values_list("decided_at", flat=True))


def entries_of(asked: Asked) -> list[LedgerEntry]:
    """The entries in the order of the log; each once."""
    found = {entry.seq: entry for entry in (*_of_inverters(asked), *_of_objects(asked), *_of_many(asked))}
    found |= {entry.seq: entry for entry in _calculated_otherwise(asked, found.values())}
    return [found[seq] for seq in sorted(found)]


def _of_inverters(asked: Asked) -> Iterator[LedgerEntry]:
    """Of each inverter its master data, the uploads that brought the readings, and each day's last calculation."""
    wanted, uploads = {str(batch) for batch in asked.batches}, _uploads(sorted(asked.batches))
    for inverter_id, days in asked.days.items():
        last: dict[str, LedgerEntry] = {}
        for entry in _rows(Q(object=f"inverter:{inverter_id}") & uploads):
            if entry.type == CALCULATED:
                last |= {one["date"]: entry for one in entry.data["credits"]}
            elif _bears_on(entry, days, wanted):
                yield entry
        yield from (last[f"{day}"] for day in days if f"{day}" in last)


def _uploads(batches: list[int]) -> Q:
    """What is no upload, or came while these did: a logger that sends each reading by itself has sent thousands."""
    pieces = (batches[at : at + PIECE] for at in range(0, len(batches), PIECE))
    found = [
        ReadingBatch.objects.filter(pk__in=piece).aggregate(Min("received_at"), Max("received_at")) for piece in pieces
    ]
    moments = [moment for one in found for moment in one.values() if moment]
    others = ~Q(type=IMPORTED)
    return others | Q(ts__range=(min(moments), max(moments))) if moments else others


def _bears_on(entry: LedgerEntry, days: set[date], batches: set[str]) -> bool:
    if entry.type.startswith(MASTER_DATA):
        return True
    told = entry.data
    if entry.type == IMPORTED:
        return told["batch"] in batches
    first, last = told.get("first_day"), told.get("last_day")
    return first is None or last is None or any(first <= f"{day}" <= last for day in days)


def _of_objects(asked: Asked) -> Iterator[LedgerEntry]:
    """All that was done about each credit by itself, each reply of the sky, and each factor."""
    names = [f"credit:{credit.pk}" for credit in asked.credits]
    names += [f"satellite:{key}" for key in asked.fetches]
    names += [f"factor:{key}" for key in sorted({credit.factor_id for credit in asked.credits})]
    for at in range(0, len(names), PIECE):
        yield from _rows(Q(object__in=names[at : at + PIECE]))


def _of_many(asked: Asked) -> Iterator[LedgerEntry]:
    """The entries about many credits at once, in which something was found or decided about these."""
    instants, (first, last) = sorted(set(asked.instants)), TOGETHER
    for at in range(0, len(instants), PIECE):
        yield from _about(Q(object__gte=first, object__lt=last, ts__in=instants[at : at + PIECE]), asked)
    yield from _about(Q(object__gte=first, object__lt=last, type__in=AFTER_SUBMISSION), asked)


def _about(condition: Q, asked: Asked) -> Iterator[LedgerEntry]:
    return (entry for entry in _rows(condition) if any(_is_asked(one, asked.days) for one in _members(entry.data)))


def _calculated_otherwise(asked: Asked, found: Iterable[LedgerEntry]) -> Iterator[LedgerEntry]:
    """The calculations of many inverters at once, for credits that no entry found so far says the mass of.

    No column knows when these were, so every such entry behind the credits' making is read, which is seldom needed.
    """
    known = {key for entry in found for key in _masses(entry)}
    wanted = {(one.inverter_id, f"{one.date}", f"{one.grams}") for one in asked.credits} - known
    if not wanted:
        return
    (first, last), since = TOGETHER, min(one.created_at for one in asked.credits)
    for entry in _rows(Q(object__gte=first, object__lt=last, type=CALCULATED, ts__gte=since)):
        if wanted & _masses(entry):
            yield entry


def _masses(entry: LedgerEntry) -> set[tuple[int, str, str]]:
    """Inverter, day and grams of each credit that a calculation is about."""
    if entry.type != CALCULATED:
        return set()
    of = entry.object.partition(":")[2]
    return {(int(one.get("inverter", of)), one["date"], one["grams"]) for one in entry.data["credits"]}


def _members(data: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return [{"inverter": data.get("inverter"), **one} for name in MEMBERS for one in data.get(name, ())]


def _is_asked(one: dict[str, Any], days: dict[int, set[date]]) -> bool:
    return date.fromisoformat(one["date"]) in days.get(int(one["inverter"]), ())


def _rows(condition: Q) -> Iterator[LedgerEntry]:
    rows: QuerySet[LedgerEntry] = LedgerEntry.objects.filter(condition).order_by("seq")
    return rows.iterator(PIECE)
