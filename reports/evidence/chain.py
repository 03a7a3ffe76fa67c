"""The trust chain of a credit: each thing that it rests on with its digest, and the ledger's entries that say by whom.

"Verify now" makes the day's bundle and lets the bundle's own verifier work the very same links out again.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from tempfile import SpooledTemporaryFile
from zoneinfo import ZoneInfo

from django.urls import reverse

from inverters.models import Inverter, ReadingBatch, SatelliteFetch
from inverters.selectors import equipment_on
from lumix.ledger.keys import signer
from lumix.ledger.models import LedgerEntry
from reports import presenters
from reports.audit.ledger import action_of
from reports.evidence import verify
from reports.evidence.bundle import write_bundle
from reports.evidence.chain_links import STEPS, Act, Found, Link, Step, links_of
from reports.evidence.day_selectors import days_of
from reports.evidence.download import IN_MEMORY
from reports.evidence.entries_selectors import Asked, entries_of, instants_of
from reports.evidence.subject_selectors import Subject
from reports.presenters import Badge, badge_of, moment

MARKS = {
    "ok": Badge("Agrees", "pass"),
    "FAIL": Badge("Does not agree", "fail"),
    "--": Badge("Not recomputed", "unknown"),
}


@dataclass(frozen=True)
class Person:
    """Somebody, and what he did about this day."""

    name: str
    did: str


def context(
    subject: Subject, inverter: Inverter, now: datetime, table: verify.Table | None = None
) -> dict[str, object]:
    """What templates/audit/chain.html names. table: what "verify now" found, where somebody asked for it."""
    [day] = days_of(subject.credits, now)
    batches = ReadingBatch.objects.in_bulk(set(day.readings.batches.tolist()))
    fetches = SatelliteFetch.objects.defer("raw").in_bulk({hour.fetch_id for hour in day.hours})
    judged = instants_of(subject.credits) | ({day.verdict.judged_at} if day.verdict else set())
    entries = entries_of(Asked(subject.credits, batches, fetches, judged))
    zone = equipment_on(inverter, day.credit.date).zone
    links = links_of(day, batches.values(), fetches.values())
    return {
        "date": day.credit.date,
        "day": presenters.day(day.credit.date),
        "badge": badge_of(day.credit),
        "links": [_with(link, step, entries, zone, table) for link, step in zip(links, STEPS, strict=True)],
        "people": _people(entries),
        "checked": _checked(table),
        "checked_at": moment(now, zone),
    }


def verified_now(subject: Subject, now: datetime) -> verify.Table:
    """What the bundle's verifier says of the day's bundle, made now. Raises what `write_bundle` raises."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        write_bundle(subject, file, now=now)
        file.seek(0)
        return verify.examine(verify.open_zip(file), str(signer().verifier))


def _with(link: Link, step: Step, entries: list[LedgerEntry], zone: ZoneInfo, table: verify.Table | None) -> Link:
    """The link with its entries and with what was found about it."""
    mine = [_act(entry, zone) for entry in entries if step.types and entry.type.startswith(step.types)]
    lines = table.lines if table else []
    found = [_found(*line) for line in lines if line[0] and line[1] in step.checks]
    return replace(link, acts=mine, found=found)


def _found(mark: str, name: str, words: str) -> Found:
    """A line of the verifier's table; what its badge says already is left out."""
    return Found(MARKS[mark], name.removeprefix("· "), words.removeprefix("not recomputed: "))


def _act(entry: LedgerEntry, zone: ZoneInfo) -> Act:
    address = reverse("api_ledger_entries") + f"?after={entry.seq - 1}&limit=1"
    return Act(entry.seq, moment(entry.ts, zone), entry.actor, action_of(entry), entry.hash, address)


def _people(entries: list[LedgerEntry]) -> list[Person]:
    """Everybody who did something, in the order in which they first did."""
    did: dict[str, dict[str, None]] = {}
    for entry in entries:
        did.setdefault(entry.actor, {})[action_of(entry)] = None
    return [Person(name, presenters.listed([_lower(one) for one in acts])) for name, acts in did.items()]


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _checked(table: verify.Table | None) -> dict[str, object] | None:
    if table is None:
        return None
    failed, agreed = table.count("FAIL"), table.count("ok")
    badge = (
        Badge("Something does not agree", "flagged")
        if failed
        else Badge("All that can be recomputed agrees", "verified")
    )
    figures = [line for line in table.lines if line[1].startswith("·")]
    return {
        "badge": badge,
        "agreed": agreed,
        "failed": failed,
        "left": table.count("--"),
        "figures": [_found(*line) for line in figures],
        "failures": [_found(*line) for line in table.lines if line[0] == "FAIL"],
    }
