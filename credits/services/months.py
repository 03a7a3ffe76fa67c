"""The days that stand around judged ones, so that a month is judged from the same batch as its day."""

from datetime import date, timedelta

import numpy as np

from credits.verification.window import REACH_DAYS, Window, nearest
from inverters.models import ProductionDay
from inverters.selectors import InverterDay

Readings = tuple[tuple[date, bytes], ...]
"""A month's days with the digest of the readings of each."""


def with_months(wanted: list[InverterDay]) -> tuple[list[InverterDay], Window]:
    """The wanted days, in their order, followed by those of their months that have readings; and which are whose."""
    stored = set(_stored_around(wanted))
    if not wanted:
        return [], nearest(*(np.zeros(0, kind) for kind in ("int64", "datetime64[D]", "int64")))
    days = [*wanted, *sorted(stored - set(wanted))]
    window = _window(days, len(wanted))
    used = np.unique(window.days[window.days >= 0])
    renumbered = np.where(window.days >= 0, np.searchsorted(used, window.days), -1)
    return [days[at] for at in used.tolist()], Window(window.rows, renumbered)


def month_readings(wanted: list[InverterDay]) -> list[Readings]:
    """What each wanted day's month is made of now, in one query."""
    stored = _stored_around(wanted)
    days = [*wanted, *sorted(set(stored) - set(wanted))]
    window = _window(days, len(wanted))
    months = [[days[at] for at in around if at >= 0] for around in window.days.tolist()]
    return [tuple((key[1], stored[key]) for key in month if key in stored) for month in months]


def _window(days: list[InverterDay], judged: int) -> Window:
    owner = np.array([inverter_id for inverter_id, _ in days], np.int64)
    return nearest(owner, np.array([day for _, day in days], "datetime64[D]"), np.arange(judged))


def _stored_around(wanted: list[InverterDay]) -> dict[InverterDay, bytes]:
    """The days around the wanted ones that have readings, with their digests."""
    if not wanted:
        return {}
    dates, reach = [day for _, day in wanted], timedelta(days=REACH_DAYS)
    rows = ProductionDay.objects.filter(inverter_id__in={one for one, _ in wanted}, reading_count__gt=0)
    rows = rows.filter(date__range=(min(dates) - reach, max(dates) + reach)).order_by()
    found = rows.values_list("inverter_id", "date", "digest")
    return {(inverter_id, day): bytes(digest) for inverter_id, day, digest in found}
