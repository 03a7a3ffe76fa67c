"""What the credits page asks: the credits that match a filter, what they come to, and those meant by an act."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from credits.adjustment_selectors import NOTHING, Adjusted, adjusted
from credits.models import Adjustment, CarbonCredit, CreditTotal, Finding, Status, Verdict
from reports.paging import Page, page
from reports.pending.selectors import DayAndInverter

PAGE_SIZE = 50
NEWEST_FIRST = DayAndInverter(("-date", "inverter_id"), str)
WAIVED = {"yes": True, "no": False}
OPEN_TO: dict[str, list[Status]] = {
    "verify": [Status.PENDING, Status.VERIFIED, Status.FLAGGED],
    "submit": [Status.VERIFIED],
}
"""In which statuses a credit can be acted on at all; the final one is in neither."""
FINAL = (Status.SUBMITTED,)


@dataclass(frozen=True)
class StatusSum:
    """The credits of one status. waived: how many of them rest on an auditor's waiver.

    adjusted: what was added to them since they were submitted, or taken.
    """

    status: Status
    count: int
    milliwatt_hours: int
    grams: int
    waived: int
    adjusted: Adjusted = NOTHING


def matching(*, q: str = "", inverter: int | None = None, version: str = "", **alike: Any) -> QuerySet[CarbonCredit]:
    """The credits that all of these hold of; what is empty asks nothing. version: of the rule of the newest verdict."""
    rows = CarbonCredit.objects.filter(_alike(**alike))
    rows = rows.filter(inverter__name__icontains=q) if q else rows
    rows = rows.filter(inverter_id=inverter) if inverter else rows
    return rows.annotate(rule_version=_rule_version()).filter(rule_version=version) if version else rows


def _alike(
    *, status: str = "", waiver: str = "", since: date | None = None, until: date | None = None, cause: str = ""
) -> Q:
    """What can be asked of a credit and of the kept totals in the same words."""
    wanted = {"status": status, "date__gte": since, "date__lte": until, "cause": cause}
    asked = Q(**{name: value for name, value in wanted.items() if value})
    return asked & Q(verified_by_waiver=WAIVED[waiver]) if waiver else asked


def _rule_version() -> Subquery:
    newest = Verdict.objects.filter(credit=OuterRef("pk")).order_by("-id")
    return Subquery(newest.values("rule_version")[:1])


def sums(**criteria: Any) -> list[StatusSum]:
    """What the credits of these criteria come to by status, in two queries; a status that none has is left out.

    From the kept totals, unless it is asked for what those do not tell apart.
    """
    one_by_one, credits = _one_by_one(criteria), matching(**criteria)
    rows: QuerySet[Any] = credits if one_by_one else CreditTotal.objects.filter(_alike(**criteria))
    waived = Q(verified_by_waiver=True)
    found = rows.order_by().values("status").annotate(
        count=Count("id") if one_by_one else Sum("credits"),
        energy=Sum("milliwatt_hours"), mass=Sum("grams"),
        waived=Count("id", filter=waived) if one_by_one else Sum("credits", filter=waived, default=0),
    )  # fmt: skip
    known = {row["status"]: row for row in found if row["count"]}
    since = adjusted(credits) if Status.SUBMITTED in known else NOTHING
    return [
        StatusSum(
            status, row["count"], row["energy"], row["mass"], row["waived"], since if status in FINAL else NOTHING
        )
        for status in Status
        if (row := known.get(status))
    ]


def count(**criteria: Any) -> int:
    """How many credits these criteria hold of, from the kept totals where those tell them apart."""
    if _one_by_one(criteria):
        return matching(**criteria).count()
    added: int = CreditTotal.objects.filter(_alike(**criteria)).aggregate(added=Sum("credits", default=0))["added"]
    return added


def _one_by_one(criteria: dict[str, Any]) -> bool:
    return any(criteria.get(name) for name in ("q", "inverter", "version"))


def shown(rows: QuerySet[CarbonCredit], *, after: str = "", before: str = "") -> Page:
    """One page of them, the newest day first. Raises BadCursorError."""
    return page(_with_particulars(rows), NEWEST_FIRST, PAGE_SIZE, after=after, before=before)


def each(rows: QuerySet[CarbonCredit]) -> Iterator[CarbonCredit]:
    """All of them in the same order, one after the other."""
    return _with_particulars(rows).order_by(*NEWEST_FIRST.columns).iterator()


def _with_particulars(rows: QuerySet[CarbonCredit]) -> QuerySet[CarbonCredit]:
    named = rows.select_related("factor").annotate(inverter_name=F("inverter__name"))
    since = Adjustment.objects.filter(credit=OuterRef("pk")).order_by().values("credit").annotate(mass=Sum("grams"))
    found = Finding.objects.filter(credit=OuterRef("pk"), decision=None)
    return named.annotate(
        rule_version=_rule_version(), adjusted_grams=Subquery(since.values("mass")), finding_open=Exists(found)
    )


@dataclass(frozen=True)
class Chosen:
    """The credits meant by an act, with their inverters. next: where the rest begins, empty where none is left."""

    credits: list[CarbonCredit]
    next: str = ""


def chosen(ids: list[int], most: int) -> Chosen:
    """Those named, in the order of the list."""
    rows = CarbonCredit.objects.filter(pk__in=ids[:most]).select_related("inverter", "factor")
    return Chosen(list(rows.order_by(*NEWEST_FIRST.columns)))


def all_that_match(rows: QuerySet[CarbonCredit], act: str, most: int, *, start: str = "") -> Chosen:
    """The first so many of those that match and can be acted on, from a place on. Raises BadCursorError."""
    rows = rows.filter(status__in=OPEN_TO[act]).select_related("inverter", "factor")
    found: Page = page(rows, NEWEST_FIRST, most, after=start)
    return Chosen(found.rows, found.next)


def left(rows: QuerySet[Any], start: str) -> int:
    """How many of them follow a place in the list. Raises BadCursorError."""
    return rows.filter(NEWEST_FIRST.beyond(start, backwards=False)).count() if start else 0
