"""Reads of the judgement."""

from datetime import date

from django.db import connection
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from credits.models import CarbonCredit, Status, Verdict
from inverters.models import ProductionDay


def credits() -> QuerySet[CarbonCredit]:
    """Credits with all that an answer says of them."""
    return CarbonCredit.objects.select_related("factor")


_ANY = "SELECT 1 FROM credits_carboncredit WHERE inverter_id = %s AND date BETWEEN %s AND %s LIMIT 1"


def has_credits(inverter_id: int, days: list[date]) -> bool:
    """Whether there may be a credit of any of these days: one lies between the first and the last.

    Written out, for every upload asks it twice, and most bring a day that nobody has calculated yet.
    """
    if not days:
        return False
    adapt = connection.ops.adapt_datefield_value
    with connection.cursor() as cursor:
        cursor.execute(_ANY, [inverter_id, adapt(min(days)), adapt(max(days))])
        return cursor.fetchone() is not None


def submitted_days(inverter_id: int, days: list[date]) -> set[date]:
    """Those of the days whose credit was submitted, and is final."""
    if not has_credits(inverter_id, days):
        return set()
    submitted = CarbonCredit.objects.filter(inverter_id=inverter_id, date__in=days, status=Status.SUBMITTED)
    return set(submitted.values_list("date", flat=True))


def latest_verdicts(credit_ids: list[int]) -> dict[int, Verdict]:
    """The newest verdict of each of these credits; the older ones are not read."""
    newest = Verdict.objects.filter(credit_id__in=credit_ids).order_by().values("credit_id").annotate(newest=Max("id"))
    rows = Verdict.objects.filter(id__in=newest.values("newest")).select_related("credit")
    return {row.credit_id: row for row in rows}


def in_life() -> Q:
    """Rows of days on which their inverter was in service."""
    begun = Q(inverter__commissioned=None) | Q(date__gte=F("inverter__commissioned"))
    return begun & (Q(inverter__retired=None) | Q(date__lte=F("inverter__retired")))


def uncredited_days(inverter_ids: list[int]) -> QuerySet[ProductionDay, tuple[int, date]]:
    """The days of these inverters that have readings and no credit yet, as inverter's number and day, in this order."""
    credit = CarbonCredit.objects.filter(inverter=OuterRef("inverter"), date=OuterRef("date"))
    measured = ProductionDay.objects.filter(inverter_id__in=inverter_ids, reading_count__gt=0)
    return measured.filter(~Exists(credit)).order_by("inverter_id", "date").values_list("inverter_id", "date")
