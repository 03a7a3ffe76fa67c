"""Whose readings are these? The inverters that somebody may mean, and how an upload's days stand."""

from collections import Counter
from datetime import date

from credits.models import CarbonCredit
from inverters.models import Inverter

SUGGESTED = 8


def inverters_meant(text: str) -> list[Inverter]:
    """The inverter with that number or exactly that name, or those whose names hold the text; few, by name."""
    text = text.strip()
    known = Inverter.objects.with_equipment()
    if text.isdecimal() and (found := known.filter(pk=int(text)).first()):
        return [found]
    exact = list(known.filter(name__iexact=text)[:SUGGESTED])
    return exact or list(known.filter(name__icontains=text).order_by("name", "pk")[:SUGGESTED])


def credits_by_status(inverter: Inverter, days: list[date]) -> dict[str, int]:
    """How many credits of these days stand in each status."""
    if not days:
        return {}
    rows = CarbonCredit.objects.filter(inverter=inverter, date__gte=min(days), date__lte=max(days))
    wanted = set(days)
    return dict(Counter(status for day, status in rows.values_list("date", "status") if day in wanted))
