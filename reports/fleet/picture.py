"""The parts of the fleet's page that look at every inverter: the maps, the worst, and what is counted one by one.

Of a small fleet they are made for each reader. Of a large one they are kept for some minutes and say from when they
are; the worker makes them anew before that (`reports.tasks`), so that no reader waits. Totals, the month and the flags
that wait are live.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache

from reports.audit.standing_selectors import standings
from reports.fleet.map_presenter import Maps, maps
from reports.fleet.needs_presenter import WorstRow, worst_rows
from reports.fleet.needs_selectors import Waits, waits
from reports.fleet.selectors import in_service, reporting_day
from reports.fleet.worst import silent_days, worst

LIVE_MOST = 500
"""Inverters that are looked at in some 30 ms."""
KEPT_FOR = timedelta(minutes=10)
KEY = "fleet-picture-1"
"""To be counted up where what is kept changes its shape."""


@dataclass(frozen=True)
class Picture:
    """What was seen. kept: whether it may be some minutes old. silent: inverters without readings for whole days."""

    maps: Maps | None
    worst: list[WorstRow]
    silent: int
    waits: Waits
    taken_at: datetime
    kept: bool = False


def picture(inverters: int, newest: date | None, now: datetime) -> Picture:
    """The picture for a reader. inverters, newest: how many are in service on the newest day of data."""
    if inverters <= LIVE_MOST:
        return _taken(newest, now, kept=False)
    found: Picture | None = cache.get(KEY)
    return found if found and now - found.taken_at < KEPT_FOR else _kept_anew(newest, now)


def refresh(now: datetime) -> bool:
    """Keep a new picture where the fleet is large; says whether it is."""
    newest = reporting_day()
    large = in_service(newest).count() > LIVE_MOST
    if large:
        _kept_anew(newest, now)
    return large


def _kept_anew(newest: date | None, now: datetime) -> Picture:
    taken = _taken(newest, now, kept=True)
    cache.set(KEY, taken, KEPT_FOR.total_seconds())
    return taken


def _taken(newest: date | None, now: datetime, *, kept: bool) -> Picture:
    found = standings(newest, now.date())
    return Picture(
        maps=maps(found, newest),
        worst=worst_rows(worst(found, newest)),
        silent=sum(1 for one in found if silent_days(one, newest)),
        waits=waits(),
        taken_at=now,
        kept=kept,
    )
