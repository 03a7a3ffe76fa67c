"""Why tonnes wait, ready to be set."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from credits.models import CarbonCredit
from reports import presenters
from reports.exports import Columns
from reports.mend.offers import NO_ONE_CLOCK, Mend, no_one_clock
from reports.paging import Page
from reports.pending.causes import cause_of, is_cause, title_of
from reports.pending.cures import Cure, cure_of_all, cures_of_day
from reports.pending.selectors import Waiting
from reports.presenters import Amount, kwh, number, tonnes


@dataclass(frozen=True)
class CauseRow:
    """One cause of the table. query: of the address that lists its days."""

    name: str
    title: str
    sentence: str
    cure: str
    credits: str
    tonnes: str
    share: str
    query: str
    helps: Cure | None


@dataclass(frozen=True)
class WaitingRow:
    """One credit of the list."""

    credit: CarbonCredit
    day: str
    kwh: str
    tonnes: str
    cures: list[Mend]
    note: str


def cause_row(of: Waiting, total: int, search: str = "") -> CauseRow:
    """A cause in the words of a page. total: grams that wait for anything."""
    cause = of.cause
    query = urlencode({"cause": cause.name} | ({"q": search} if search else {}))
    return CauseRow(
        name=cause.name,
        title=title_of(cause.name),
        sentence=cause.sentence,
        cure=cause.cure,
        credits=number(of.credits),
        tonnes=tonnes(of.grams).figure,
        share=number(100 * of.grams / total if total else None),
        query=query,
        helps=cure_of_all(cause.name, f"?{query}#waiting"),
    )


def waiting_row(credit: CarbonCredit) -> WaitingRow:
    """A credit that waits."""
    mass = tonnes(credit.grams, 6).figure
    reason = credit.flagged_reason or ""
    cures = cures_of_day(credit.cause, credit.inverter_id, credit.date, reason)
    note = NO_ONE_CLOCK if no_one_clock(credit.cause, reason) else ""
    return WaitingRow(credit, presenters.day(credit.date), kwh(credit.milliwatt_hours, 2), mass, cures, note)


def context(waiting: Sequence[Waiting], chosen: str, page: Page, search: str = "") -> dict[str, object]:
    """All that the page's template names."""
    grams = sum(one.grams for one in waiting)
    total: Amount = tonnes(grams)
    asked = {name: value for name, value in (("cause", chosen), ("q", search)) if value}
    return {
        "causes": [cause_row(one, grams, search) for one in waiting],
        "total": total,
        "count": number(sum(one.credits for one in waiting)),
        "chosen": chosen,
        "chosen_title": title_of(chosen),
        "unknown": bool(chosen) and not page.rows and not is_cause(chosen),
        "search": search,
        "query": urlencode(asked),
        "page": page,
        "rows": [waiting_row(credit) for credit in page.rows],
    }


CREDIT_COLUMNS: Columns[CarbonCredit] = {
    "inverter_id": lambda row: row.inverter_id,
    "inverter": lambda row: row.inverter.name,
    "date": lambda row: row.date,
    "cause": lambda row: row.cause,
    "check": lambda row: title_of(row.cause),
    "kwh": lambda row: row.kwh,
    "tonnes": lambda row: row.tonnes,
    "reason": lambda row: row.flagged_reason,
}
CSV_COLUMNS: Columns[CarbonCredit] = {**CREDIT_COLUMNS, "what_helps": lambda row: cause_of(row.cause).cure}
