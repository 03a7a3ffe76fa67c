"""What inverters made of what the sky allowed: actual over expected energy, for lists of many of them.

Expected is the satellite's irradiation in the plane of the array times its size (IEC 61724-1's performance ratio), over
the hours that were measured. The month is taken whole. A life is taken by days spread evenly over it, never more than
`LIFE_DAYS`: its cost does not grow with its length, and whole years of curves for a list are not derived while
somebody waits.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db.models import OuterRef, Subquery

from credits.services.batches import day_batch
from credits.verification import allowed, expected
from inverters.models import Inverter, ProductionDay
from inverters.selectors import InverterDay
from inverters.sparse_selectors import sparse_evidence

MONTH = timedelta(days=30)
LIFE_DAYS = 32


@dataclass(frozen=True)
class Performance:
    """Actual over expected energy, None where no measured hour has its satellite's. days: taken of the life."""

    month: float | None = None
    lifetime: float | None = None
    days: int = 0


def performance(*, inverters: Sequence[Inverter], newest: date | None, now: datetime) -> dict[int, Performance]:
    """Of each of these inverters with their equipment, the month up to the newest day of data, and the life."""
    if newest is None or not inverters:
        return {}
    ids = [inverter.pk for inverter in inverters]
    spread = _spread(ids)
    month = {newest - timedelta(days=back) for back in range(MONTH.days)}
    wanted = _measured(ids, month.union(*spread.values()))
    wanted = [one for one in wanted if one[1] in month or one[1] in spread[one[0]]]
    made, given = _energies(inverters, wanted, now)
    in_month = np.array([day in month for _, day in wanted], bool)
    in_life = np.array([day in spread[key] for key, day in wanted], bool)
    owner = np.array([key for key, _ in wanted], np.int64)
    return {
        key: Performance(
            month=_ratio(made, given, in_month & (owner == key)),
            lifetime=_ratio(made, given, in_life & (owner == key)),
            days=int((in_life & (owner == key) & (given > 0)).sum()),
        )
        for key in ids
    }


def _spread(ids: Sequence[int]) -> Mapping[int, set[date]]:
    """Days spread evenly over each life, on grids that nest, so that many lives ask for few days in all."""
    measured = ProductionDay.objects.filter(inverter=OuterRef("pk"), reading_count__gt=0)
    # One step along the index each: the least and the greatest of a group would be looked for among all its days.
    ends = (Subquery(measured.order_by(order).values("date")[:1]) for order in ("date", "-date"))
    found: dict[int, set[date]] = defaultdict(set)
    for key, *days in Inverter.objects.filter(pk__in=ids).order_by().values_list("pk", *ends):
        if None in days:
            continue
        first, last = (day.toordinal() for day in days)
        step = 1
        while (last - first) // step + 1 > LIFE_DAYS:
            step *= 2
        start = first + -first % step
        found[key] = {date.fromordinal(day) for day in range(start, last + 1, step)}
    return found


def _measured(ids: Sequence[int], days: set[date]) -> list[InverterDay]:
    rows = ProductionDay.objects.filter(inverter_id__in=ids, date__in=days, reading_count__gt=0)
    return list(rows.order_by("inverter_id", "date").values_list("inverter_id", "date"))


def _energies(inverters: Sequence[Inverter], wanted: list[InverterDay], now: datetime) -> tuple[np.ndarray, np.ndarray]:
    """Energy and theoretical energy of each day, over the hours that have both; float64 (n,). [kWh]"""
    evidence = sparse_evidence(inverters, wanted)
    batch = day_batch(evidence, now)
    theoretical = allowed.allowed(batch, expected.derive(batch)).theoretical
    both = np.isfinite(evidence.curve.kwh) & np.isfinite(theoretical)
    made, given = (np.where(both, curve, 0.0).sum(axis=1) for curve in (evidence.curve.kwh, theoretical))
    return made, given


def _ratio(made: np.ndarray, given: np.ndarray, which: np.ndarray) -> float | None:
    total = float(given[which].sum())
    return float(made[which].sum()) / total if total > 0 else None
