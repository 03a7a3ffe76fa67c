"""What needs somebody, as links that lead to it: the fleet's counts, and the inverters that come first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from credits.models.credit import UNJUDGED
from reports import presenters
from reports.fleet.needs_selectors import ARRAY_SIZE, CLOCK, PUBLISHED, Needs
from reports.fleet.worst import Concern
from reports.links import to
from reports.presenters import Amount, Badge, energy, number, tonnes

FLAGGED, SILENT, LOW = Badge("Flagged", "flagged"), Badge("Silent", "silent"), Badge("Low", "fail")


@dataclass(frozen=True)
class Need:
    """How many of something wait for a person, and where they are dealt with."""

    count: str
    words: str
    href: str
    shape: str


@dataclass(frozen=True)
class Reason:
    """Why an inverter is in the list."""

    badge: Badge
    words: str
    act: str
    href: str


@dataclass(frozen=True)
class WorstRow:
    """One inverter that needs somebody."""

    id: int
    name: str
    place: str
    reasons: list[Reason]
    stake: Amount


def needs_list(needs: Needs, silent: int) -> list[Need]:
    """What there is of it, what only people can settle first."""
    waits = needs.waits
    clocks, arrays, days = waits.clocks.inverters, waits.array_sizes.inverters, waits.unjudged.credits
    found = (
        _need(needs.flags, "flag", "to decide", to("flags"), "flagged"),
        _need(needs.findings, "finding", "to decide", to("flags", show="findings"), "flagged"),
        _need(needs.waivers, "waiver", "to countersign", to("flags", show="awaiting"), "pending"),
        _need(needs.conflicts, "second value", "in conflict", to("flags", show="conflicts"), "fail"),
        _need(clocks, "clock", "to correct", to("pending", cause=CLOCK), "pending"),
        _need(arrays, "array", "of unknown size", to("pending", cause=ARRAY_SIZE), "pending"),
        _need(silent, "inverter", "silent", to("inverters", gap="silent"), "silent"),
        _need(days, "day", "ready to verify", to("pending", cause=UNJUDGED), "pass"),
        _need(waits.cells, "cell", "without satellite hours", to("pending", cause=PUBLISHED), "unknown"),
    )
    return [need for need in found if need]


def _need(count: int, noun: str, what: str, href: str, shape: str) -> Need | None:
    words = f"{noun if count == 1 else f'{noun}s'} {what}"
    return Need(number(count), words, href, shape) if count else None


def worst_rows(concerns: Sequence[Concern]) -> list[WorstRow]:
    """The inverters that come first, each with why."""
    return [
        WorstRow(
            id=one.standing.id,
            name=one.standing.name,
            place=presenters.place(one.standing.latitude, one.standing.longitude),
            reasons=list(_reasons(one)),
            stake=energy(one.stake),
        )
        for one in concerns
    ]


def _reasons(concern: Concern) -> Iterator[Reason]:
    standing = concern.standing
    if count := standing.flagged_credits:
        mass = tonnes(standing.flagged_grams)
        days = "1 day is" if count == 1 else f"{number(count)} days are"
        yield Reason(FLAGGED, f"{days} flagged, {mass} of CO₂", "decide", to("audit_flags", standing.id))
    if concern.silent_days:
        yield Reason(SILENT, _silence(concern), "upload", to("upload", inverter=standing.id))
    if concern.share is not None:
        share = f"{number(concern.share * 100)}\N{NO-BREAK SPACE}%"
        words = f"makes {share} of what its neighbours make for each kW"
        yield Reason(LOW, words, "look", to("audit", standing.id))


def _silence(concern: Concern) -> str:
    standing = concern.standing
    if standing.last_day is None:
        return f"never sent a reading since it was registered on {presenters.day(standing.registered)}"
    return f"no reading since {presenters.day(standing.last_day)}, for {number(concern.silent_days)} days"
