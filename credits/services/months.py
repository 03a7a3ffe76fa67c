"""The days that stand around judged ones, so that a month is judged from the same batch as its day."""

from datetime import timedelta

import numpy as np

from credits.verification.window import REACH_DAYS, Window, nearest
from inverters.models import ProductionDay
from inverters.selectors import InverterDay


def with_months(wanted: list[InverterDay]) -> tuple[list[InverterDay], Window]:
    """The wanted days, in their order, followed by those of their months that have readings; and which are whose."""
    if not wanted:
        return [], nearest(*(np.zeros(0, kind) for kind in ("int64", "datetime64[D]", "int64")))
    others = sorted(_stored_around(wanted) - set(wanted))
    days = [*wanted, *others]
    owner = np.array([inverter_id for inverter_id, _ in days], np.int64)
    window = nearest(owner, np.array([day for _, day in days], "datetime64[D]"), np.arange(len(wanted)))
    used = np.unique(window.days[window.days >= 0])
    renumbered = np.where(window.days >= 0, np.searchsorted(used, window.days), -1)
    return [days[at] for at in used.tolist()], Window(window.rows, renumbered)


def _stored_around(wanted: list[InverterDay]) -> set[InverterDay]:
    dates, reach = [day for _, day in wanted], timedelta(days=REACH_DAYS)
    rows = ProductionDay.objects.filter(inverter_id__in={one for one, _ in wanted}, reading_count__gt=0)
    rows = rows.filter(date__range=(min(dates) - reach, max(dates) + reach))
    return set(rows.order_by().values_list("inverter_id", "date"))
