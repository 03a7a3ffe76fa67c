"""Reads of the judgement."""

from datetime import date

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from credits.models import CarbonCredit, Status, Verdict
from inverters.models import ProductionDay


def credits() -> QuerySet[CarbonCredit]:
    """Credits with all that an answer says of them."""
    return CarbonCredit.objects.select_related("factor")


def submitted_days(inverter_id: int, days: list[date]) -> set[date]:
    """Those of the days whose credit was submitted, and is final."""
    return set(
        CarbonCredit.objects.filter(inverter_id=inverter_id, date__in=days, status=Status.SUBMITTED).values_list(
            "date", flat=True
        )
    )


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
