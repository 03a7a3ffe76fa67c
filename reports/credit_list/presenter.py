"""The ledger of credits, ready to be set: rows, sums, what an act would do and what it did; and the same as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from credits.models import CarbonCredit, Status
from credits.services.bulk import MOST, Done
from reports import presenters
from reports.audit.after import signed
from reports.credit_list.selectors import OPEN_TO, StatusSum
from reports.exports import Columns
from reports.paging import Page
from reports.presenters import GRAMS_PER_TONNE, STATUS_BADGES, Badge, badge_of, energy, kwh, number, tonnes

CSV_COLUMNS: Columns[Any] = {
    "credit": lambda row: row.pk,
    "date": lambda row: row.date,
    "inverter_id": lambda row: row.inverter_id,
    "inverter": lambda row: row.inverter_name,
    "status": lambda row: row.status,
    "verified_by_waiver": lambda row: row.verified_by_waiver,
    "kwh": lambda row: row.kwh,
    "tonnes_co2": lambda row: f"{row.grams / GRAMS_PER_TONNE:.6f}",
    "adjusted_tonnes_co2": lambda row: f"{(row.adjusted_grams or 0) / GRAMS_PER_TONNE:.6f}",
    "net_tonnes_co2": lambda row: f"{(row.grams + (row.adjusted_grams or 0)) / GRAMS_PER_TONNE:.6f}",
    "finding_open": lambda row: row.finding_open,
    "kg_co2_per_kwh": lambda row: row.factor.kg_co2_per_kwh,
    "correlation": lambda row: row.correlation,
    "rule_version": lambda row: row.rule_version,
    "cause": lambda row: row.cause,
    "reason": lambda row: row.flagged_reason,
    "updated_at": lambda row: row.updated_at,
}
"""What the list shows, in units for machines."""

ACTS = ("verify", "submit")
DONE_WORDS = {"calculate": "Calculated", "verify": "Judged", "submit": "Submitted"}


@dataclass(frozen=True)
class CreditRow:
    """One credit of the list."""

    credit: CarbonCredit
    day: str
    badge: Badge
    kwh: str
    tonnes: str
    correlation: str
    acts: list[str]
    moved: bool
    adjusted: str
    finding: bool


@dataclass(frozen=True)
class SumRow:
    """The credits of one status, or of all."""

    badge: Badge | None
    count: str
    kwh: str
    tonnes: str
    waived: str
    net: str


def row(credit: CarbonCredit, moved: frozenset[int] = frozenset()) -> CreditRow:
    """A credit of `credit_list_selectors.shown`. moved: those that an act found otherwise than they were shown."""
    return CreditRow(
        credit=credit,
        day=presenters.day(credit.date),
        badge=badge_of(credit),
        kwh=kwh(credit.milliwatt_hours, 2),
        tonnes=tonnes(credit.grams, 6).figure,
        correlation=number(credit.correlation, 3),
        acts=[act for act in ACTS if credit.status in OPEN_TO[act]],
        moved=credit.pk in moved,
        adjusted=_adjusted(credit),
        finding=credit.finding_open,  # type: ignore[attr-defined]
    )


def _adjusted(credit: CarbonCredit) -> str:
    """What was taken since it was submitted, or added; empty where nothing was."""
    grams = credit.adjusted_grams  # type: ignore[attr-defined]
    return "" if grams is None else f"{signed(grams / GRAMS_PER_TONNE, 6)} t since"


def sum_rows(sums: Sequence[StatusSum]) -> list[SumRow]:
    """What is filtered, by status and in all."""
    rows = [_sum_row(STATUS_BADGES[one.status], [one]) for one in sums]
    return [*rows, _sum_row(None, sums)] if len(rows) > 1 else rows


def _sum_row(badge: Badge | None, sums: Sequence[StatusSum]) -> SumRow:
    count, waived = sum(one.count for one in sums), sum(one.waived for one in sums)
    final = sums[0] if badge and sums[0].adjusted.count else None
    return SumRow(
        badge=badge,
        count=credits_told(count),
        kwh=kwh(sum(one.milliwatt_hours for one in sums)),
        tonnes=tonnes(sum(one.grams for one in sums)).figure,
        waived=f"{number(waived)} {presenters.BY_WAIVER}" if waived else "",
        net=presenters.adjusted_words(final.grams, final.adjusted) if final else "",
    )


def context(page: Page, sums: Sequence[StatusSum], *, moved: frozenset[int] = frozenset()) -> dict[str, object]:
    """What the list's template names."""
    counts = {one.status: one.count for one in sums}
    return {
        "page": page,
        "rows": [row(credit, moved) for credit in page.rows],
        "sums": sum_rows(sums),
        "count": number(sum(counts.values())),
        "most": number(MOST),
    }


def amount(done: Done) -> str:
    """How many credits, and what they come to."""
    return f"{credits_told(done.count)}, {tonnes(done.grams, 6)} of CO₂"


def credits_told(count: int) -> str:
    """So many credits."""
    return f"{number(count)} {'credit' if count == 1 else 'credits'}"


def did(act: str, done: Done) -> str:
    """What was done, in a sentence."""
    told = f"{DONE_WORDS[act]}: {amount(done)}."
    if act != "verify" or not done.count:
        return told
    ways = [f"{number(count)} {STATUS_BADGES[Status(status)].word.lower()}" for status, count in done.standing.items()]
    return f"{told} Now {presenters.listed(sorted(ways))}."


def refusals(done: Done) -> list[str]:
    """What was left as it was, by its cause, the commonest first."""
    told = [(count, f"{sentence[:1].upper()}{sentence[1:]}") for sentence, count in done.refused.most_common()]
    return [f"{credits_told(count)} left out: {sentence}" for count, sentence in told]


def forecast(done: Done) -> dict[str, object]:
    """What the page that asks for a confirmation names, all of it of those credits alone that would be submitted."""
    return {
        "done": done,
        "told": credits_told(done.count),
        "mass": tonnes(done.grams, 6),
        "energy": energy(done.milliwatt_hours),
        "inverters": presenters.inverters(len(done.inverters)),
        "refusals": refusals(done),
    }
