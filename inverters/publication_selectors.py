"""Reads for commit before reveal: when a day's readings were here, and what is known of when its hours were public.

What is stored is enough: an hour's first revision points to the reply that brought it, and every asking of the service
is kept, those in which an hour was not published yet among them. A file that was imported says nothing about NASA: its
hours were *first stored here* when it came, and how long they had been public is not known.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateTimeField, Expression, ExpressionWrapper, F, Func, IntegerField, Max, Value
from django.db.models.lookups import Exact
from django.db.models.sql.compiler import SQLCompiler

from inverters.archive_selectors import Received
from inverters.archive_selectors import received as received_of
from inverters.columns import MicrosecondOf, columns
from inverters.constants import SLOTS
from inverters.curves import DAY_US, HOUR_US, MINUTE_US, microseconds, utc
from inverters.models import InverterReading, SatelliteFetch, SatelliteHour
from inverters.models.satellite import ReferenceKind
from inverters.selectors import Evidence

HOUR = timedelta(hours=1)
LAST_SLOT = timedelta(hours=SLOTS - 1)

Place = tuple[float, float]


@dataclass(frozen=True)
class Publication:
    """What is known of one day's satellite hours.

    first_stored_at: when the first of them came here, None while there are none. last_absent_at: when the service was
    last asked for them and had none, before that; None where nobody asked. from_file: whether a file brought them.
    """

    first_stored_at: datetime | None
    last_absent_at: datetime | None
    from_file: bool


def last_received(evidence: Evidence) -> list[datetime | None]:
    """When the last of each day's readings that count came; None for a day without readings.

    One query for the archive, and one for each way in which days are cut: a zone's offset with a clock's own, and what
    its stamps mark. Readings are told apart by the hour, so one that holds a midnight, where zones differ by half
    hours, counts for both of its days.
    """
    received: list[datetime | None] = [None] * len(evidence)
    offset = evidence.each(lambda one: one.equipment.clock_offset_minutes, np.int64) * MINUTE_US
    marks_end = evidence.each(lambda one: one.equipment.clock.marks_end, bool)
    first = evidence.midnights_us + offset
    hour = first // HOUR_US * HOUR_US
    away = received_of(evidence.owner, hour.astype("datetime64[us]").astype("datetime64[D]")) if len(evidence) else []
    for at_end, begin in sorted(set(zip(marks_end.tolist(), (hour % DAY_US).tolist(), strict=True))):
        rows = np.flatnonzero((marks_end == at_end) & (hour % DAY_US == begin))
        cut = _Cut(at_end, begin, evidence.owner[rows], hour[rows] // DAY_US, away)
        came, late = cut.came(), {}
        if (split := first[rows] > hour[rows]).any():
            late = cut.came(of_next_hour=True)
        for row, key, both in zip(rows.tolist(), cut.keys, split.tolist(), strict=True):
            last = [came.get(key), late.get(key) if both else None]
            received[row] = max((at for at in last if at is not None), default=None)
    return received


@dataclass(frozen=True)
class _Cut:
    """Days of one cut: they begin so long after midnight UTC by their loggers' clocks; day: int64 (n,), since 1970.

    away: when readings in the archive came.
    """

    marks_end: bool
    begin: int
    owner: np.ndarray
    day: np.ndarray
    away: list[Received]

    @property
    def keys(self) -> list[tuple[int, int]]:
        return list(zip(self.owner.tolist(), self.day.tolist(), strict=True))

    def came(self, *, of_next_hour: bool = False) -> dict[tuple[int, int], datetime]:
        """By inverter and day, when the last reading came: of its 24 hours, or of the one after them.

        A stamp at the end of its interval belongs to the moment before it.
        """
        stamp = F("timestamp") - Value(timedelta(microseconds=1)) if self.marks_end else F("timestamp")
        edge = timedelta(microseconds=1) if self.marks_end else timedelta(0)
        begin = utc(self.begin) - utc(0)
        found = InverterReading.objects.filter(
            inverter_id__in=np.unique(self.owner).tolist(),
            state=InverterReading.State.FINAL,
            timestamp__gte=utc(int(self.day.min()) * DAY_US) + begin + edge,
            timestamp__lt=utc(int(self.day.max() + 1 + of_next_hour) * DAY_US) + begin + edge,
        ).annotate(day=DayNumber(ExpressionWrapper(stamp, DateTimeField()), begin))
        if of_next_hour:
            found = found.filter(
                Exact(DayNumber(ExpressionWrapper(stamp, DateTimeField()), begin + HOUR), F("day") - 1)
            )
        asked = found.order_by().values("inverter_id", "day").annotate(at=MicrosecondOf(Max("batch__received_at")))
        rows = zip(*columns(asked.values_list("inverter_id", "day", "at")), strict=True)
        came = {(one, number - of_next_hour): instant for one, number, instant in rows}
        for key, instant in self._archived(of_next_hour=of_next_hour):
            came[key] = max(instant, came.get(key, instant))
        return {key: utc(instant) for key, instant in came.items()}

    def _archived(self, *, of_next_hour: bool) -> Iterator[tuple[tuple[int, int], int]]:
        """The same of readings in the archive, file by file."""
        for owner, stamps, came in self.away:
            moments = stamps - self.marks_end - self.begin
            days = moments // DAY_US
            inside = (moments - HOUR_US) // DAY_US < days if of_next_hour else np.ones(len(days), bool)
            for number in np.unique(days[inside]).tolist():
                yield (owner, number - of_next_hour), int(came[inside & (days == number)].max())


class DayNumber(Func):
    """The number of the day since 1970 that an instant falls on, where days begin so long after midnight UTC."""

    output_field = IntegerField()
    template = "FLOOR((EXTRACT(EPOCH FROM %(expressions)s) - %(begin)s) / 86400)::integer"

    def __init__(self, instant: Expression, begin: timedelta) -> None:
        super().__init__(instant, begin=int(begin.total_seconds()))

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """The same; no instant lies before 1970, where whole numbers would be cut towards zero."""
        template = "(CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) - %(begin)s) / 86400"
        return super().as_sql(compiler, connection, template=template, **more)


def publications(evidence: Evidence) -> list[Publication]:
    """What is known of when each day's satellite hours were public, in two queries for each cell."""
    found = [Publication(None, None, False)] * len(evidence)
    by_satellite = evidence.sky.each([kind == ReferenceKind.SATELLITE for kind in evidence.sky.skies.kinds])
    cells = [one.inverter.cell for one in evidence.setups]
    rows_of: dict[Place, list[int]] = defaultdict(list)
    for row in np.flatnonzero(by_satellite).tolist():
        rows_of[cells[evidence.setup[row]]].append(row)
    for place, rows in rows_of.items():
        midnights, which = np.unique(evidence.midnights_us[rows], return_inverse=True)
        of_days = _of_cell(place, midnights)
        for row, number in zip(rows, which.tolist(), strict=True):
            found[row] = of_days[number]
    return found


