"""Reads: which stored days resemble the wanted ones, found by the prints kept with them and never by all pairs."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from inverters.cloud_selectors import AT_ONCE, MOST_RIVALS, Place, distances_km, sharing_clouds
from inverters.columns import DayOf, MicrosecondOf, blocks, columns
from inverters.constants import SLOTS
from inverters.curves import MISSING, utc
from inverters.models import ProductionDay
from inverters.production_selectors import keys_of

InverterDay = tuple[int, date]
Received = tuple[int, int, date]
"""When a day came: the instant in microseconds, its batch's number where two are equal, within one file the date."""


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


@dataclass(frozen=True)
class _Stored:
    """Production days that came with a known upload, by inverter and date; keys: see `keys_of`."""

    keys: np.ndarray
    curves: np.ndarray
    days: list[StoredDay]

    @classmethod
    def found(cls, **filters: object) -> "_Stored":
        """Those that pass the filters, in one query."""
        facts = (
            MicrosecondOf("batch__received_at"),
            "batch_id",
            "inverter__gps_lat",
            "inverter__gps_lon",
            "digit_print",
        )
        rows = ProductionDay.objects.filter(batch__isnull=False, **filters).order_by()
        owner, day, curve, *told = columns(rows.values_list("inverter_id", DayOf("date"), "curve", *facts))
        keys = keys_of(np.array(owner, np.int64), np.array(day, np.int64))
        dates = np.array(day, np.int64).astype("datetime64[D]").tolist()
        found = [
            StoredDay(one, date, (received_us, batch_id, date), block, (latitude, longitude), digits)
            for one, date, block, received_us, batch_id, latitude, longitude, digits in zip(
                owner, dates, curve, *told, strict=True
            )
        ]
        order = np.argsort(keys)
        return cls(keys[order], blocks(curve, "<i8", SLOTS)[order], [found[at] for at in order.tolist()])

    def at(self, keys: np.ndarray) -> np.ndarray:
        """Where these days are; -1 where they are not."""
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[places] == keys, places, -1) if len(self.keys) else np.full(keys.shape, -1)

    def months(self, owner: np.ndarray, dates: np.ndarray) -> np.ndarray:
        """Energy of inverters on the dates of a month each; int64 (m, w, 24), `MISSING` where there is none."""
        at = np.where(np.isnat(dates), -1, self.at(keys_of(owner[:, None], dates)))
        return np.where((at >= 0)[:, :, None], self.curves[at], MISSING)


def _stored_days(wanted: list[InverterDay]) -> dict[InverterDay, StoredDay]:
    dates = [day for _, day in wanted]
    ids = {inverter_id for inverter_id, _ in wanted}
    rows = _Stored.found(inverter_id__in=ids, date__range=(min(dates), max(dates))).days
    asked = set(wanted)
    return {(row.inverter_id, row.date): row for row in rows if (row.inverter_id, row.date) in asked}


def _by_digits(
    wanted: list[InverterDay],
    mine: dict[InverterDay, StoredDay],
    days_of_month: int,
) -> list[Lookalike]:
    """For each wanted day the earliest of the days that share its digit print."""
    prints = sorted({row.digit_print for row in mine.values() if row.digit_print is not None})
    last = utc(max((row.received[0] for row in mine.values()), default=0))
    likes: dict[int | None, list[StoredDay]] = defaultdict(list)
    for start in range(0, len(prints), AT_ONCE):
        some = _Stored.found(digit_print__in=prints[start : start + AT_ONCE], batch__received_at__lte=last)
        for row in some.days:
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
                found.append((number, own, row, nothing))
    return _lookalikes(found)


def _lookalikes(found: list[tuple[int, StoredDay, StoredDay, np.ndarray]]) -> list[Lookalike]:
    """Of which wanted day, that day, the one that resembles it, and its month."""
    here = np.array([own.place for _, own, _, _ in found]).reshape(-1, 2)
    there = np.array([other.place for _, _, other, _ in found]).reshape(-1, 2)
    apart = distances_km(here, there).tolist()
    return [
        Lookalike(number, row, month, row.received < own.received, km)
        for (number, own, row, month), km in zip(found, apart, strict=True)
    ]


def _by_clouds(wanted: list[InverterDay], mine: dict[InverterDay, StoredDay], months: np.ndarray) -> list[Lookalike]:
    """For each wanted day the same date of the near inverters that shared its month's clouds."""
    known = months[~np.isnat(months)]
    period = (known.min().item(), known.max().item())
    rivals = sharing_clouds(wanted, months)
    ids = {rival for others in rivals for rival in others}
    if not ids:
        return []
    stored = _Stored.found(inverter_id__in=ids, date__range=period)
    pairs = [(number, rival) for number, others in enumerate(rivals) for rival in others if wanted[number] in mine]
    row, owner = np.array(pairs, np.int64).reshape(-1, 2).T
    at = stored.at(keys_of(owner, np.array([day for _, day in wanted], "datetime64[D]")[row]))
    row, owner, at = (column[at >= 0] for column in (row, owner, at))
    month = stored.months(owner, months.astype("datetime64[D]")[row])
    found = zip(row.tolist(), at.tolist(), month, strict=True)
    return _lookalikes([(number, mine[wanted[number]], stored.days[place], one) for number, place, one in found])
