"""Reads: which stored days resemble the wanted ones, found by the prints kept with them and never by all pairs."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import numpy as np

from inverters.cloud_selectors import AT_ONCE, MOST_RIVALS, Place, distance_km, sharing_clouds
from inverters.constants import SLOTS
from inverters.curves import MISSING
from inverters.models import ProductionDay

InverterDay = tuple[int, date]
Received = tuple[datetime, int, date]
"""When a day came: the instant, its batch's number where two are equal, and within one file the date."""


class StoredDay(NamedTuple):
    """One production day, as it is compared."""

    inverter_id: int
    date: date
    received: Received
    curve: bytes
    place: Place
    digit_print: int | None = None


@dataclass(frozen=True)
class Lookalike:
    """A stored day that resembles a wanted one: `row` says which. Months are filled only where shapes agree."""

    row: int
    day: StoredDay
    month: np.ndarray
    earlier: bool
    distance_km: float


def lookalikes(wanted: list[InverterDay], months: np.ndarray) -> list[Lookalike]:
    """The days that share digits with the wanted ones, and those of near inverters that shared their clouds.

    months : datetime64[D] (n, w), the dates of each wanted day's month; NaT is none.

    Seven queries, and one more for every `AT_ONCE` prints. A day with the same digits that was received later than all
    wanted ones is not even looked at, so that nobody makes judging slow by sending copies.
    """
    if not wanted:
        return []
    mine = _stored_days(wanted)
    return _by_digits(wanted, mine, months.shape[1]) + _by_clouds(wanted, mine, months)


def _rows(**filters: object) -> list[StoredDay]:
    place = ("inverter__gps_lat", "inverter__gps_lon")
    names = ("inverter_id", "date", "batch__received_at", "batch_id", "curve", "digit_print", *place)
    found = ProductionDay.objects.filter(batch__isnull=False, **filters).order_by("inverter_id", "date")
    return [
        StoredDay(inverter_id, day, (received_at, batch_id, day), bytes(curve), (latitude, longitude), digits)
        for inverter_id, day, received_at, batch_id, curve, digits, latitude, longitude in found.values_list(*names)
    ]


def _stored_days(wanted: list[InverterDay]) -> dict[InverterDay, StoredDay]:
    dates = [day for _, day in wanted]
    ids = {inverter_id for inverter_id, _ in wanted}
    rows = _rows(inverter_id__in=ids, date__range=(min(dates), max(dates)))
    asked = set(wanted)
    return {(row.inverter_id, row.date): row for row in rows if (row.inverter_id, row.date) in asked}


def _by_digits(
    wanted: list[InverterDay],
    mine: dict[InverterDay, StoredDay],
    days_of_month: int,
) -> list[Lookalike]:
    """For each wanted day the earliest of the days that share its digit print."""
    prints = sorted({row.digit_print for row in mine.values() if row.digit_print is not None})
    last = max((row.received[0] for row in mine.values()), default=None)
    likes: dict[int | None, list[StoredDay]] = defaultdict(list)
    for start in range(0, len(prints), AT_ONCE):
        for row in _rows(digit_print__in=prints[start : start + AT_ONCE], batch__received_at__lte=last):
            likes[row.digit_print].append(row)
    for rows in likes.values():
        rows.sort(key=lambda row: row.received)
    nothing = np.full((days_of_month, SLOTS), MISSING, np.int64)
    found = []
    for number, key in enumerate(wanted):
        own = mine.get(key)
        if own is None or own.digit_print is None:
            continue
        for row in likes[own.digit_print][: MOST_RIVALS + 1]:
            if (row.inverter_id, row.date) != key:
                found.append(_lookalike(number, own, row, nothing))
    return found


def _lookalike(number: int, own: StoredDay, row: StoredDay, month: np.ndarray) -> Lookalike:
    apart = distance_km(own.place, row.place)
    return Lookalike(number, row, month, row.received < own.received, apart)


def _by_clouds(wanted: list[InverterDay], mine: dict[InverterDay, StoredDay], months: np.ndarray) -> list[Lookalike]:
    """For each wanted day the same date of the near inverters that shared its month's clouds."""
    known = months[~np.isnat(months)]
    period = (known.min().item(), known.max().item())
    rivals = sharing_clouds(wanted, months)
    ids = {rival for others in rivals for rival in others}
    stored = {(row.inverter_id, row.date): row for row in _rows(inverter_id__in=ids, date__range=period)}
    found = []
    for number, key in enumerate(wanted):
        for rival in rivals[number]:
            row, own = stored.get((rival, key[1])), mine.get(key)
            if row and own:
                month = _month(rival, months[number], stored)
                found.append(_lookalike(number, own, row, month))
    return found


def _month(rival: int, dates: np.ndarray, stored: dict[InverterDay, StoredDay]) -> np.ndarray:
    """A rival's energy on these dates; int64 (w, 24), `MISSING` where it has none."""
    nothing = np.full(SLOTS, MISSING, "<i8").tobytes()
    days = [stored.get((rival, day)) for day in dates.tolist()]
    blocks = b"".join(day.curve if day else nothing for day in days)
    return np.frombuffer(blocks, "<i8").astype(np.int64).reshape(-1, SLOTS)
