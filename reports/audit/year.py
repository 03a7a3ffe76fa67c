"""One year of an inverter, day by day: what was measured, what became of it, and how it compares with its sky."""

import math
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.db.models import Subquery

from credits.models import CarbonCredit
from credits.services import allowed
from inverters.models import Inverter, ProductionDay


@dataclass(frozen=True)
class YearDay:
    """One measured day. ratio: energy over the theoretical output of the same hours, NaN where no satellite is known.

    daylight: the measured share of its daylight. credit: None where none was calculated.
    """

    day: date
    milliwatt_hours: int
    ratio: float
    daylight: float
    credit: CarbonCredit | None


@dataclass(frozen=True)
class Year:
    """The measured days of a year, and the first and last year in which there are any."""

    year: int
    days: dict[date, YearDay]
    first: int
    last: int


def year_of(inverter: Inverter, year: int | None, now: datetime) -> Year:
    """A year of an inverter, by default its newest with readings: as many queries for 365 days as for one."""
    measured = ProductionDay.objects.filter(inverter=inverter, reading_count__gt=0)
    # One step along the index each: the least and the greatest together would be looked for among all its days.
    ends = (Subquery(measured.order_by(order).values("date")[:1]) for order in ("date", "-date"))
    first, last = (day or now.date() for day in Inverter.objects.filter(pk=inverter.pk).values_list(*ends).get())
    chosen = year or last.year
    dates = list(measured.filter(date__year=chosen).order_by("date").values_list("date", flat=True))
    return Year(chosen, _days(inverter, dates, now), first.year, last.year)


def _days(inverter: Inverter, dates: list[date], now: datetime) -> dict[date, YearDay]:
    if not dates:
        return {}
    evidence, found = allowed.over(inverter_id=inverter.pk, days=dates, now=now)
    credits = {one.date: one for one in CarbonCredit.objects.filter(inverter=inverter, date__in=dates)}
    both = np.isfinite(evidence.curve.kwh) & np.isfinite(found.theoretical)
    made, given = (np.where(both, curve, 0.0).sum(axis=1) for curve in (evidence.curve.kwh, found.theoretical))
    return {
        day: YearDay(
            day=day,
            milliwatt_hours=total.milliwatt_hours if total else 0,
            ratio=float(made[row] / given[row]) if given[row] > 0 else math.nan,
            daylight=float(found.daylight[row]),
            credit=credits.get(day),
        )
        for row, (day, total) in enumerate(zip(dates, map(evidence.production.total, range(len(dates))), strict=True))
    }