def _of_cell(place: Place, midnights: np.ndarray) -> list[Publication]:
    at = {"grid_lat": place[0], "grid_lon": place[1], "kind": ReferenceKind.SATELLITE}
    first, end = utc(int(midnights.min())), utc(int(midnights.max()) + DAY_US)
    hours = SatelliteHour.objects.filter(**at, revision=0, hour__gte=first, hour__lt=end)
    stored = np.array([(microseconds(hour), fetch) for hour, fetch in hours.values_list("hour", "fetch_id")], np.int64)
    stored = stored.reshape(-1, 2)
    answers = SatelliteFetch.objects.defer("raw")
    asked = answers.filter(**at, first_day__lte=end.date(), last_day__gte=first.date())
    fetches = {fetch.pk: fetch for fetch in asked.order_by()}
    # An answer brings hours of the days that it was asked for; where one brought others, it is taken by its number.
    fetches |= answers.in_bulk(set(stored[:, 1].tolist()) - fetches.keys())
    return [_of_day(int(midnight), stored, fetches) for midnight in midnights]


def _of_day(midnight: int, stored: np.ndarray, fetches: dict[int, SatelliteFetch]) -> Publication:
    inside = (stored[:, 0] >= midnight) & (stored[:, 0] < midnight + DAY_US)
    first = min((fetches[key] for key in np.unique(stored[inside, 1]).tolist()), key=_when, default=None)
    start = utc(midnight)
    days = start.date(), (start + LAST_SLOT).date()
    absent = [
        fetch.fetched_at
        for fetch in fetches.values()
        if fetch.url and fetch.first_day <= days[0] and days[1] <= fetch.last_day
        if first is None or fetch.fetched_at < first.fetched_at
    ]
    return Publication(first.fetched_at if first else None, max(absent, default=None), bool(first and not first.url))


def _when(fetch: SatelliteFetch) -> datetime:
    return fetch.fetched_at
