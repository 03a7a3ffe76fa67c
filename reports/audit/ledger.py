"""The ledger's entries about an inverter in words, and what a recomputation of the whole ledger found."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from credits.models import CarbonCredit, Status
from inverters.models import Inverter
from lumix.ledger.chain import ChainReport
from lumix.ledger.deep import DeepReport
from lumix.ledger.models import LedgerEntry
from reports import presenters
from reports.presenters import STATUS_BADGES, Badge, Moment, listed, moment, number

MOST_PARTICULARS = 2_000
ACTIONS = {
    "inverter.registered": "Inverter registered",
    "inverter.changed": "Inverter changed",
    "equipment.added": "Equipment stated",
    "equipment.changed": "Equipment changed",
    "clock.corrected": "Clock corrected",
    "readings.imported": "Readings received",
    "readings.archived": "Old readings moved to the archive",
    "readings.restored": "Readings brought back from the archive",
    "days.rebuilt": "Days summed anew from their readings",
    "credits.calculated": "Credits calculated",
    "credits.verified": "Judged",
    "credit.moved": "Status changed",
    "credits.corrected": "Readings corrected",
    "credits.adjusted": "Submitted credits adjusted",
    "finding.opened": "Finding opened",
    "finding.upheld": "Finding upheld",
    "finding.dismissed": "Finding dismissed",
    "satellite.stored": "Satellite's reply stored",
    "factor.added": "Emission factor stated",
    "factor.changed": "Emission factor changed",
    "flag.upheld": "Flag upheld",
    "conflicts.accepted": "Second values accepted",
    "conflicts.dismissed": "Second values dismissed",
    "waiver.proposed": "Waiver proposed",
    "waiver.countersigned": "Waiver countersigned",
    "waiver.refused": "Waiver refused",
    "waiver.withdrawn": "Waiver withdrawn",
}
"""A type without a row is shown by its own name."""
SOUND, BROKEN = Badge("The ledger holds together", "verified"), Badge("The ledger is broken", "flagged")
DIFFERENT, NOT_KNOWN = Badge("Rows differ from the ledger", "flagged"), Badge("Not checked", "pending")
MOST_DIFFERENCES = 20


@dataclass(frozen=True)
class EntryRow:
    """One entry. address: of the day that it is about, empty where it is about several or none."""

    seq: int
    at: Moment
    actor: str
    action: str
    about: str
    address: str
    hash: str
    prev: str
    particulars: str


@dataclass(frozen=True)
class Checked:
    """What recomputing every entry found, and when. differences: rows that are not what the entries say."""

    badge: Badge
    sentence: str
    at: Moment
    head: str
    differences: list[str]


def entry_row(entry: LedgerEntry, inverter: Inverter, credits: dict[int, CarbonCredit], zone: ZoneInfo) -> EntryRow:
    """An entry as the list shows it."""
    data = _mine(entry.data, inverter)
    credit = credits.get(int(entry.object.partition(":")[2])) if entry.object.startswith("credit:") else None
    return EntryRow(
        seq=entry.seq,
        at=moment(entry.ts, zone),
        actor=entry.actor,
        action=action_of(entry),
        about=presenters.day(credit.date) if credit else _about(data),
        address=reverse("audit_day", args=[inverter.pk, credit.date]) if credit else "",
        hash=entry.hash,
        prev=entry.prev,
        particulars=_particulars(data),
    )


def action_of(entry: LedgerEntry) -> str:
    """What was done, in words."""
    return ACTIONS.get(entry.type, entry.type.replace(".", ": ").replace("_", " ").capitalize())


def _mine(data: dict[str, Any], inverter: Inverter) -> dict[str, Any]:
    """The particulars without other inverters' verdicts, of a judging of many."""
    if "verdicts" not in data:
        return data
    return {"verdicts": [one for one in data["verdicts"] if one.get("inverter") == str(inverter.pk)]}


def _about(data: dict[str, Any]) -> str:
    """In a few words: how many days, and what became of them."""
    if "verdicts" in data:
        to = Counter(one["to"] for one in data["verdicts"])
        return listed([f"{number(count)} {STATUS_BADGES[Status(name)].word.lower()}" for name, count in to.items()])
    if "credits" in data:
        return _days([one["date"] for one in data["credits"]])
    if "accepted" in data:
        return f"{data['accepted']} of {data['rows_sent']} rows accepted"
    return str(data.get("reason") or "")


def _days(dates: list[str]) -> str:
    first, last = min(dates, default=""), max(dates, default="")
    return first if first == last else f"{number(len(dates))} days, {first} to {last}"


def _particulars(data: dict[str, Any]) -> str:
    """The entry's own words; a long list is left to the ledger itself."""
    told = json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True)
    return told if len(told) <= MOST_PARTICULARS else ""


def checked(report: ChainReport, deep: DeepReport | None, now: datetime, zone: ZoneInfo) -> Checked:
    """The result of a recomputation in a sentence. deep: of this inverter's rows, None where the ledger is broken."""
    badge = DIFFERENT if deep and deep.found else SOUND
    sentence = _sentence(report) if deep is None else f"{_sentence(report)} {_of_rows(deep)}"
    return Checked(BROKEN if report.fault else badge, sentence, moment(now, zone), report.head, _told(deep))


def _sentence(report: ChainReport) -> str:
    if report.fault:
        return (
            f"Entry {number(report.fault.seq)} does not hold: {report.fault.reason}. The {number(report.count)} before "
            "it do. Somebody changed the database behind Lumix: call whoever keeps the backups."
        )
    return (
        f"All {number(report.count)} entries were recomputed: each names the one before it, and none was changed"
        f"{_beside(report)}."
    )


def _of_rows(deep: DeepReport) -> str:
    if deep.found:
        return "Rows of this inverter are not what it says: somebody changed them behind Lumix."
    counts = listed([f"{name} {number(count)}" for name, count in sorted(deep.rows.items())])
    return f"This inverter's {number(deep.rows.total())} rows ({counts}) are what it says."


def unchecked(trouble: str, now: datetime, zone: ZoneInfo) -> Checked:
    """That it could not be held against its checkpoints, and why."""
    return Checked(NOT_KNOWN, f"The ledger could not be checked: {trouble}", moment(now, zone), "", [])


def _beside(report: ChainReport) -> str:
    if not report.checkpoints:
        return ""
    return f", and it is still the one of {number(report.checkpoints)} signed checkpoints kept outside the database"


def _told(deep: DeepReport | None) -> list[str]:
    """The first differences, and how many more there are."""
    if deep is None:
        return []
    more = deep.found - MOST_DIFFERENCES
    rest = [f"and {number(more)} more: manage.py verify_ledger --deep lists them"] if more > 0 else []
    return [*map(str, deep.differences[:MOST_DIFFERENCES]), *rest]
