"""Reads of what happened to credits after they were submitted: corrections of their days, debits and additions.

They are few beside the credits, so that each question begins with them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from credits.finding_selectors import held_against, open_findings
from credits.models import Adjustment, CarbonCredit, Correction, Status


@dataclass(frozen=True)
class Adjusted:
    """Adjustments added up. debited, added: grams of CO2, both positive; milliwatt_hours: of both, signed."""

    count: int = 0
    debited: int = 0
    added: int = 0
    milliwatt_hours: int = 0

    @property
    def grams(self) -> int:
        """What they come to together; negative is a debit."""
        return self.added - self.debited


NOTHING = Adjusted()


def adjusted(of: QuerySet[CarbonCredit] | None = None) -> Adjusted:
    """What the adjustments of these credits come to, or of all."""
    found = Adjustment.objects.all()
    if of is not None:
        # Asked for each adjustment, by key: a list of millions of credits is never made.
        found = found.filter(Exists(of.order_by().filter(pk=OuterRef("credit"))))
    return _added(found.aggregate(**SUMS))


def adjusted_each(credit_ids: list[int]) -> dict[int, Adjusted]:
    """The same for each of these credits that has any."""
    mine = Adjustment.objects.filter(credit_id__in=credit_ids).order_by()
    rows: Any = mine.values("credit_id").annotate(**SUMS)
    return {row["credit_id"]: _added(row) for row in rows}


SUMS: dict[str, Any] = {
    "count": Count("id"),
    "debited": Sum("grams", filter=Q(grams__lt=0), default=0),
    "added": Sum("grams", filter=Q(grams__gt=0), default=0),
    "energy": Sum("milliwatt_hours", default=0),
}


def _added(row: dict[str, Any]) -> Adjusted:
    return Adjusted(row["count"], -row["debited"], row["added"], row["energy"])


def unsettled(credits: QuerySet[CarbonCredit] | None = None) -> QuerySet[CarbonCredit]:
    """Submitted credits whose corrected day comes to more than what counts of it: the rest waits to be verified.

    Each has `corrected`, the day's milliwatt-hours, and `counting`, what of them counts. Not where a finding is open or
    was upheld: there people have said, or will say, what the day is worth.
    """
    mine = Correction.objects.filter(credit=OuterRef("pk")).order_by("-id")
    rows = CarbonCredit.objects.all() if credits is None else credits
    rows = rows.filter(pk__in=Correction.objects.values("credit"), status=Status.SUBMITTED)
    found = rows.exclude(Exists(held_against().filter(credit=OuterRef("pk")))).annotate(
        corrected=Subquery(mine.values("milliwatt_hours")[:1]), counting=F("milliwatt_hours") + by_corrections()
    )
    return found.filter(corrected__gt=F("counting"))


def unsettled_days(inverter_id: int, days: list[date]) -> dict[date, str]:
    """Those of an inverter's days after whose submission something is still open, each with what it is."""
    mine = CarbonCredit.objects.filter(inverter_id=inverter_id, date__in=days)
    found = dict.fromkeys(unsettled(mine).values_list("date", flat=True), "its correction waits to be verified")
    open_ = open_findings().filter(credit__in=mine)
    return found | dict.fromkeys(open_.values_list("credit__date", flat=True), "a finding about it is open")


def by_corrections() -> Coalesce:
    """The milliwatt-hours by which corrections have adjusted a credit, as a column of it."""
    mine = Adjustment.objects.filter(credit=OuterRef("pk"), kind=Adjustment.Kind.CORRECTION).order_by()
    sums = mine.values("credit").annotate(energy=Sum("milliwatt_hours"))
    return Coalesce(Subquery(sums.values("energy")), 0)
