"""Why tonnes wait, ready to be set."""

from collections.abc import Sequence
from dataclasses import dataclass

from credits.models import CarbonCredit
from reports import presenters
from reports.causes import title_of
from reports.paging import Page
from reports.pending import Waiting
from reports.presenters import Amount, kwh, number, tonnes


@dataclass(frozen=True)
class CauseRow:
    """One cause of the table."""

    name: str
    title: str
    sentence: str
    cure: str
    credits: str
    tonnes: str


@dataclass(frozen=True)
class WaitingRow:
    """One credit of the list."""

    credit: CarbonCredit
    day: str
    kwh: str
    tonnes: str


def cause_row(of: Waiting) -> CauseRow:
    """A cause in the words of a page."""
    cause = of.cause
    mass = tonnes(of.grams).figure
    return CauseRow(cause.name, title_of(cause.name), cause.sentence, cause.cure, number(of.credits), mass)


def waiting_row(credit: CarbonCredit) -> WaitingRow:
    """A credit that waits."""
    mass = tonnes(credit.grams, 6).figure
    return WaitingRow(credit, presenters.day(credit.date), kwh(credit.milliwatt_hours, 2), mass)


def context(waiting: Sequence[Waiting], chosen: str, page: Page) -> dict[str, object]:
    """All that the page's template names."""
    total: Amount = tonnes(sum(one.grams for one in waiting))
    return {
        "causes": [cause_row(one) for one in waiting],
        "total": total,
        "count": number(sum(one.credits for one in waiting)),
        "chosen": chosen,
        "chosen_title": title_of(chosen),
        "page": page,
        "rows": [waiting_row(credit) for credit in page.rows],
    }
